/** A server that goes away and comes back, and what its clients do meanwhile: all dials are counted, in virtual time. */
import { peakOf } from '../../bench/storm/dials.ts'
import { seededRandom } from '../../src/clock/random.ts'
import { type ConnectOptions, type SuperviseOptions, type Supervisor, supervise } from '../../src/index.ts'
import { memoryNetwork, type VirtualClock, virtualClock } from '../../src/testing/index.ts'
import type { MemoryNetwork } from '../../src/transport/memory.ts'
import type { Payload, Transport } from '../../src/transport/transport.ts'
import { type Peer, peerServer, pong } from '../support/world.ts'

export interface StormOptions extends SuperviseOptions {
  readonly clients: number
  readonly seed?: number
  readonly connect?: ConnectOptions
  /** How the server answers a frame. */
  readonly answer?: (frame: string) => Payload | undefined
}

export class Storm {
  readonly clock: VirtualClock
  readonly network: MemoryNetwork
  readonly supervisor: Supervisor
  /** When each dial was made, in ms of the clock. */
  readonly dials: number[] = []
  /** Those whom the server accepted, oldest first. */
  peers: readonly Peer[] = []
  readonly #answer: (frame: string) => Payload | undefined

  constructor({ clients, seed = 1, connect = {}, answer = pong, ...rest }: StormOptions) {
    this.clock = virtualClock()
    this.network = memoryNetwork({ clock: this.clock, latencyMs: 1 })
    this.supervisor = supervise({ clock: this.clock, random: seededRandom(seed), ...rest })
    this.#answer = answer
    const us = this.network.host('us')
    this.network.host('peer')
    this.serve()
    for (let client = 0; client < clients; client += 1) {
      this.supervisor.connect(`client ${client}`, this.counted(us.dial({ to: 'peer:7373' })), connect)
    }
  }

  serve(): void {
    this.peers = peerServer(this.network, this.#answer)
  }

  /** The same, with its dials noted. */
  counted(transport: Transport): Transport {
    return {
      ...transport,
      dial: (owner) => {
        this.dials.push(this.clock.now())
        return transport.dial(owner)
      },
    }
  }

  get alive(): number {
    return this.supervisor.connections.filter(({ phase }) => phase === 'alive').length
  }

  /** The most dials that any `ms` saw, both ends included. */
  peak(ms: number, since = 0): number {
    return peakOf(
      this.dials.filter((at) => at >= since),
      ms,
    )
  }

  /** How long it takes until all are alive, in steps of 10 ms; gives up after `ms`. */
  async untilAllAlive(ms: number): Promise<number> {
    const since = this.clock.now()
    const { length } = this.supervisor.connections
    while (this.alive < length && this.clock.now() - since < ms) await this.clock.advance(10)
    return this.clock.now() - since
  }

  /** Answers what is left, which should be nothing. */
  async stop(): Promise<number> {
    const stopped = this.supervisor.stop()
    await this.clock.advance(10_000)
    await stopped
    this.network.crash('peer')
    await this.clock.advance(1)
    return this.clock.pending + this.network.openLinks + this.network.pendingDials
  }
}
