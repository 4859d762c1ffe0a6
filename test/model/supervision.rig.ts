/** A tree of real supervisors beside the model of one: each action is done to both. */
import { type FeedEvent, type Kept, Supervisor, seededRandom, supervise } from '../../src/index.ts'
import { virtualClock } from '../../src/testing/index.ts'
import { crashCause } from '../../src/transport/transport.ts'
import { FakeLink, FakeTransport } from '../supervisor/fakes.ts'
import {
  Boss,
  Leaf,
  type Node,
  type Spec,
  Stage,
  type SupervisorSpec,
  WINDOW_MS,
} from './supervision.model.ts'

/** A tree of two levels: what stands under the top, leaves being without children. */
export interface TreeSpec {
  readonly top: SupervisorSpec
  readonly kids: readonly {
    readonly spec: Spec
    readonly boss: SupervisorSpec | null
    readonly leaves: readonly Spec[]
  }[]
}

export type Action =
  | { readonly type: 'crash' | 'finish' | 'stop' | 'remove' | 'restart' | 'start'; readonly n: number }
  | { readonly type: 'bugs'; readonly n: number; readonly count: number }
  | { readonly type: 'add'; readonly n: number; readonly spec: Spec }
  | { readonly type: 'pass'; readonly ms: number }

const ROOT: Spec = { restart: 'temporary', restarts: 0, delayMs: 0, escalates: false, significant: false }

/** It is released as it is destroyed: in the model, children stop in no time. */
class InstantLink extends FakeLink {
  override destroy(): void {
    if (this.isReleased) return
    this.isReleased = true
    this.owner?.released()
  }
}

export class Rig {
  readonly clock = virtualClock()
  readonly stage = new Stage()
  readonly events: FeedEvent[] = []
  readonly top: Supervisor
  readonly model: Boss
  readonly #transports = new Map<string, FakeTransport>()
  readonly #bugs = new Map<string, number>()
  #told = 0
  #added = 0

  constructor({ top, kids }: TreeSpec) {
    this.top = supervise({
      name: 'top',
      clock: this.clock,
      random: seededRandom(1),
      dials: false,
      ...asOptions(top),
    })
    this.top.feed$.subscribe((event) => this.events.push(event))
    this.model = new Boss(this.stage, 'top', null, ROOT, top)
    this.model.begin()
    for (const [n, { spec, boss, leaves }] of kids.entries()) {
      if (boss === null) this.#leaf(`k${n}`, spec, this.top, this.model)
      else this.#boss(`k${n}`, spec, boss, leaves)
    }
  }

  /** All there are in the model, outermost first. */
  get nodes(): readonly Node[] {
    return this.model.kids.flatMap((kid) => (kid instanceof Boss ? [kid, ...kid.kids] : [kid]))
  }

  async act(action: Action): Promise<void> {
    if (action.type === 'pass') {
      this.stage.pass(action.ms)
      return this.clock.advance(action.ms)
    }
    const node = this.nodes[action.n % Math.max(1, this.nodes.length)]
    if (node !== undefined) await this.#on(node, action)
    // What is due at once is done.
    this.stage.pass(0)
    await this.clock.advance(0)
  }

  /** What was seen since the last time: by the feed, and by the model. */
  news(): { real: string[]; model: string[] } {
    const real = this.events.slice(this.#told).flatMap(stepOf)
    this.#told = this.events.length
    return { real, model: this.stage.seen.splice(0) }
  }

  /** What each is now. */
  state(): { real: unknown; model: unknown } {
    const real = this.nodes.map(({ id }) => {
      const found = this.#find(id)
      return [id, found?.restarts, found !== undefined && isUp(found)]
    })
    return { real, model: this.nodes.map(({ id, restarts, state }) => [id, restarts, state === 'up']) }
  }

  async stop(): Promise<void> {
    this.model.stop()
    void this.top.stop()
    await this.clock.advance(0)
    await this.top.ended
  }

  /** Links of a child that are open. */
  links(id: string): number {
    return this.#transports.get(id)?.links.filter(({ isReleased }) => !isReleased).length ?? 0
  }

  async #on(node: Node, action: Exclude<Action, { type: 'pass' }>): Promise<void> {
    const { parent } = node
    if (parent === null) return
    const [, under, name] = this.#place(node.id)
    switch (action.type) {
      case 'bugs':
        if (!(node instanceof Leaf)) return
        node.bugs = action.count
        this.#bugs.set(node.id, action.count)
        return
      case 'crash':
      case 'finish':
        return this.#fall(node, action.type === 'crash')
      case 'stop':
        node.stop()
        void this.#find(node.id)?.stop()
        return
      case 'remove':
        node.stop()
        parent.kids.splice(parent.kids.indexOf(node), 1)
        void under.remove(name)
        return
      case 'restart':
        if (parent.isEnding) return
        node.restart()
        void under.restart(name)
        return
      case 'start':
        if (parent.isEnding || node.state !== 'over') return
        node.restart()
        under.start(name)
        return
      case 'add': {
        if (parent.isEnding) return
        this.#added += 1
        this.#leaf(`x${this.#added}`, action.spec, under, parent)
      }
    }
  }

  #fall(node: Node, isCrash: boolean): void {
    if (!(node instanceof Leaf) || node.state !== 'up') return
    node.fall(isCrash)
    const link = this.#transports.get(node.id)?.links.at(-1)
    link?.owner?.ended(isCrash ? crashCause(new Error('a bug')) : { kind: 'auth', by: 'peer', detail: 'no' })
    link?.destroy()
  }

  #boss(name: string, spec: Spec, own: SupervisorSpec, leaves: readonly Spec[]): void {
    const boss = new Boss(this.stage, name, this.model, spec, own)
    this.model.kids.push(boss)
    if (this.model.isRunning) boss.begin()
    const real = this.top.supervise(name, asOptions(own), asChild(spec))
    for (const [n, leaf] of leaves.entries()) this.#leaf(`l${n}`, leaf, real, boss)
  }

  #leaf(name: string, spec: Spec, under: Supervisor, parent: Boss): void {
    const id = parent === this.model ? name : `${parent.id}/${name}`
    const leaf = new Leaf(this.stage, id, parent, spec)
    parent.kids.push(leaf)
    if (parent.isRunning) leaf.begin()
    const transport = new FakeTransport(() => {
      const bugs = this.#bugs.get(id) ?? 0
      this.#bugs.set(id, Math.max(0, bugs - 1))
      if (bugs > 0) throw new Error(`a bug of ${id}`)
      return new InstantLink()
    })
    this.#transports.set(id, transport)
    under.connect(name, transport, asChild(spec))
  }

  #place(id: string): [string, Supervisor, string] {
    const [first = '', second] = id.split('/')
    if (second === undefined) return [id, this.top, first]
    const under = this.top.find(first)
    if (!(under instanceof Supervisor)) throw new Error(`there is no ${first}`)
    return [id, under, second]
  }

  #find(id: string): Kept | undefined {
    const [, under, name] = this.#place(id)
    return under.find(name)
  }
}

function isUp(kept: Kept): boolean {
  if (kept instanceof Supervisor) return kept.phase === 'running'
  return kept.phase === 'alive'
}

function asOptions({ strategy, restarts, auto }: SupervisorSpec) {
  return { strategy, intensity: { restarts, withinMs: WINDOW_MS }, autoShutdown: auto }
}

function asChild({ restart, restarts, delayMs, escalates, significant }: Spec) {
  return {
    restart,
    intensity: { restarts, withinMs: WINDOW_MS },
    restartDelayMs: delayMs,
    whenGivenUp: escalates ? 'escalate' : 'keep',
    significant,
  } as const
}

function stepOf(event: FeedEvent): string[] {
  switch (event.kind) {
    case 'phase':
      if (event.to === 'connecting' && event.from === null) return [`+${event.id}`]
      if (event.to === 'stopped') return [`-${event.id}`]
      return event.to === 'failed' ? [`!${event.id}`] : []
    case 'restart':
      return [`${event.id} in ${event.delayMs}`]
    case 'gave-up':
      return [`${event.id}${event.of === 'child' ? '?' : '??'}`]
    default:
      return []
  }
}
