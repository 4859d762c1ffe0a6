/** A piece in a virtual world. */
import { type FeedEvent, type Supervisor, seededRandom, supervise } from '../../../src/index.ts'
import { actsOn, playScenario, type VirtualHost, virtualWorld } from '../../../src/testing/index.ts'
import type { LinkOwner, Transport } from '../../../src/transport/transport.ts'
import { Peer, peersBehind } from '../../support/world.ts'
import { connectionsOf, type Pace, type Piece, paceOf, slowed } from './piece.ts'
import { type Story, storyOf } from './story.ts'
import { upgrading } from './upgrading.ts'

const PORT = 7373

export async function playVirtually(
  piece: Piece,
  { seed = 1, latencyMs = 1, slow = 1 }: { seed?: number; latencyMs?: number; slow?: number } = {},
): Promise<Story> {
  const pace = paceOf(slow)
  const world = virtualWorld({ seed, latencyMs })
  const us = world.host('us')
  const supervisor = supervise({ clock: us.clock, random: seededRandom(seed), dials: pace.dials })
  const events: FeedEvent[] = []
  const told = supervisor.feed$.subscribe((event) => events.push(event))
  if (piece.we === 'accepts') {
    supervisor.listen('gateway', us.listen({ port: PORT }), pace.accept)
    for (const peer of piece.peers) world.host(peer).start((host) => dialling(host, pace.redialMs))
  } else {
    for (const peer of piece.peers) world.host(peer).start(answering)
    connectAll(piece, supervisor, pace, (peer) => {
      const transport = us.dial({ to: `${peer}:${PORT}` })
      return piece.wire === 'websocket' ? upgrading(transport) : transport
    })
  }
  await world.advance(300 * slow)
  await playScenario(slowed(piece.scenario, slow), world, { acts: actsOn(supervisor) })
  told.unsubscribe()
  const stopped = supervisor.stop({ now: true })
  await world.advance(3_000)
  await stopped
  return storyOf(events)
}

/** Dials every peer of the piece as often as it says. */
export function connectAll(
  piece: Piece,
  supervisor: Supervisor,
  { dial }: Pace,
  to: (peer: string) => Transport,
): void {
  for (const id of connectionsOf(piece)) supervisor.connect(id, to(id.replace(/-\d+$/, '')), dial)
}

/** What the processes of `peers/peer.mjs` do, by the contract of transports alone. */
function answer(frame: string): string | undefined {
  if (frame === 'upgrade') return 'upgraded'
  return frame === 'ping' ? 'pong' : undefined
}

function answering(host: VirtualHost): void {
  peersBehind(host.listen({ port: PORT }), answer)
}

function dialling(host: VirtualHost, redialMs: number): void {
  const peer = new Peer(answer)
  const owner: LinkOwner = Object.assign(peer, {
    released() {
      host.clock.after(redialMs, () => dialling(host, redialMs))
    },
  })
  peer.link = host.dial({ to: `us:${PORT}` }).dial(owner)
}
