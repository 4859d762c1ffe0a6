/** A tape on a virtual clock, and what it has written. */
import { virtualClock } from '../../../../src/testing/index.ts'
import { Tape } from '../../../../src/testing/recording/tape.ts'

export function collecting() {
  const clock = virtualClock({ startWall: 1_000_000 })
  const lines: string[] = []
  const tape = new Tape(clock, (line) => lines.push(line))
  return {
    clock,
    tape,
    lines,
    /** All logs so far, one after the other. */
    log(): string {
      tape.flush()
      return lines.map((line) => (JSON.parse(line) as { log?: string }).log ?? '').join('')
    },
  }
}

/** An owner that notes its calls. */
export function noting() {
  const calls: string[] = []
  const note =
    (name: string) =>
    (...given: readonly unknown[]): void => {
      calls.push([name, ...given.filter((one) => typeof one === 'boolean')].join(' '))
    }
  return {
    calls,
    opened: note('opened'),
    heard: note('heard'),
    frame: note('frame'),
    partial: note('partial'),
    drained: note('drained'),
    pinged: note('pinged'),
    ponged: note('ponged'),
    ended: note('ended'),
    released: note('released'),
  }
}
