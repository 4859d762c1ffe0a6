import { expect, test } from 'vitest'
import { OptionError, seededRandom, supervise } from '../../../src/index.ts'
import { virtualClock } from '../../../src/testing/index.ts'
import { recorder } from '../../../src/testing/recording/recorder.ts'

test('A recorder writes the feed among its own lines, unless somebody else does', async () => {
  for (const feed of [true, false]) {
    const lines: string[] = []
    const clock = virtualClock()
    const tape = recorder({ write: (line) => lines.push(line), clock, random: seededRandom(1), feed })
    const fleet = tape.follow(supervise({ ...tape.options }))
    tape.flush()
    const stopped = fleet.stop()
    await clock.runAll()
    await stopped
    const kinds = new Set(lines.map((line) => (JSON.parse(line) as { kind: string }).kind))
    expect(kinds.has('supervisor')).toBe(feed)
    expect(kinds.has('total')).toBe(feed)
    expect(lines.at(-1)).toContain('"end":true')
  }
})

test('A recorder without a writer is none', () => {
  const bad: unknown = { write: 'file' }
  expect(() => recorder(bad as { write: () => void })).toThrow(OptionError)
})
