import { describe, expect, test } from 'vitest'
import { RecordingReader, readRecording } from '../../../src/testing/recording/read.ts'

const DIAL = '{"v":1,"at":5,"id":"a","kind":"phase","from":null,"to":"connecting"}'

describe('a file that is no recording is refused by one sentence with the place', () => {
  test.each([
    ['', 'the recording is empty'],
    ['\n\n', 'the recording is empty'],
    ['hello', 'line 1, column 1: this is no JSON'],
    [`{"v":1,\n${DIAL}\n`, 'line 1, column 8: this is no JSON'],
    ['[1]', 'line 1: expected a JSON object, as a recording has one a line'],
    ['{"name":"x"}', 'line 1: this is no line of a recording: it has no version or no kind'],
    [
      '{"v":2,"at":1,"kind":"phase"}',
      'line 1, column 2: v: version 2 of the form; this program reads version 1',
    ],
    ['{"v":1,"kind":"phase"}', 'line 1: expected a time in ms since the epoch'],
    [
      `${DIAL}\n{"v":1,"at":1,"id":"a","kind":"phase","from":"here","to":"dead"}`,
      /^line 2, column 39: from: expected one of /,
    ],
    ['{"v":1,"at":1,"kind":"stall","lostMs":"6"}', 'line 1, column 30: lostMs: expected a number, got "6"'],
    ['{"v":1,"at":1,"kind":"tape","n":0,"tape":9,"aheadMs":0}', /version 9 of the tape/],
    [`{"kind":"fresh","v":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, /version something deeply nested of/],
  ])('%j', (text, problem) => {
    expect(() => readRecording(text)).toThrow(problem)
  })
})

describe('a recording', () => {
  test('whose writer was killed ends with the last whole line', () => {
    const { truncated, lines, events } = readRecording(`${DIAL}\n{"v":1,"at":6,"id":"a","ki`)
    expect({ truncated, lines, events: events.length }).toEqual({ truncated: true, lines: 2, events: 1 })
  })

  test('that breaks off in the middle is none', () => {
    expect(() => readRecording(`${DIAL}\n{"v":1,"at\n${DIAL}`)).toThrow('line 2, column 8: this is no JSON')
  })

  test('of a later version keeps what this one knows, and counts the rest', () => {
    const { unknown, events } = readRecording([DIAL, '{"v":1,"at":6,"kind":"danced"}'])
    expect({ unknown, events: events.length }).toEqual({ unknown: 1, events: 1 })
  })

  test('comes line by line, too', () => {
    const reader = new RecordingReader()
    reader.line(DIAL)
    reader.line('')
    expect(reader.end()).toMatchObject({ lines: 2, truncated: false, unknown: 0, tape: null })
  })

  test('with a line longer than any of ours is none', () => {
    expect(() => readRecording(`{"v":1,"x":"${'x'.repeat(1_048_600)}"}`)).toThrow('a line too long')
  })
})
