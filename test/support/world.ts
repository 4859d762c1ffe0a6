/** A small world for tests: one network, a supervisor on the host `us`, and whatever the test puts on `peer`. */
import { seededRandom } from '../../src/clock/random.ts'
import { type SuperviseOptions, type Supervisor, supervise } from '../../src/index.ts'
import type { FeedEvent } from '../../src/supervisor/feed.ts'
import { type VirtualClock, virtualClock } from '../../src/testing/virtual-clock.ts'
import type { Codec } from '../../src/transport/framing.ts'
import { type MemoryNetwork, memoryNetwork } from '../../src/transport/memory.ts'
import type { Cause, Link, LinkOwner, Listener, Payload, Transport } from '../../src/transport/transport.ts'

export interface TestWorld {
  readonly clock: VirtualClock
  readonly network: MemoryNetwork
  readonly supervisor: Supervisor
  readonly events: FeedEvent[]
  /** The phases one connection went through, as the feed told them. */
  phases(id: string): string[]
  /** What dials the peer's port. */
  toPeer(port?: number, codec?: Codec): Transport
}

export function testWorld(options: SuperviseOptions & { latencyMs?: number; seed?: number } = {}): TestWorld {
  const { latencyMs = 1, seed = 1, ...rest } = options
  const clock = virtualClock()
  const network = memoryNetwork({ clock, latencyMs })
  const us = network.host('us')
  network.host('peer')
  const supervisor = supervise({ clock: us.clock, random: seededRandom(seed), ...rest })
  const events: FeedEvent[] = []
  supervisor.feed$.subscribe((event) => events.push(event))
  return {
    clock,
    network,
    supervisor,
    events,
    phases: (id) => events.flatMap((event) => (event.kind === 'phase' && event.id === id ? [event.to] : [])),
    toPeer: (port = 7373, codec) =>
      us.dial({ to: `peer:${port}`, ...(codec === undefined ? {} : { codec }) }),
  }
}

/** A peer that knows nothing of connections: it gets frames and sends what the test makes it send. */
export class Peer implements LinkOwner {
  readonly got: string[] = []
  readonly causes: Cause[] = []
  link: Link | null = null
  isOpen = false
  isReleased = false
  /** What it sends back to a frame; undefined for nothing. */
  answer: (frame: string) => Payload | undefined

  constructor(answer: (frame: string) => Payload | undefined = () => undefined) {
    this.answer = answer
  }

  opened(): void {
    this.isOpen = true
  }
  heard(): void {}
  frame(data: Uint8Array): void {
    const text = new TextDecoder().decode(data)
    this.got.push(text)
    const answer = this.answer(text)
    if (answer !== undefined) this.send(answer)
  }
  partial(): void {}
  drained(): void {}
  pinged(): void {}
  ponged(): void {}
  ended(cause: Cause): void {
    this.causes.push(cause)
    this.link?.close()
  }
  released(): void {
    this.isReleased = true
  }
  send(payload: Payload): void {
    if (this.link !== null) this.link.write(this.link.encode(payload))
  }
}

/** Listens on the peer's host; each accepted link is a {@link Peer} with this answer. */
export function peerServer(
  network: MemoryNetwork,
  answer: (frame: string) => Payload | undefined = () => undefined,
  port = 7373,
  codec?: Codec,
): Peer[] {
  return peersBehind(network.host('peer').listen({ port, ...(codec === undefined ? {} : { codec }) }), answer)
}

/** Listens; each accepted link is a {@link Peer} with this answer. */
export function peersBehind(
  listener: Listener,
  answer: (frame: string, peer: Peer) => Payload | undefined = () => undefined,
): Peer[] {
  const peers: Peer[] = []
  listener.listen({
    listening() {},
    accepted({ link }) {
      const peer = new Peer((frame) => answer(frame, peer))
      peer.link = link
      peers.push(peer)
      return peer
    },
    turnedAway() {},
    paused() {},
    resumed() {},
    failed() {},
    closed() {},
  })
  return peers
}

/** The other side of `pingPong`. */
export const pong = (frame: string): string | undefined => (frame === 'ping' ? 'pong' : undefined)
