/** Readings as columns for charts over time; x is in seconds, as uPlot has it. */
import type { Reading } from '../state.ts'
import { indexAt } from './seen.ts'

/** A gap this long between two readings is one: nobody looked, or the server was gone. */
const GAP_MS = 1_500

export interface Columns {
  readonly x: readonly number[]
  readonly suspicion: readonly (number | null)[]
  readonly rtt: readonly (number | null)[]
  /** When beats went over the link, and when misses were counted, in seconds. */
  readonly beats: readonly number[]
  readonly misses: readonly number[]
}

/** Of the readings in a span of time, in ms since the epoch, and one on either side, so that lines go to the edge. */
export function columnsOf(readings: readonly Reading[], from: number, to: number): Columns {
  const first = Math.max(0, indexAt(readings, from))
  const part = readings.slice(first, indexAt(readings, to) + 2)
  const x: number[] = []
  const suspicion: (number | null)[] = []
  const rtt: (number | null)[] = []
  let before: Reading | null = null
  for (const reading of part) {
    if (before !== null && reading.at - before.at > GAP_MS) {
      x.push((before.at + 1) / 1_000)
      suspicion.push(null)
      rtt.push(null)
    }
    // uPlot wants them in order; a clock that was set back has none.
    if (before !== null && reading.at <= before.at) continue
    x.push(reading.at / 1_000)
    suspicion.push(reading.suspicion)
    rtt.push(reading.rttMs)
    before = reading
  }
  const { beats, misses } = pulsesOf(part)
  return { x, suspicion, rtt, beats: beats.map(inSeconds), misses: misses.map(inSeconds) }
}

/** Beats and misses between readings, from what was counted: each at the time of the reading that tells of it. */
export function pulsesOf(readings: readonly Reading[]): { beats: number[]; misses: number[] } {
  const beats: number[] = []
  const misses: number[] = []
  for (let n = 1; n < readings.length; n++) {
    const before = readings[n - 1]
    const reading = readings[n]
    if (before === undefined || reading === undefined || reading.at - before.at > GAP_MS) continue
    if (reading.counts.beats > before.counts.beats) beats.push(reading.at)
    if (reading.counts.misses > before.counts.misses) misses.push(reading.at)
  }
  return { beats, misses }
}

function inSeconds(ms: number): number {
  return ms / 1_000
}

/** What a chart's window is: the last minute until now, or the moment in its midst. */
export function windowOf(now: number, moment: number | null, widthMs: number): { from: number; to: number } {
  if (moment === null) return { from: now - widthMs, to: now }
  const to = Math.min(now, moment + widthMs / 2)
  return { from: to - widthMs, to }
}

/** The top of an axis of times: 1, 2 or 5 times a power of ten, and never less than 1 ms. */
export function niceTop(values: readonly (number | null)[]): number {
  let most = 0
  for (const value of values) if (value !== null && value > most) most = value
  if (most <= 1) return 1
  const power = 10 ** Math.floor(Math.log10(most))
  const step = [1, 2, 5, 10].find((candidate) => candidate * power >= most) ?? 10
  return step * power
}
