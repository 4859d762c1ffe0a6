/**
 * A small fleet under random hardship, and a model that knows of it by its feed alone: dialled, accepted, nested, restarted
 * together, crashed, stopped, removed.
 */
import fc from 'fast-check'
import { pingPong, Supervisor, seededRandom, supervise } from '../../../../src/index.ts'
import { Model } from '../../../../src/inspector/model/model.ts'
import type { ShownEvent } from '../../../../src/inspector/wire.ts'
import type { Connection } from '../../../../src/supervisor/handle.ts'
import { virtualClock } from '../../../../src/testing/index.ts'
import { memoryNetwork } from '../../../../src/transport/memory.ts'
import type { Link, Listening, Transport } from '../../../../src/transport/transport.ts'
import { Peer, peerServer, pong } from '../../../support/world.ts'

export type FleetAct =
  | { readonly type: 'time passes'; readonly ms: number }
  | {
      readonly type:
        | 'restart'
        | 'stop'
        | 'remove'
        | 'start'
        | 'retry'
        | 'rotate'
        | 'crash'
        | 'client comes'
        | 'client goes'
        | 'cut'
        | 'heal'
        | 'freeze'
        | 'thaw'
      readonly n: number
    }

const NAMES = ['one', 'two', 'edge', 'three', 'door']

export const fleetActs: fc.Arbitrary<readonly FleetAct[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant('time passes' as const),
        ms: fc.integer({ min: 1, max: 3_000 }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constantFrom(
          ...([
            'restart',
            'stop',
            'remove',
            'start',
            'retry',
            'rotate',
            'crash',
            'client comes',
            'client goes',
          ] as const),
          ...(['cut', 'heal', 'freeze', 'thaw'] as const),
        ),
        n: fc.nat({ max: 7 }),
      }),
    },
  ),
  { maxLength: 40, size: 'max' },
)

export class Fleet {
  readonly clock = virtualClock()
  readonly network = memoryNetwork({ clock: this.clock, latencyMs: 2 })
  readonly supervisor: Supervisor
  readonly events: ShownEvent[] = []
  readonly model = new Model()
  readonly #edge: Supervisor
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
    this.#connect(this.supervisor, 'one')
    this.#connect(this.supervisor, 'two')
    this.#edge = this.supervisor.supervise('edge', {
      strategy: 'one_for_all',
      intensity: { restarts: 2 },
      restartDelayMs: 200,
    })
    this.#connect(this.#edge, 'three')
    this.#connect(this.#edge, 'four')
    this.supervisor.listen('door', us.listen({ port: 5 }), { idleMs: false })
  }

  async act(act: FleetAct): Promise<void> {
    if (act.type === 'time passes') await this.clock.advance(act.ms)
    else {
      this.#act(act.type, act.n)
      await this.clock.advance(0)
    }
  }

  async finish(): Promise<void> {
    for (const cure of this.#cures.splice(0)) cure()
    for (const link of this.#clients) link.close()
    for (const listening of this.#listenings) listening.close()
    const stopped = this.supervisor.stop({ now: true })
    await this.clock.runAll()
    await stopped
  }

  #act(type: Exclude<FleetAct['type'], 'time passes'>, n: number): void {
    const name = NAMES[n % NAMES.length] ?? ''
    const inner = n % 2 === 0
    const under = name === 'three' ? this.#nested : this.supervisor
    const child = under.find(name)
    switch (type) {
      case 'restart':
        return void under.restart(name).catch(() => {})
      case 'stop':
        return void child?.stop({ now: inner })
      case 'remove':
        // Overtaken by a restart of the whole branch, its last word would be told of a child that lives.
        if (under !== this.supervisor) return
        return void under.remove(name).catch(() => {})
      case 'start':
        try {
          under.start(name)
        } catch {
          // It has not ended.
        }
        return
      case 'retry':
        return void (child !== undefined && 'retry' in child && child.retry())
      case 'rotate':
        return void (
          child !== undefined &&
          'rotate' in child &&
          (child as Connection).rotate().catch(() => {})
        )
      case 'crash':
        this.#crashing = name
        this.network.reset('us', 'peer')
        return
      case 'client comes':
        return this.#visit()
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
  get #nested(): Supervisor {
    const edge = this.supervisor.find('edge')
    return edge instanceof Supervisor ? edge : this.#edge
  }

  #visit(): void {
    const peer = new Peer()
    peer.link = this.network.host('guest').dial({ to: 'us:5' }).dial(peer)
    this.#clients.push(peer.link)
  }

  #connect(under: Supervisor, name: string): void {
    const transport = this.network.host('us').dial({ to: 'peer:7373' })
    const dialled: Transport = {
      ...transport,
      dial: (owner) => {
        if (this.#crashing !== name) return transport.dial(owner)
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
