import { describe, expect, test } from 'vitest'
import { serveHeartbeat, watchHeartbeat } from '../../src/cli/heartbeats.ts'
import { jsonValues, lengthPrefixed, lines, OptionError, protocolPing, raw } from '../../src/index.ts'
import type { Carrier } from '../../src/machines/options.ts'
import { typedLine } from '../support/typed.ts'

/** Has a ping of its own, and takes messages of at most ten characters. */
const messages: Carrier = {
  cut: 'whole',
  pings: true,
  encode(payload) {
    if (payload.length > 10) throw new OptionError('payload', 'longer than 10 bytes')
    return payload
  },
}

const watched = (line: string, carrier: Carrier = lines()) =>
  watchHeartbeat(typedLine('watch', line), carrier)
const served = (line: string, carrier: Carrier = lines()) => serveHeartbeat(typedLine('serve', line), carrier)

describe('watch', () => {
  test('sends ping, expects pong, answers nothing, and judges silence by 10 s, 5 s and 3 misses', () => {
    expect(watched('')).toEqual({
      protocol: { beat: 'ping', pong: 'pong', answers: [] },
      everyMs: 10_000,
      timeoutMs: 5_000,
      misses: 3,
      skipWhenHeard: false,
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

  test('takes its times and its detector from the options, for who only listens as well', () => {
    const pace = { everyMs: 1_000, timeoutMs: 500, misses: 1, detector: { name: 'phi' } }
    const line = '--every 1s --timeout 500ms --misses 1 --detector phi'
    expect(watched(line)).toMatchObject(pace)
    expect(watched(`${line} --ping none`)).toMatchObject(pace)
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
    ['--beat heartbeat --preset lan', 'fixed'],
    ['--beat heartbeat --suspect 1s', 'fixed'],
    ['--beat heartbeat --probes 1', 'fixed'],
    ['--beat heartbeat --skip-when-heard', 'none'],
    ['--idle 5s', 'none'],
    ['--idle 5s --every 1s', 'fixed'],
    ['--idle 5s --timeout 1s', 'fixed'],
    ['--idle 5s --ping a', 'fixed'],
    ['--idle 5s --preset mobile', 'fixed'],
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

describe('where the carrier has a ping of its own', () => {
  const own = protocolPing.beat

  test.each([
    ['', { beat: own, pong: null, answers: [] }],
    ['--every 1s --misses 1', { beat: own, pong: null }],
    ['--answer ping=pong', { beat: own, pong: null, answers: [{ ping: 'ping', pong: 'pong' }] }],
    ['--ping none', { beat: null, pong: null }],
    ['--ping hey', { beat: 'hey', pong: 'pong' }],
    ['--pong ho', { beat: 'ping', pong: 'ho' }],
    ['--ping hey --pong none', { beat: 'hey', pong: null }],
  ])('watch sends that, or the text that was typed: %j', (line, protocol) => {
    expect(watched(line, messages)).toMatchObject({ protocol, detector: 'fixed' })
  })

  const answers = [{ ping: 'ping', pong: 'pong' }]

  test.each([
    ['', { beat: own, pong: null, answers }, 'fixed'],
    ['--max-age 1s', { beat: own, pong: null, answers }, 'fixed'],
    ['--answer a=', { beat: own, pong: null, answers: [{ ping: 'a', pong: null }] }, 'fixed'],
    ['--ping none', { beat: null, pong: null, answers }, 'fixed'],
    ['--ping hey', { beat: 'hey', pong: 'pong', answers }, 'fixed'],
    ['--beat hey', { beat: 'hey', pong: null, answers }, 'none'],
    ['--beat hey --timeout 1s', { beat: 'hey', pong: null, answers }, 'fixed'],
    ['--idle 5s', { beat: null, pong: null, answers }, 'none'],
    ['--idle 5s --every 1s', { beat: own, pong: null, answers }, 'fixed'],
  ])('serve sends that, too, and answers texts as well: %j', (line, protocol, detector) => {
    expect(served(line, messages)).toMatchObject({ protocol, detector })
  })
})

describe('a heartbeat that can be no frame is refused by the name of its option', () => {
  test.each([
    ['--ping a\\nb', lines(), '--ping: "a\\nb" cannot be one frame with --codec lines'],
    ['--pong a\\nb', lines(), '--pong: "a\\nb" cannot be one frame with --codec lines'],
    ['--answer a\\nb=c', lines(), '--answer: "a\\nb" cannot be one frame with --codec lines'],
    ['--answer a=b\\n', lines(), '--answer: "b\\n" cannot be one frame with --codec lines'],
    ['--codec json', jsonValues(), '--ping: "ping" cannot be one frame with --codec json'],
    ['--codec json --ping {} --pong x', jsonValues(), '--pong: "x" cannot be one frame with --codec json'],
    ['--ping \\xff\\xff', lines({ maxFrameBytes: 1 }), '--ping: these bytes cannot be one frame'],
    ['--ping 12345678901', messages, '--ping: "12345678901" cannot be one message (longer than 10 bytes)'],
  ])('%s', (line, codec, message) => {
    expect(() => watched(line, codec)).toThrow(message)
  })

  test('and raw takes any', () => {
    expect(watched('--ping a\\nb', raw()).protocol?.beat).toBe('a\nb')
  })
})
