/** One child of a supervisor, as the supervisor sees it: what is known of it beside its lives. */
import type { Timer } from '../clock/clock.ts'
import type { Lifetime } from '../machines/lifetime.ts'
import type { Cause, Transport } from '../transport/transport.ts'
import type { Child, ChildPlan } from './child.ts'
import type { Said, Specify } from './recipe.ts'

/**
 * Makes a child, for the supervisor whose inside is `host`.
 *
 * @param before the one in whose place it comes, which has ended for good; null for the first.
 */
export type Make<Host> = (host: Host, before: Child | null) => Child

/** `declared`: no life has begun. `halting`: its supervisor ends the present one. `resting`: another may follow. `over`: none will. */
type State = 'declared' | 'up' | 'halting' | 'resting' | 'over'

export class Entry<Host = never> {
  /** Unique in the tree, as the child's. */
  readonly id: string
  /** The one that lives, or lived last. */
  child: Child
  plan: ChildPlan
  /** Null where it can be started only once. */
  make: Make<Host> | null
  /** What was said of it, and what is made of that; null where nothing may be said anew. */
  said: Said = {}
  specify: Specify<Host> | null = null
  /** What dials, where that was said anew. */
  transport: Transport | undefined = undefined
  state: State = 'declared'
  /** The life there is will be ended because of its siblings, when its turn has come. */
  isDoomed = false
  /** Its next start is none that its `restarts` have still to count: the first one, or one that was counted when it failed. */
  isCounted = true
  /** Its user wants another life of it once this one is over. */
  isToBegin = false
  /** Its user wants it forgotten once it has ended for good. */
  isToGo = false
  /** It had too many restarts of its own. */
  isGivenUp = false
  /** Why its latest life ended that nobody had asked to; null while none has. */
  cause: Cause | null = null
  /** When it is started again, in ms since the epoch; null while it does not wait, or waits for others. */
  restartAt: number | null = null
  /** For how long its latest life went well, in ms of attention; 0 where nobody measured it. */
  livedMs = 0
  /** Called once its life is over. */
  whenDown: (() => void) | null = null
  /** Runs while it is halting: what is not gone by then is destroyed. */
  shutdown: Timer | null = null
  /** Measures its life, where it matters for how long that goes well. */
  #lifetime: Lifetime | null = null

  constructor(child: Child, plan: ChildPlan, make: Make<Host> | null) {
    this.id = child.id
    this.child = child
    this.plan = plan
    this.make = make
  }

  /** A life has begun, and something is left of it. */
  get isUp(): boolean {
    return this.state === 'up' || this.state === 'halting'
  }

  /** Its supervisor is ending its life. */
  get isHalting(): boolean {
    return this.state === 'halting'
  }

  /** It has ended for good. */
  get isOver(): boolean {
    return this.state === 'over'
  }

  /** Whether it is started when its siblings are: none that its user stopped, that was given up, or whose one life is over. */
  get isWanted(): boolean {
    if (this.child.stopAsked || this.isGivenUp) return false
    return !this.isOver || (this.plan.restart !== 'temporary' && this.make !== null)
  }

  /** A life begins. */
  rise(lifetime: Lifetime | null): void {
    if (!this.isCounted) this.child.restarts += 1
    this.isCounted = false
    this.state = 'up'
    this.#lifetime = lifetime
    this.livedMs = 0
    this.restartAt = null
  }

  /** It failed: the start to come is counted now. */
  fail(restartAt: number): void {
    this.child.restarts += 1
    this.isCounted = true
    this.restartAt = restartAt
  }

  /** Nothing is left of its life. */
  rest(): void {
    this.state = 'resting'
    this.livedMs = this.#lifetime?.end() ?? 0
    this.#lifetime = null
    this.isDoomed = false
    this.restartAt = null
    this.shutdown?.cancel()
    this.shutdown = null
  }

  /** Calls `task` once its life is over, after whoever asked for that before. */
  afterwards(task: () => void): void {
    const before = this.whenDown
    this.whenDown = () => {
      before?.()
      task()
    }
  }

  /** Another one in the place of one that has ended for good; false where that cannot be. */
  renew(host: Host): boolean {
    if (!this.isOver) return true
    if (this.make === null) return false
    const { restarts } = this.child
    this.child = this.make(host, this.child)
    this.child.restarts = restarts
    this.state = 'declared'
    this.isGivenUp = this.isToGo = false
    return true
  }
}
