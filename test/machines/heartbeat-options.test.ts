import { describe, expect, test } from 'vitest'
import type { DetectorRule } from '../../src/machines/detector/detector.ts'
import { fixed } from '../../src/machines/detector/fixed.ts'
import { acceptPlan, type ConnectOptions, connectPlan } from '../../src/machines/options.ts'
import { presets } from '../../src/machines/presets.ts'
import { heartbeatWord, listenOnly, pingPong } from '../../src/machines/protocol.ts'
import { OptionError, type Payload } from '../../src/transport/transport.ts'
import { raw, whole } from '../support/carriers.ts'

const protocol = pingPong
const refusalOf = (option: string) => expect.objectContaining({ name: 'OptionError', option })

describe('a heartbeat', () => {
  test('has the defaults that the documentation states: dead by 25 s', () => {
    expect(connectPlan({ heartbeat: { protocol } }, whole)).toMatchObject({
      heartbeat: {
        beats: true,
        rule: fixed,
        everyMs: 10_000,
        limits: { suspectMs: 5_000, deadMs: 15_000 },
        misses: 3,
        skipWhenHeard: false,
      },
      beat: 'ping',
    })
  })

  test.each([
    { said: { misses: 1 }, misses: 1, deadMs: 5_000, tightestMs: 5_000 },
    { said: { misses: 4, timeoutMs: 200 }, misses: 4, deadMs: 800, tightestMs: 200 },
    { said: { suspect: {} }, misses: 3, deadMs: 15_000, tightestMs: 5_000 },
    { said: { suspect: { forMs: 0 } }, misses: 1, deadMs: 5_000, tightestMs: 5_000 },
    { said: { suspect: { forMs: 1_000 } }, misses: 2, deadMs: 6_000, tightestMs: 1_000 },
    { said: { suspect: { forMs: 20_000 } }, misses: 5, deadMs: 25_000, tightestMs: 5_000 },
    { said: { suspect: { probes: 8 } }, misses: 9, deadMs: 15_000, tightestMs: 1_250 },
    { said: { suspect: { forMs: 100, probes: 10 } }, misses: 11, deadMs: 5_100, tightestMs: 10 },
    { said: presets.lan, misses: 4, deadMs: 2_000, tightestMs: 500 },
    { said: presets.aggressive, misses: 4, deadMs: 95, tightestMs: 20 },
  ])('that says $said has a suspect convicted at $deadMs ms, asked at least every $tightestMs', (row) => {
    const { said, misses, deadMs, tightestMs } = row
    const { heartbeat } = connectPlan({ heartbeat: { protocol, ...said } }, whole)
    expect(heartbeat).toMatchObject({ misses, tightestMs })
    expect(heartbeat?.limits.deadMs).toBe(deadMs)
  })

  test('takes any detector that keeps to the contract', () => {
    const rule: DetectorRule = { ...fixed, name: 'mine', shortestMs: () => 40 }
    expect(connectPlan({ heartbeat: { protocol, detector: rule } }, whole).heartbeat).toMatchObject({
      rule,
      tightestMs: 40,
    })
  })

  test.each([
    ['heartbeat.detector.teacher', { teacher: 1 }],
    ['heartbeat.detector.shortestMs', { shortestMs: () => Number.NaN }],
    ['heartbeat.detector.shortestMs', { shortestMs: () => 9 }],
    ['heartbeat.detector', { detector: () => ({}) }],
    ['heartbeat.detector', { detector: () => null }],
  ])('refuses a detector that does not: %s of %o', (option, wrong) => {
    const options = { heartbeat: { protocol, detector: Object.assign({ ...fixed }, wrong) } }
    expect(() => connectPlan(options, whole)).toThrow(refusalOf(option))
  })

  test.each(['phi', () => fixed, null])('says what a detector can be, in one line, of %o', (detector) => {
    const heartbeat = Object.assign(JSON.parse('{}'), { protocol, detector })
    expect(() => connectPlan({ heartbeat }, whole)).toThrow(/^heartbeat\.detector: .*phi\(\).*$/)
  })

  test.each(['{}', '{"protocol":"ping"}', '{"protocol":null}'])(
    'says what a protocol can be where there is none: %s',
    (json) => {
      expect(() => connectPlan({ heartbeat: JSON.parse(json) }, whole)).toThrow(
        /^heartbeat\.protocol: .*pingPong or listenOnly.*$/,
      )
    },
  )

  test.each([
    { situation: 'answers, where they are recognised', of: protocol, from: 'answers' },
    { situation: 'gaps, where nothing is asked', of: listenOnly, from: 'gaps' },
    { situation: 'gaps, where no answer is expected', of: heartbeatWord, from: 'gaps' },
  ])('teaches its detector by $situation', ({ of, from }) => {
    expect(connectPlan({ heartbeat: { protocol: of } }, whole).heartbeat?.learnsFrom).toBe(from)
  })

  test('of a listener sends nothing and judges all the same', () => {
    const plan = connectPlan({ heartbeat: { protocol: listenOnly } }, whole)
    expect(plan.heartbeat).toMatchObject({ beats: false, rule: fixed })
    expect(plan.beat).toBeNull()
  })

  test('without a detector beats and judges nothing', () => {
    const plan = connectPlan({ heartbeat: { protocol: heartbeatWord, detector: 'none' } }, whole)
    expect(plan.heartbeat).toMatchObject({ beats: true, rule: null })
  })

  test.each(['none', undefined] as const)('%s is none', (heartbeat) => {
    expect(connectPlan(heartbeat === undefined ? {} : { heartbeat }, whole).heartbeat).toBeNull()
  })

  test('makes one sorter for each connection on raw streams, and knows edges from whole frames', () => {
    const rawPlan = connectPlan({ heartbeat: { protocol } }, raw)
    expect(rawPlan.sorter?.()).not.toBe(rawPlan.sorter?.())
    const wholePlan = connectPlan({ heartbeat: { protocol } }, whole)
    expect(wholePlan.sorter?.()).toBe(wholePlan.sorter?.())
  })
})

describe('of a heartbeat, what cannot be used is refused by name', () => {
  test.each<[string, ConnectOptions]>([
    ['heartbeat.everyMs', { heartbeat: { protocol, everyMs: 9 } }],
    ['heartbeat.suspect.forMs', { heartbeat: { protocol, suspect: { forMs: 9 } } }],
    ['heartbeat.timeoutMs', { heartbeat: { protocol, timeoutMs: 0 } }],
    ['heartbeat.misses', { heartbeat: { protocol, misses: 0 } }],
    ['heartbeat.misses', { heartbeat: { protocol, misses: 1_001 } }],
    ['heartbeat.suspect.forMs', { heartbeat: { protocol, suspect: { forMs: -1 } } }],
    ['heartbeat.suspect.probes', { heartbeat: { protocol, suspect: { probes: 0 } } }],
    ['heartbeat.suspect.probes', { heartbeat: { protocol, suspect: { forMs: 0, probes: 1 } } }],
    ['heartbeat.suspect.probes', { heartbeat: { protocol, suspect: { forMs: 99, probes: 10 } } }],
    ['heartbeat.suspect.probes', { heartbeat: { protocol, suspect: { forMs: 2 ** 31, probes: 1_000 } } }],
    ['heartbeat.suspect', { heartbeat: { protocol, misses: 2, suspect: { forMs: 100 } } }],
    ['heartbeat.protocol.beat', { heartbeat: { protocol: { beat: '', pong: null } } }],
  ])('%s of %o', (option, options) => {
    expect(() => connectPlan(options, whole)).toThrow(refusalOf(option))
  })

  test.each([
    ['heartbeat', '{"heartbeat":"ping"}'],
    ['heartbeat', '{"heartbeat":true}'],
    ['heartbeat.protocol', '{"heartbeat":{}}'],
    ['heartbeat.protocol', '{"heartbeat":{"protocol":"ping"}}'],
    ['heartbeat.every', '{"heartbeat":{"protocol":{"beat":null,"pong":null},"every":5}}'],
    ['heartbeat.detector', '{"heartbeat":{"protocol":{"beat":null,"pong":null},"detector":"psychic"}}'],
    ['heartbeat.skipWhenHeard', '{"heartbeat":{"protocol":{"beat":null,"pong":null},"skipWhenHeard":"yes"}}'],
    ['heartbeat.detector', '{"heartbeat":{"protocol":{"beat":null,"pong":null},"detector":{"name":"phi"}}}'],
    ['heartbeat.detector', '{"heartbeat":{"protocol":{"beat":null,"pong":null},"detector":null}}'],
    ['heartbeat.suspect', '{"heartbeat":{"protocol":{"beat":null,"pong":null},"suspect":5}}'],
    ['heartbeat.suspect.probe', '{"heartbeat":{"protocol":{"beat":null,"pong":null},"suspect":{"probe":5}}}'],
  ])('%s of %s, past the types', (option, json) => {
    expect(() => connectPlan(JSON.parse(json), whole)).toThrow(refusalOf(option))
  })
})

test('a heartbeat that can be no frame of the codec is refused, and named', () => {
  const carrier = {
    cut: 'whole',
    encode: (payload: Payload): Payload => {
      if (String(payload).includes('\n')) throw new OptionError('payload', 'a newline in a line')
      return payload
    },
  } as const
  for (const [option, protocol] of [
    ['heartbeat.protocol.beat', { beat: 'a\n', pong: null }],
    [
      'heartbeat.protocol.answers[1].pong',
      {
        beat: 'a',
        pong: null,
        answers: [
          { ping: 'b\n', pong: null },
          { ping: 'c', pong: 'd\n' },
        ],
      },
    ],
  ] as const) {
    const refusal = expect.objectContaining({
      option,
      message: expect.stringContaining('a newline in a line'),
    })
    expect(() => connectPlan({ heartbeat: { protocol } }, carrier)).toThrow(refusal)
    expect(() => acceptPlan({ heartbeat: { protocol } }, carrier)).toThrow(refusal)
  }
})
