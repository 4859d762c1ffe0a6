/** The peer is healthy and patient; the client's own process does not run for a while, in one way after the other. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Tools } from '../lib/bench.ts'
import { gapsOf, isExcused } from '../lib/gaps.ts'
import type { Together } from '../lib/together.ts'
import { boundMs, nextQuestion } from '../stall/measure.ts'
import { stall, type Way } from '../stall/ways.ts'
import { dropsOf, lostSince } from './drops.ts'
import { type Setting, withPair } from './pair.ts'
import type { ClientName, NamedPace } from './terms.ts'

export interface Stalled {
  /** Connections the client gave up by its own verdict. */
  readonly own: number
  /** Of these, the ones given up though the peer and the wire ran. */
  readonly unexcused: number
  /** Connections lost, whoever hung up. */
  readonly lost: number
}

export interface Course extends Pick<Setting, 'n' | 'stallMs'> {
  readonly terms: NamedPace
  /** How far away the peer is, one way. */
  readonly awayMs: number
  /** How long after each stall a late verdict may fall. */
  readonly watchMs: number
}

export const STALLS = ['signal', 'io', 'timer'] as const satisfies readonly Way[]

export function stalled(
  subject: ClientName,
  { terms, n, stallMs, awayMs, watchMs }: Course,
  tools: Pick<Tools, 'programs' | 'dist'>,
  together: Together,
): Promise<Readonly<Record<(typeof STALLS)[number], Stalled>>> {
  // All dialled as one: the stall finds as many as possible with a question on its way.
  const setting = { terms, n, spreadMs: 0, stallMs, awayMs }
  return withPair(subject, setting, tools, together, async ({ peer, host, wire, settled }) => {
    const through = async (way: Way): Promise<Stalled> => {
      await settled()
      const others = wire === null ? [peer] : [peer, wire]
      for (const one of others) one.order('watch')
      if (wire !== null) await nextQuestion(subject, wire)
      const since = Date.now()
      await stall(host, way, stallMs)
      await sleep(watchMs)
      const drops = await dropsOf(host)
      const gaps = (await Promise.all(others.map(gapsOf))).flat()
      const own = drops.filter((drop) => drop.own)
      const unexcused = own.filter(({ at }) => !isExcused(at, gaps, boundMs(terms)))
      return {
        own: lostSince(own, since),
        unexcused: lostSince(unexcused, since),
        lost: lostSince(drops, since),
      }
    }
    const signal = await through('signal')
    const io = await through('io')
    const timer = await through('timer')
    return { signal, io, timer }
  })
}
