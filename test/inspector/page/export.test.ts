import { expect, test } from 'vitest'
import { History } from '../../../src/inspector/model/history.ts'
import { RecordingLines } from '../../../src/inspector/model/recording.ts'
import { fileName, recordingOf } from '../../../visualizations/inspector/src/export.ts'

test('What is saved can be opened again: every event, a line each', () => {
  const history = new History()
  for (let at = 1; at <= 5_000; at += 1) history.add([{ v: 1, at, kind: 'stall', lostMs: at }])
  const parts = [...recordingOf(history)]
  expect(parts.length).toBeGreaterThan(1)
  const text = parts.join('')
  const reader = new RecordingLines()
  const events = text.split('\n').map((line) => reader.line(line))
  expect(events.filter((event) => event !== null)).toEqual(history.commonEvents())
})

test.each([
  ['fleet', 'fleet-2026-01-02T030405.jsonl'],
  ['../../etc/passwd', 'etc-passwd-2026-01-02T030405.jsonl'],
  ['demo.jsonl', 'demo-2026-01-02T030405.jsonl'],
  ['\u202e<img>', 'img-2026-01-02T030405.jsonl'],
  ['…', 'pulsetree-2026-01-02T030405.jsonl'],
])('A file of %j is called %s', (name, expected) => {
  expect(fileName(name, Date.UTC(2026, 0, 2, 3, 4, 5), 'jsonl')).toBe(expected)
})
