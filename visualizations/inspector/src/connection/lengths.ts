/** Lengths of time in words that run: not more digits than an eye can follow. */
import { span } from '../ui/words.ts'

/** `0.4 s`, `12.3 s`, `1 min 5 s`. */
export function running(ms: number): string {
  const length = Math.max(0, ms)
  return length < 59_950 ? `${(length / 1_000).toFixed(1)} s` : span(length)
}

/** `0.4 s`, `12 s`, `1 min 5 s`: of what nobody waits for. */
export function lasting(ms: number): string {
  const length = Math.max(0, ms)
  return length < 9_950
    ? `${(length / 1_000).toFixed(1)} s`
    : span(Math.floor(length / 1_000) * 1_000).replace('.0 s', ' s')
}

/** `0.4 ms`, `12 ms`: of round trips. */
export function fine(ms: number): string {
  return ms < 9.95 ? `${ms.toFixed(1)} ms` : span(ms)
}
