/** One server, stalled once in one way, while some of its clients are healthy and others hang. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Tools } from '../lib/bench.ts'
import type { Measured } from '../lib/figures.ts'
import type { Program } from '../lib/programs.ts'
import { Together } from '../lib/together.ts'
import type { ClientsInput } from '../server/clients.ts'
import type { Speech } from '../server/speech.ts'
import type { HostedName } from '../server/terms.ts'
import type { HostInput } from './host.ts'
import { stall, type Way } from './ways.ts'
import type { WireInput } from './wire.ts'

/** How long silence may last, in the words of every subject. */
export interface Pace {
  readonly everyMs: number
  readonly timeoutMs: number
  readonly misses: number
}

export interface Setting {
  readonly pace: Pace
  readonly way: Way
  readonly stallMs: number
  readonly healthy: number
  /** Clients that are frozen just before the stall. */
  readonly frozen: number
  /**
   * How far away the healthy ones are, one way; the stall begins when the server has just asked them. Null: as near as
   * can be, and at any moment.
   */
  readonly awayMs: number | null
}

const SPEAKS: Readonly<Record<HostedName, Speech>> = {
  'net-wheel': 'lines',
  ws: 'websocket',
  'engine.io': 'engine.io',
  pulsetree: 'lines',
  'pulsetree-ws': 'websocket',
}

const PATIENCE_MS = 60_000
const CONNECTS_PER_SECOND = 4_000
/** Over the bound: a tick, and processes that take turns. */
const SLACK_MS = 1_500
const LOOK_MS = 50
const LOOKS_FOR_THE_LAST = 40

/** A peer silent for this long is to be dropped. */
export function boundMs({ everyMs, timeoutMs, misses }: Pace): number {
  return everyMs + misses * timeoutMs
}

/**
 * `dropped_before`: healthy ones that were dropped before there was a stall, and are not counted any more;
 * `healthy_dropped`, `frozen_found`, and `found_s`: seconds until the last frozen one was found, of the time in which
 * the server ran; of all time for `halves`. Infinite when not all were found.
 */
export async function measure(
  subject: HostedName,
  setting: Setting,
  { programs, dist }: Pick<Tools, 'programs' | 'dist'>,
  together: Together = new Together(1, 1),
): Promise<Measured> {
  const { pace, way, stallMs, healthy: healthyN, frozen: frozenN, awayMs } = setting
  const n = healthyN + frozenN
  const started: Program[] = []
  const start = (source: string, input: object): Program => {
    const program = programs.start(source, input)
    started.push(program)
    return program
  }
  const clients = (port: number, count: number): Program => {
    const speaks = SPEAKS[subject]
    const clientsInput: ClientsInput = { port, n: count, perSecond: CONNECTS_PER_SECOND, speaks }
    return start('bench/server/clients.ts', clientsInput)
  }
  try {
    const { host, wire, healthy, frozen } = await together.start(async () => {
      const hostInput: HostInput = { ...pace, n, dist, subject, way, stallMs }
      const host = start('bench/stall/host.ts', hostInput)
      const { port } = await host.tells('listening', PATIENCE_MS)
      const wireInput: WireInput = { port: port!, delayMs: awayMs ?? 0, asks: 'listener' }
      const wire = awayMs === null ? null : start('bench/stall/wire.ts', wireInput)
      const { port: near } = wire === null ? { port } : await wire.tells('ready', PATIENCE_MS)
      const healthy = clients(near!, healthyN)
      const frozen = clients(port!, frozenN)
      await healthy.tells('connected', PATIENCE_MS)
      await frozen.tells('connected', PATIENCE_MS)
      await host.tells('accepted', PATIENCE_MS)
      return { host, wire, healthy, frozen }
    })
    await together.ready()
    // Two beats each, and never in step with them.
    await sleep((2 + Math.random()) * pace.everyMs)
    // Not for the stall: a machine that is too busy makes clients late, and servers impatient.
    const lostBefore = await endedOf(healthy, 0)
    if (lostBefore > 0) console.error(`bench: ${subject} dropped ${lostBefore} before it was stalled`)
    frozen.freeze()
    if (wire !== null) await nextQuestion(subject, wire)
    const frozenAt = Date.now()
    await stall(host, way, stallMs)
    await sleep(watchMs(pace, way, stallMs))
    host.order('count')
    const { open, changed_at } = await host.tells('counted', PATIENCE_MS)
    const lost = await endedOf(healthy, 0)
    frozen.thaw()
    const frozenFound = await endedOf(frozen, n - open! - lost)
    const lostMs = way === 'halves' ? 0 : stallMs
    return {
      dropped_before: lostBefore,
      healthy_dropped: lost - lostBefore,
      frozen_found: frozenFound,
      found_s: frozenFound < frozenN ? Number.POSITIVE_INFINITY : (changed_at! - frozenAt - lostMs) / 1_000,
    }
  } finally {
    await Promise.all(started.map((program) => programs.end(program)))
  }
}

/** Resolves when somebody has been asked, and the answer is not there yet; says so when nobody was. */
export async function nextQuestion(subject: string, wire: Program): Promise<void> {
  wire.order('next')
  const { somebody } = await wire.tells('asked', PATIENCE_MS)
  if (somebody === 0) console.error(`bench: ${subject} asked nobody before it was stalled`)
}

/** After the stall: the bound and a grace of one timeout; where half of the time is lost, until twice that is over. */
function watchMs(pace: Pace, way: Way, stallMs: number): number {
  const latestMs = boundMs(pace) + pace.timeoutMs + SLACK_MS
  return way === 'halves' ? Math.max(0, 2 * latestMs - stallMs) : latestMs
}

/** How many connections have ended, as their clients see it, once it is as many as expected. */
async function endedOf(clients: Program, expected: number): Promise<number> {
  for (let look = 0; ; look += 1) {
    clients.order('count')
    const { ended } = await clients.tells('counted', PATIENCE_MS)
    if (ended! >= expected || look === LOOKS_FOR_THE_LAST) return ended!
    await sleep(LOOK_MS)
  }
}
