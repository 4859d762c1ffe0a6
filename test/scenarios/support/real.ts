/** A piece on real sockets, with real processes. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { type FeedEvent, seededRandom, supervise } from '../../../src/index.ts'
import { actsOn, playScenario, type Scenario } from '../../../src/testing/index.ts'
import {
  type LoopbackProgram,
  type LoopbackWorld,
  loopbackWorld,
} from '../../../src/testing/loopback/index.ts'
import { tcp } from '../../../src/transport/tcp.ts'
import { websocket } from '../../../src/transport/websocket.ts'
import { connectionsOf, type Piece, paceOf, slowed } from './piece.ts'
import { type Story, storyOf } from './story.ts'
import { connectAll } from './virtual.ts'

export interface Played {
  readonly story: Story
  /** The longest time for which this process did not run, but for stalls that the scenario asked for. */
  readonly lateMs: number
}

const PEER = fileURLToPath(new URL('../peers/peer.mjs', import.meta.url))

export async function playReally(piece: Piece, slow: number): Promise<Played> {
  const pace = paceOf(slow)
  const scenario = slowed(piece.scenario, slow)
  const { we, peers, wire } = piece
  const program = we === 'accepts' ? 'later' : peerProgram(wire)
  const hosts = Object.fromEntries(peers.map((peer) => [peer, program]))
  await using world = await loopbackWorld({ hosts: { us: 'here', ...hosts } })
  await using supervisor = supervise({ random: seededRandom(1), dials: pace.dials })
  const events: FeedEvent[] = []
  let isReady = (): void => {}
  const ready = new Promise<void>((resolve) => {
    isReady = resolve
  })
  const told = supervisor.feed$.subscribe((event) => {
    events.push(event)
    if (aliveIn(events) === connectionsOf(piece).length) isReady()
  })
  if (we === 'accepts') {
    const gateway = supervisor.listen('gateway', tcp.listen({ port: 0 }), pace.accept)
    await dialFrom(peers, world, await gateway.ready, pace.redialMs)
  } else {
    const ways = new Map<string, string>()
    for (const peer of peers) ways.set(peer, (await world.way('us', peer)).endpoint)
    connectAll(piece, supervisor, pace, (peer) => {
      const endpoint = ways.get(peer) ?? ''
      return wire === 'tcp' ? tcp(endpoint) : websocket(`${endpoint.replace('tcp', 'ws')}/`)
    })
  }
  await ready
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  await playScenario(scenario, world, { acts: actsOn(supervisor) })
  delay.disable()
  told.unsubscribe()
  return { story: storyOf(events), lateMs: delay.max / 1e6 - stalledMs(scenario) }
}

async function dialFrom(
  peers: readonly string[],
  world: LoopbackWorld,
  endpoint: string,
  redialMs: number,
): Promise<void> {
  for (const peer of peers) {
    const { port } = await world.way(peer, 'us', Number(new URL(endpoint).port))
    await world.start(peer, peerProgram('dial', `${port}`, `${redialMs}`))
  }
}

function peerProgram(role: string, ...args: string[]): LoopbackProgram {
  return {
    command: process.execPath,
    args: [PEER, role, ...args],
    ...(role === 'dial' ? {} : { port: 'printed' }),
  }
}

function aliveIn(events: readonly FeedEvent[]): number {
  return events.filter((event) => event.kind === 'phase' && event.to === 'alive').length
}

function stalledMs({ steps }: Scenario): number {
  return Math.max(
    0,
    ...steps.map((step) => ('inflict' in step && step.inflict.kind === 'stall' ? step.inflict.ms : 0)),
  )
}
