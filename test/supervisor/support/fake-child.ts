/** A child that does what a test tells it, and children of such a kind without the supervisor around them. */
import { seededRandom } from '../../../src/clock/random.ts'
import type { Dials } from '../../../src/machines/dials.ts'
import { Wheels } from '../../../src/machines/world.ts'
import {
  type Child,
  type ChildDefaults,
  type ChildOptions,
  childPlan,
  type Ending,
  type StopOptions,
  steadily,
} from '../../../src/supervisor/child.ts'
import { Children, type ChildrenHost, type ChildrenPlan } from '../../../src/supervisor/children.ts'
import type { Entry } from '../../../src/supervisor/entry.ts'
import { intensityOf } from '../../../src/supervisor/intensity.ts'
import { Restarts } from '../../../src/supervisor/restarts.ts'
import { sharedDials } from '../../../src/supervisor/shared-dials.ts'
import { type VirtualClock, virtualClock } from '../../../src/testing/virtual-clock.ts'
import { type Cause, crashCause } from '../../../src/transport/transport.ts'

const CANCELLED: Cause = { kind: 'cancelled', by: 'us' }
export const EOF: Cause = { kind: 'eof', by: 'peer' }
export const bug = (what: string): Cause => crashCause(new Error(what))

/** How a child takes to being stopped: after so many ms, at once, by a promise, or not at all unless destroyed. */
export type Manners = number | 'at once' | 'soon' | 'never'

export const DEFAULTS: ChildDefaults = {
  intensity: intensityOf(),
  delays: steadily(100),
  escalates: false,
  shutdownMs: 5_000,
  countsSignificant: true,
}

export class FakeChild implements Child {
  readonly id: string
  restarts = 0
  stopAsked = false
  ending: Ending = { cause: CANCELLED, isAbnormal: false }
  manners: Manners = 'at once'
  /** What its start does first: throw, or fail at once. */
  bugs: ('throws' | 'fails')[] = []
  /** Lives begun. */
  lives = 0
  finished = 0
  readonly #crew: FakeCrew
  #isUp = false
  #waiting: (() => void)[] = []

  constructor(id: string, crew: FakeCrew) {
    this.id = id
    this.#crew = crew
  }

  get isUp(): boolean {
    return this.#isUp
  }

  begin(): void {
    this.#crew.tell(`begin ${this.id}`)
    this.lives += 1
    const how = this.bugs.shift()
    if (how === 'throws') throw new Error(`${this.id} would not start`)
    this.#isUp = true
    if (how === 'fails') this.crash('at its start')
  }

  halt({ now = false }: StopOptions): void {
    this.#crew.tell(`${now ? 'kill' : 'halt'} ${this.id}`)
    const life = this.lives
    const down = (): void => {
      if (life === this.lives) this.#down({ cause: CANCELLED, isAbnormal: false })
    }
    if (now || this.manners === 'at once') down()
    else if (this.manners === 'soon') queueMicrotask(down)
    else if (this.manners !== 'never') this.#crew.clock.after(this.manners, down)
  }

  restarting(delayMs: number): void {
    this.#crew.tell(`restarting ${this.id} in ${delayMs}`)
  }

  finish(): void {
    this.#crew.tell(`finish ${this.id}`)
    this.finished += 1
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  stop(options: StopOptions = {}): Promise<void> {
    this.stopAsked = true
    const entry = this.#crew.children.get(this.id)
    const ended = new Promise<void>((resolve) => this.#waiting.push(resolve))
    if (entry?.child === this) this.#crew.children.asked(entry, options)
    return ended
  }

  /** Its life ends of a bug. */
  crash(why = 'a bug'): void {
    this.#down({ cause: bug(why), isAbnormal: true })
  }

  /** Its life ends by itself, in order. */
  end(): void {
    this.#down({ cause: EOF, isAbnormal: false })
  }

  #down(ending: Ending): void {
    if (!this.#isUp) return
    this.#isUp = false
    this.ending = ending
    this.#crew.tell(`down ${this.id}`)
    this.#crew.children.settled(this)
  }
}

/** Children of which each step is written down. */
export class FakeCrew implements ChildrenHost {
  readonly clock: VirtualClock
  readonly wheels: Wheels
  readonly children: Children<FakeCrew>
  readonly said: string[] = []
  /** The causes it gave up for. */
  causes: readonly Cause[] = []
  isEnding = false
  readonly dials: Dials | null = null
  /** What is done when something is said. */
  onTell: (what: string) => void = () => {}
  readonly #defaults: ChildDefaults

  constructor(
    plan: Partial<ChildrenPlan> & {
      defaults?: Partial<ChildDefaults>
      clock?: VirtualClock
      /** Dials in a second, one at once. */
      perSecond?: number
    } = {},
  ) {
    const { defaults, clock = virtualClock(), perSecond, ...rest } = plan
    this.clock = clock
    this.wheels = new Wheels(clock, () => {})
    this.#defaults = { ...DEFAULTS, escalates: (plan.strategy ?? null) !== null, ...defaults }
    const random = seededRandom(1)
    if (perSecond !== undefined)
      this.dials = sharedDials({ perSecond, burst: 1 }).make(clock, random, () => {})
    const restarts = new Restarts(clock, random, this.#defaults.intensity, this.dials)
    this.children = new Children<FakeCrew>(this, restarts, {
      strategy: null,
      autoShutdown: 'never',
      isDynamic: false,
      ...rest,
    })
  }

  tell(what: string): void {
    this.said.push(what)
    this.onTell(what)
  }

  /** What was said since the last time. */
  heard(): string[] {
    return this.said.splice(0)
  }

  /** Declares one; `once`: it can be started only once. */
  add(id: string, options: ChildOptions & { once?: boolean; manners?: Manners } = {}): FakeChild {
    const { once = false, manners, ...own } = options
    const make = (crew: FakeCrew): FakeChild => {
      const child = new FakeChild(id, crew)
      if (manners !== undefined) child.manners = manners
      return child
    }
    const plan = childPlan(own, this.#defaults, once)
    return this.children.add(make(this), plan, once ? null : make)
  }

  /** Declares these and starts them all. */
  begun(...ids: string[]): FakeChild[] {
    this.children.beginAll()
    const children = ids.map((id) => this.add(id))
    this.heard()
    return children
  }

  entry(id: string): Entry<FakeCrew> {
    const entry = this.children.get(id)
    if (entry === undefined) throw new Error(`there is no ${id}`)
    return entry
  }

  restarted({ id }: Child, delayMs: number): void {
    this.tell(`restart ${id} in ${delayMs}`)
  }
  gaveUp({ id }: Child): void {
    this.tell(`gave up ${id}`)
  }
  exceeded(causes: readonly Cause[]): void {
    this.causes = causes
    this.tell('exceeded')
  }
  shutdown(): void {
    this.tell('shutdown')
  }
  letGo(child: Child): void {
    child.finish()
  }
  forgo(): void {}
  childrenGone(): void {
    this.tell('gone')
  }
}
