import { describe, expect, test } from 'vitest'
import {
  LineCutter,
  LineError,
  LONGEST_LINE,
  RecordingLines,
} from '../../../src/inspector/model/recording.ts'

const line = (fields: object) => JSON.stringify({ v: 1, at: 1, ...fields })
const ALIVE = line({ kind: 'phase', id: 'a', from: null, to: 'alive' })

function read(...lines: readonly string[]) {
  const reader = new RecordingLines()
  const events = lines.map((text) => reader.line(text)).filter((event) => event !== null)
  return { events, ...reader.end() }
}

describe('Reading a recording', () => {
  test('gives the events, and counts what it passes over', () => {
    const tape = line({ kind: 'tape', n: 0, tape: 1 })
    const later = line({ kind: 'of a later version' })
    expect(
      read(ALIVE, '', tape, later, line({ kind: 'note', text: 'froze it' }), '{"v":1,"at'),
    ).toMatchObject({
      events: [{ kind: 'phase' }, { kind: 'note', text: 'froze it' }],
      lines: 6,
      tape: 1,
      unknown: 1,
      isTruncated: true,
    })
  })

  test.each([
    ['line 2: this is no JSON', [ALIVE, '{', ALIVE]],
    ['line 1: this is no line of a recording: it has no version or no kind', ['[1]']],
    ['line 1: this is no line of a recording: it has no version or no kind', ['7']],
    ['line 1: version 2 of the form; this program reads version 1', ['{"v":2,"kind":"phase"}']],
    ['line 1: kind: expected a text', ['{"v":1,"kind":7}']],
    ['line 2: to: not as phase has it', [ALIVE, line({ kind: 'phase', id: 'a', from: null, to: 'gone' })]],
    [
      'line 2: endpoint: not as added has it',
      [ALIVE, line({ kind: 'added', id: 'a', of: 'b', child: 'connection', endpoint: null })],
    ],
    ['line 1: a line too long for a recording', ['x'.repeat(LONGEST_LINE + 1)]],
    ['the recording is empty', ['', ' ']],
    ['line 1: this is no JSON', ['<!doctype html>']],
  ])('says what is wrong, and where: %s', (problem, lines) => {
    expect(() => read(...lines)).toThrow(expect.objectContaining({ name: 'LineError', message: problem }))
  })
})

describe('Cutting a text into lines', () => {
  test('does not depend on the pieces it comes in', () => {
    const text = 'one\ntwo\n\nthree and more\nlast'
    for (let size = 1; size <= text.length; size += 1) {
      const cutter = new LineCutter()
      const lines: string[] = []
      for (let at = 0; at < text.length; at += size) lines.push(...cutter.cut(text.slice(at, at + size)))
      expect([...lines, cutter.end()]).toEqual(['one', 'two', '', 'three and more', 'last'])
    }
  })

  test('has nothing left behind a last newline', () => {
    const cutter = new LineCutter()
    expect([...cutter.cut('one\n'), cutter.end()]).toEqual(['one', null])
  })

  test('does not gather what is too long to be a line', () => {
    const cutter = new LineCutter()
    const piece = 'x'.repeat(LONGEST_LINE)
    for (let n = 0; n < 50; n += 1) cutter.cut(piece)
    expect(cutter.end()?.length).toBeLessThanOrEqual(2 * LONGEST_LINE)
  })
})

test('A version as deep or as long as a line is refused in a few words, like any other', () => {
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
  for (const v of [deep, JSON.stringify('x'.repeat(10_000))]) {
    const refused = (): unknown => new RecordingLines().line(`{"kind":"note","v":${v}}`)
    expect(refused).toThrow(LineError)
    expect(refused).toThrow(/^line 1: version .{1,60} of the form; this program reads version 1$/)
  }
})
