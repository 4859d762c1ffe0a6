import { describe, expect, test } from 'vitest'
import type { Given } from '../../src/cli/given.ts'
import { serveHeartbeat, watchHeartbeat } from '../../src/cli/heartbeats.ts'
import { readWords } from '../../src/cli/words.ts'
import { jsonValues, lengthPrefixed, lines, raw } from '../../src/index.ts'

function typed(command: 'watch' | 'serve', line: string): Given {
  const asked = readWords([command, ...line.split(' ').filter((word) => word !== ''), 'tcp://127.0.0.1:1'])
  if (asked.command === 'help') throw new Error('help was not asked for')
  return asked.given
}

const watched = (line: string, codec = lines()) => watchHeartbeat(typed('watch', line), codec)
const served = (line: string, codec = lines()) => serveHeartbeat(typed('serve', line), codec)

describe('watch', () => {
  test('sends ping, expects pong, answers nothing, and judges silence by 10 s, 5 s and 3 misses', () => {
    expect(watched('')).toEqual({
      protocol: { beat: 'ping', pong: 'pong', answers: [] },
      everyMs: 10_000,
      timeoutMs: 5_000,
      misses: 3,
      detector: 'fixed',
    })
  })

  test.each([
    ['--ping HEARTBEAT --pong none', { beat: 'HEARTBEAT', pong: null, answers: [] }],
    ['--ping none', { beat: null, pong: null, answers: [] }],
    ['--ping none --pong pong', { beat: null, pong: 'pong', answers: [] }],
    [
      '--answer heartbeat= --answer PING=PONG',
      {
        beat: 'ping',
        pong: 'pong',
        answers: [
          { ping: 'heartbeat', pong: null },
          { ping: 'PING', pong: 'PONG' },
        ],
      },
    ],
  ])('%s changes what is on the wire, and silence is judged all the same', (line, protocol) => {
    expect(watched(line)).toMatchObject({ protocol, detector: 'fixed' })
  })

  test('takes its times from the options', () => {
    expect(watched('--every 1s --timeout 500ms --misses 1')).toMatchObject({
      everyMs: 1_000,
      timeoutMs: 500,
      misses: 1,
    })
  })
})

describe('serve', () => {
  test('answers ping by pong, sends nothing of its own, and judges silence', () => {
    expect(served('')).toMatchObject({
      protocol: { beat: null, pong: null, answers: [{ ping: 'ping', pong: 'pong' }] },
      detector: 'fixed',
    })
  })

  test.each([
    ['--answer HEARTBEAT=', { beat: null, pong: null, answers: [{ ping: 'HEARTBEAT', pong: null }] }],
    ['--ping are-you-there', { beat: 'are-you-there', pong: 'pong' }],
    ['--ping a --pong b', { beat: 'a', pong: 'b' }],
    ['--beat heartbeat', { beat: 'heartbeat', pong: null, answers: [{ ping: 'ping', pong: 'pong' }] }],
    ['--ping none --beat heartbeat', { beat: 'heartbeat', pong: null }],
  ])('%s changes what is on the wire', (line, protocol) => {
    expect(served(line)).toMatchObject({ protocol })
  })

  test.each([
    ['', 'fixed'],
    ['--every 1s', 'fixed'],
    ['--ping a', 'fixed'],
    ['--max-age 1s', 'fixed'],
    ['--beat heartbeat', 'none'],
    ['--beat heartbeat --every 1s', 'none'],
    ['--beat heartbeat --timeout 1s', 'fixed'],
    ['--beat heartbeat --misses 2', 'fixed'],
    ['--beat heartbeat --detector fixed', 'fixed'],
    ['--idle 5s', 'none'],
    ['--idle 5s --every 1s', 'fixed'],
    ['--idle 5s --timeout 1s', 'fixed'],
    ['--idle 5s --ping a', 'fixed'],
    ['--idle 5s --beat heartbeat --every 1s', 'none'],
  ])('with %j judges silence by the detector %s', (line, detector) => {
    expect(served(line).detector).toBe(detector)
  })

  test('refuses a ping and a beat together, by both names', () => {
    expect(() => served('--ping a --beat b')).toThrow(/^--ping and --beat: /)
  })

  test('does without its default answer where that can be no frame', () => {
    expect(served('', jsonValues()).protocol?.answers).toEqual([])
    expect(served('', lengthPrefixed()).protocol?.answers).toHaveLength(1)
  })
})

describe('a heartbeat that can be no frame is refused by the name of its option', () => {
  test.each([
    ['--ping a\\nb', lines(), '--ping: "a\\nb" cannot be one frame with --codec lines'],
    ['--pong a\\nb', lines(), '--pong: "a\\nb" cannot be one frame with --codec lines'],
    ['--answer a\\nb=c', lines(), '--answer: "a\\nb" cannot be one frame with --codec lines'],
    ['--answer a=b\\n', lines(), '--answer: "b\\n" cannot be one frame with --codec lines'],
    ['', jsonValues(), '--ping: "ping" cannot be one frame with --codec json'],
    ['--ping {} --pong x', jsonValues(), '--pong: "x" cannot be one frame with --codec json'],
    ['--ping \\xff\\xff', lines({ maxFrameBytes: 1 }), '--ping: these bytes cannot be one frame'],
  ])('%s', (line, codec, message) => {
    expect(() => watched(line, codec)).toThrow(message)
  })

  test('and raw takes any', () => {
    expect(watched('--ping a\\nb', raw()).protocol?.beat).toBe('a\nb')
  })
})

test.each(['phi', 'adaptive'])('The detector %s is known, and not there yet', (detector) => {
  expect(() => watched(`--detector ${detector}`)).toThrow(`--detector ${detector}: not yet available`)
})
