/**
 * A small fleet under random hardship, and a model that knows of it by its feed alone: dialled, accepted, nested, restarted
 * together, crashed, stopped, removed.
 */
import fc from 'fast-check'
import { OptionError, pingPong, Supervisor, seededRandom, supervise } from '../../../../src/index.ts'
import { Model } from '../../../../src/inspector/model/model.ts'
import type { ShownEvent } from '../../../../src/inspector/wire.ts'
import type { Connection } from '../../../../src/supervisor/handle.ts'
import { virtualClock } from '../../../../src/testing/index.ts'
import { memoryNetwork } from '../../../../src/transport/memory.ts'
import type { Link, Listening, Transport } from '../../../../src/transport/transport.ts'
import { Peer, peerServer, pong } from '../../../support/world.ts'

export type FleetAct =
  | { readonly type: 'time passes'; readonly ms: number }
  | Deed
  /** Before anything that is waited for has come. */
  | { readonly type: 'at once'; readonly deeds: readonly Deed[] }

const DEEDS = [
  ...(['restart', 'stop', 'remove', 'start', 'declare', 'retry', 'rotate', 'crash'] as const),
  ...(['client comes', 'client goes', 'cut', 'heal', 'freeze', 'thaw'] as const),
]

interface Deed {
  readonly type: (typeof DEEDS)[number]
  readonly n: number
}

/** Whose turn it may be: some of them stand in others. */
const IDS = [
  ...['one', 'two', 'edge', 'edge/three', 'door', 'edge/four', 'edge/inner', 'edge/inner/five'],
  ...['edge/hatch', 'edge/once', 'crowd', 'crowd/six'],
]
const deed: fc.Arbitrary<Deed> = fc.record({
  type: fc.constantFrom(...DEEDS),
  n: fc.nat({ max: 2 * IDS.length - 1 }),
})
/** What people do to lives: several of these at once are where one overtakes another. */
const ordered: fc.Arbitrary<Deed> = fc.record({
  type: fc.constantFrom(...(['restart', 'stop', 'remove', 'start', 'declare'] as const)),
  n: fc.nat({ max: 2 * IDS.length - 1 }),
})

export const fleetActs: fc.Arbitrary<readonly FleetAct[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant('time passes' as const),
        ms: fc.integer({ min: 1, max: 3_000 }),
      }),
    },
    { weight: 4, arbitrary: deed },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('at once' as const),
        deeds: fc.array(ordered, { minLength: 2, maxLength: 5 }),
      }),
    },
  ),
  { maxLength: 60, size: 'max' },
)

export class Fleet {
  readonly clock = virtualClock()
  readonly network = memoryNetwork({ clock: this.clock, latencyMs: 2 })
  readonly supervisor: Supervisor
  readonly events: ShownEvent[] = []
  readonly model = new Model()
  /** Which supervisors had them first: those that hold these speak for nobody once others are in their places. */
  readonly #before = new Map<string, Supervisor>()
  readonly #cures: (() => void)[] = []
  readonly #clients: Link[] = []
  readonly #listenings: Listening[] = []
  #crashing = ''

  constructor(seed: number) {
    const us = this.network.host('us')
    this.network.host('peer')
    this.network.host('guest')
    peerServer(this.network, pong)
    this.supervisor = supervise({
      name: 'fleet',
      clock: us.clock,
      random: seededRandom(seed),
      intensity: { restarts: 20 },
    })
    this.supervisor.feed$.subscribe((event) => {
      this.events.push(event)
      this.model.apply(event)
    })
    for (const id of IDS) this.#declare(id)
  }

  async act(act: FleetAct): Promise<void> {
    if (act.type === 'time passes') return void (await this.clock.advance(act.ms))
    for (const one of act.type === 'at once' ? act.deeds : [act]) this.#act(one)
    await this.clock.advance(0)
  }

  async finish(): Promise<void> {
    for (const cure of this.#cures.splice(0)) cure()
    for (const link of this.#clients) link.close()
    for (const listening of this.#listenings) listening.close()
    const stopped = this.supervisor.stop({ now: true })
    await this.clock.runAll()
    await stopped
  }

  #act({ type, n }: Deed): void {
    const id = IDS[n % IDS.length] ?? ''
    const inner = n % 2 === 0
    const name = id.slice(id.lastIndexOf('/') + 1)
    const child = this.supervisor.find(id)
    const under = n < IDS.length ? this.#above(id) : this.#before.get(id)
    switch (type) {
      case 'restart':
        return void under?.restart(name).catch(() => {})
      case 'stop':
        return void child?.stop({ now: inner })
      case 'remove':
        return void under?.remove(name).catch(() => {})
      case 'start':
        return unlessRefused(() => under?.start(name))
      case 'declare':
        return unlessRefused(() => this.#declare(id))
      case 'retry':
        return void (child !== undefined && 'retry' in child && child.retry())
      case 'rotate':
        return void (
          child !== undefined &&
          'rotate' in child &&
          (child as Connection).rotate().catch(() => {})
        )
      case 'crash':
        this.#crashing = id
        this.network.reset('us', 'peer')
        return
      case 'client comes':
        return this.#visit(inner ? 5 : 6)
      case 'client goes':
        return this.#clients.shift()?.close()
      case 'cut':
        return void this.#cures.push(this.network.cut('us', inner ? 'peer' : 'guest'))
      case 'freeze':
        return void this.#cures.push(this.network.freeze(inner ? 'peer' : 'guest'))
      case 'heal':
      case 'thaw':
        return this.#cures.shift()?.()
    }
  }

  /** The present one: stopped and started again it is another. */
  #above(id: string): Supervisor | undefined {
    const at = id.lastIndexOf('/')
    if (at < 0) return this.supervisor
    const found = this.supervisor.find(id.slice(0, at))
    return found instanceof Supervisor ? found : undefined
  }

  #declare(id: string): void {
    const under = this.#above(id)
    if (under === undefined) return
    const name = id.slice(id.lastIndexOf('/') + 1)
    if (!this.#before.has(id)) this.#before.set(id, under)
    switch (name) {
      case 'edge':
        under.supervise(name, { strategy: 'one_for_all', intensity: { restarts: 2 }, restartDelayMs: 200 })
        return
      case 'inner':
        under.supervise(name, { intensity: { restarts: 1 } })
        return
      case 'crowd':
        under.supervise(name, { dynamic: true })
        return
      case 'door':
      case 'hatch':
        under.listen(name, this.network.host('us').listen({ port: name === 'door' ? 5 : 6 }), {
          idleMs: false,
        })
        return
      default:
        return this.#connect(under, id, name)
    }
  }

  #visit(port: number): void {
    const peer = new Peer()
    peer.link = this.network
      .host('guest')
      .dial({ to: `us:${port}` })
      .dial(peer)
    this.#clients.push(peer.link)
  }

  #connect(under: Supervisor, id: string, name: string): void {
    const transport = this.network.host('us').dial({ to: 'peer:7373' })
    const dialled: Transport = {
      ...transport,
      ...(name === 'once' ? { once: true } : {}),
      dial: (owner) => {
        if (this.#crashing !== id) return transport.dial(owner)
        this.#crashing = ''
        throw new Error('a bug')
      },
    }
    under.connect(name, dialled, {
      heartbeat: { protocol: pingPong, everyMs: 500, timeoutMs: 300, misses: 2 },
      backoff: { firstMs: 100, maxMs: 1_000 },
      staleAfterMs: 700,
    })
  }
}

function unlessRefused(ask: () => unknown): void {
  try {
    ask()
  } catch (error) {
    if (!(error instanceof OptionError)) throw error
  }
}
