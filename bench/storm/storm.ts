/** The storm bench: a server is killed and comes back. How often do its clients knock, how many at once, how soon are they back? */
import { setTimeout as sleep } from 'node:timers/promises'
import { SPEAKS } from '../detection/terms.ts'
import type { Bench, Tools } from '../lib/bench.ts'
import type { Measured, Metric } from '../lib/figures.ts'
import type { HostInput, StormClient } from './host.ts'
import type { ServerInput } from './server.ts'

export const SUBJECTS: readonly StormClient[] = [
  'reconnecting-websocket',
  'partysocket',
  'socket.io',
  'pulsetree',
  'pulsetree-ws',
]
const OURS: readonly StormClient[] = ['pulsetree', 'pulsetree-ws']

/** How long each part of a measurement takes. */
export interface StormPace {
  /** The first dials are spread over this time. */
  readonly spreadMs: number
  /** From the last connection on: longer than any of them takes to hold a link for stable (5 s). */
  readonly settleMs: number
  readonly goneMs: number
  /** Whoever is not back by then never comes. */
  readonly patienceMs: number
}

export const PACE: StormPace = { spreadMs: 2_000, settleMs: 6_000, goneMs: 10_000, patienceMs: 60_000 }
/** Before the server is wanted again: a program takes its time to start. */
const START_MS = 5_000
const START_WITHIN_MS = 60_000

const METRICS: readonly Metric[] = [
  { name: 'attempts', label: 'dials, from the kill until all are back', over: 'median', compares: true },
  { name: 'peak', label: 'the most of them in 100 ms', over: 'max', compares: true },
  {
    name: 'back_s',
    label: 'the last one back after the server, s',
    over: 'max',
    compares: true,
    never: 'never',
  },
]

export const stormBench: Bench = {
  name: 'storm',
  about:
    'a server killed for 10 s: dials of its clients, at once and in all; against reconnecting-websocket, partysocket, socket.io',
  sizes: [1_000],
  async run(n, asked, tools) {
    const rounds: Record<string, Measured>[] = []
    for (let round = 0; round < asked.rounds; round += 1) {
      const measured: Record<string, Measured> = {}
      for (const subject of SUBJECTS) {
        tools.progress(`storm n=${n} round ${round + 1}/${asked.rounds} ${subject}`)
        measured[subject] = await measure(subject, n, PACE, tools)
      }
      rounds.push(measured)
    }
    const peers = SUBJECTS.filter((name) => !OURS.includes(name))
    return { bench: 'storm', n, metrics: METRICS, subjects: SUBJECTS, peers, ours: OURS, rounds }
  },
}

/** One library with its defaults. Attempts are counted where sockets connect; the port is closed while nobody listens. */
export async function measure(
  ...how: [subject: StormClient, n: number, pace: StormPace, tools: Pick<Tools, 'programs' | 'dist'>]
): Promise<Measured> {
  const { attempts, peak, back_s } = await storm(...how)
  return { attempts, peak, back_s }
}

/** What {@link measure} measures, and when the server was killed and listened again. */
export interface Storm {
  readonly attempts: number
  readonly peak: number
  readonly back_s: number
  /** In ms since the epoch, like the next one. */
  readonly killedAt: number
  readonly listeningAt: number
}

/** @param trace the file that gets the times of dials, and of who was back when; null for none. */
export async function storm(
  subject: StormClient,
  n: number,
  { spreadMs, settleMs, goneMs, patienceMs }: StormPace,
  { programs, dist }: Pick<Tools, 'programs' | 'dist'>,
  trace: string | null = null,
): Promise<Storm> {
  const start = async (port: number) => {
    const input: ServerInput = { speaks: SPEAKS[subject], port }
    const server = programs.start('bench/storm/server.ts', input)
    await server.tells('ready', START_WITHIN_MS)
    return server
  }
  let server = await start(0)
  server.order('listen')
  const { port = 0 } = await server.tells('listening', START_WITHIN_MS)
  const input: HostInput = { subject, n, spreadMs, port, terms: null, dist, trace }
  const host = programs.start('bench/storm/host.ts', input)
  try {
    await host.tells('all', START_WITHIN_MS + spreadMs)
    await sleep(settleMs)
    host.order('count')
    await host.tells('counting', START_WITHIN_MS)
    await programs.end(server)
    const killedAt = Date.now()
    await host.tells('none', START_WITHIN_MS)
    await sleep(Math.max(0, killedAt + goneMs - START_MS - Date.now()))
    server = await start(port)
    await sleep(Math.max(0, killedAt + goneMs - Date.now()))
    server.order('listen')
    const { at: listeningAt = 0 } = await server.tells('listening', START_WITHIN_MS)
    const backAt = await host.tells('all', patienceMs).then(
      ({ at = 0 }) => at,
      () => Number.POSITIVE_INFINITY,
    )
    host.order('report')
    const { attempts = 0, peak = 0 } = await host.tells('report', START_WITHIN_MS)
    return { attempts, peak, back_s: (backAt - listeningAt) / 1_000, killedAt, listeningAt }
  } finally {
    await Promise.all([programs.end(host), programs.end(server)])
  }
}
