import { describe, expect, test } from 'vitest'
import type { DetectorRule } from '../../src/machines/detector/detector.ts'
import { fixed } from '../../src/machines/detector/fixed.ts'
import {
  type AcceptOptions,
  acceptPlan,
  type ConnectOptions,
  connectPlan,
} from '../../src/machines/options.ts'
import { presets } from '../../src/machines/presets.ts'
import { heartbeatWord, listenOnly, pingPong, protocolPing } from '../../src/machines/protocol.ts'
import { retryByCause } from '../../src/machines/retry.ts'
import { OptionError, type Payload } from '../../src/transport/transport.ts'
import { raw, whole } from '../support/carriers.ts'

const protocol = pingPong
const refusalOf = (option: string) => expect.objectContaining({ name: 'OptionError', option })

describe('a dialled connection that is told nothing', () => {
  test('has the deadlines that the documentation states, and no heartbeat its peer could not know of', () => {
    expect(connectPlan({}, whole)).toMatchObject({
      cut: 'whole',
      heartbeat: null,
      beat: null,
      sorter: null,
      connectTimeoutMs: 10_000,
      handshakeTimeoutMs: 10_000,
      firstFrameTimeoutMs: Infinity,
      frameTimeoutMs: 30_000,
      readTimeoutMs: Infinity,
      writeTimeoutMs: 5_000,
      idleMs: Infinity,
      maxAgeMs: Infinity,
      staleAfterMs: Infinity,
      endsStale: false,
      closeTimeoutMs: 2_000,
      holdFrames: 1_024,
      ignoreFrames: false,
      onOpen: undefined,
      authorise: undefined,
      retry: retryByCause,
      queue: null,
      restart: 'transient',
      backoff: { firstMs: 1_000, maxMs: 60_000 },
    })
  })

  test('shares its plan, so nobody may change it', () => {
    expect(Object.isFrozen(connectPlan({}, raw))).toBe(true)
    expect(Object.isFrozen(acceptPlan({}, raw))).toBe(true)
  })
})

describe('an accepted connection that is told nothing', () => {
  test('has no dial to time, nothing to queue, and is never started again', () => {
    const plan = acceptPlan({}, raw)
    expect(plan).toMatchObject({
      cut: raw.cut,
      heartbeat: null,
      connectTimeoutMs: Infinity,
      handshakeTimeoutMs: 10_000,
      queue: null,
      restart: 'temporary',
    })
    expect(plan.retry({ kind: 'eof', by: 'peer' }, 1)).toBe(false)
  })
})

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

describe('on a transport with a ping of its own', () => {
  const pinging = { ...whole, pings: true }
  const defaults = {
    beats: true,
    rule: fixed,
    everyMs: 10_000,
    limits: { suspectMs: 5_000, deadMs: 15_000 },
    misses: 3,
    learnsFrom: 'answers',
  }

  test.each([
    { situation: 'nothing said', options: {} },
    { situation: 'no more said than that there is one', options: { heartbeat: {} } },
    { situation: 'the protocol named', options: { heartbeat: { protocol: protocolPing } } },
  ])('the heartbeat is that ping, dialled and accepted: $situation', ({ options }) => {
    for (const plan of [connectPlan(options, pinging), acceptPlan(options, pinging)]) {
      expect(plan).toMatchObject({ heartbeat: defaults, pings: true, beat: null })
    }
  })

  test('times alone are enough to say', () => {
    expect(connectPlan({ heartbeat: { everyMs: 500, misses: 2 } }, pinging)).toMatchObject({
      heartbeat: { ...defaults, everyMs: 500, misses: 2, limits: { suspectMs: 5_000, deadMs: 10_000 } },
      pings: true,
    })
  })

  test('another heartbeat takes its place, and `none` is none', () => {
    expect(connectPlan({ heartbeat: { protocol } }, pinging)).toMatchObject({ pings: false, beat: 'ping' })
    expect(connectPlan({ heartbeat: 'none' }, pinging)).toMatchObject({ pings: false, heartbeat: null })
    expect(connectPlan({ heartbeat: { protocol: listenOnly } }, pinging)).toMatchObject({
      pings: false,
      heartbeat: { beats: false },
    })
  })

  test('who ends what is idle does not ping unasked: the answers would put it off for ever', () => {
    expect(acceptPlan({ idleMs: 1_000 }, pinging)).toMatchObject({ pings: false, heartbeat: null })
    expect(acceptPlan({ idleMs: 1_000, heartbeat: {} }, pinging)).toMatchObject({ pings: true })
    expect(connectPlan({ idleMs: false }, pinging)).toMatchObject({ pings: true })
  })

  test('and on no other: there it is refused by name', () => {
    for (const carrier of [whole, raw, { ...whole, pings: false }]) {
      expect(connectPlan({}, carrier)).toMatchObject({ heartbeat: null, pings: false })
      expect(() => connectPlan({ heartbeat: {} }, carrier)).toThrow(refusalOf('heartbeat.protocol'))
      expect(() => acceptPlan({ heartbeat: { protocol: protocolPing } }, carrier)).toThrow(
        refusalOf('heartbeat.protocol.beat'),
      )
    }
  })
})

describe('what is told is taken', () => {
  test('each duration as it is, and `false` as never', () => {
    const names = [
      'connectTimeoutMs',
      'handshakeTimeoutMs',
      'firstFrameTimeoutMs',
      'frameTimeoutMs',
      'readTimeoutMs',
      'writeTimeoutMs',
      'idleMs',
      'maxAgeMs',
    ] as const
    for (const [index, name] of names.entries()) {
      expect(connectPlan({ [name]: 100 + index }, whole)[name]).toBe(100 + index)
      expect(connectPlan({ [name]: false }, whole)[name]).toBe(Infinity)
    }
    expect(connectPlan({ closeTimeoutMs: 7 }, whole).closeTimeoutMs).toBe(7)
  })

  test('hooks, policies and choices', () => {
    const onOpen = () => {}
    const retry = () => true
    const authorise = () => true
    const plan = connectPlan(
      {
        onOpen,
        retry,
        restart: 'permanent',
        frames: 'ignore',
        holdFrames: 5,
        queue: { max: 3, drop: 'newest' },
      },
      whole,
    )
    expect(plan).toMatchObject({
      onOpen,
      retry,
      restart: 'permanent',
      ignoreFrames: true,
      holdFrames: 5,
      queue: { max: 3, drop: 'newest' },
    })
    expect(acceptPlan({ authorise, onOpen }, whole)).toMatchObject({ authorise, onOpen })
  })
})

describe('what cannot be used is refused by name, before anything starts', () => {
  test.each<[string, ConnectOptions]>([
    ['connectTimeoutMs', { connectTimeoutMs: 0 }],
    ['handshakeTimeoutMs', { handshakeTimeoutMs: -1 }],
    ['firstFrameTimeoutMs', { firstFrameTimeoutMs: Number.NaN }],
    ['frameTimeoutMs', { frameTimeoutMs: 0 }],
    ['readTimeoutMs', { readTimeoutMs: Infinity }],
    ['writeTimeoutMs', { writeTimeoutMs: 0 }],
    ['idleMs', { idleMs: 2 ** 31 + 1 }],
    ['maxAgeMs', { maxAgeMs: 0.5 }],
    ['closeTimeoutMs', { closeTimeoutMs: 0 }],
    ['holdFrames', { holdFrames: 0 }],
    ['holdFrames', { holdFrames: 1_000_001 }],
    ['holdFrames', { holdFrames: 1.5 }],
    ['heartbeat.everyMs', { heartbeat: { protocol, everyMs: 9 } }],
    ['heartbeat.suspect.forMs', { heartbeat: { protocol, suspect: { forMs: 9 } } }],
    ['whenStale', { whenStale: 'end' }],
    ['heartbeat.timeoutMs', { heartbeat: { protocol, timeoutMs: 0 } }],
    ['heartbeat.misses', { heartbeat: { protocol, misses: 0 } }],
    ['heartbeat.misses', { heartbeat: { protocol, misses: 1_001 } }],
    ['heartbeat.suspect.forMs', { heartbeat: { protocol, suspect: { forMs: -1 } } }],
    ['heartbeat.suspect.probes', { heartbeat: { protocol, suspect: { probes: 0 } } }],
    ['heartbeat.suspect.probes', { heartbeat: { protocol, suspect: { forMs: 0, probes: 1 } } }],
    ['heartbeat.suspect.probes', { heartbeat: { protocol, suspect: { forMs: 99, probes: 10 } } }],
    ['heartbeat.suspect.probes', { heartbeat: { protocol, suspect: { forMs: 2 ** 31, probes: 1_000 } } }],
    ['heartbeat.suspect', { heartbeat: { protocol, misses: 2, suspect: { forMs: 100 } } }],
    ['staleAfterMs', { staleAfterMs: 0 }],
    ['heartbeat.protocol.beat', { heartbeat: { protocol: { beat: '', pong: null } } }],
    ['backoff.firstMs', { backoff: { firstMs: 0 } }],
    ['queue.max', { queue: { max: 0, drop: 'oldest' } }],
    ['queue.max', { queue: { max: 1_000_001, drop: 'oldest' } }],
  ])('%s of %o', (option, options) => {
    expect(() => connectPlan(options, whole)).toThrow(refusalOf(option))
  })

  test.each([
    ['connect.heartBeat', '{"heartBeat":{}}'],
    ['connect.authorise', '{"authorise":null}'],
    ['connect', '"text"'],
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
    ['whenStale', '{"whenStale":"reconnect"}'],
    ['frames', '{"frames":"keep"}'],
    ['onOpen', '{"onOpen":"name"}'],
    ['retry', '{"retry":true}'],
    ['restart', '{"restart":"always"}'],
    ['backoff.min', '{"backoff":{"min":5}}'],
    ['queue.drop', '{"queue":{"max":5}}'],
    ['queue.drop', '{"queue":{"max":5,"drop":"all"}}'],
    ['queue.size', '{"queue":{"size":5,"max":5,"drop":"oldest"}}'],
    ['closeTimeoutMs', '{"closeTimeoutMs":false}'],
  ])('%s of %s, past the types', (option, json) => {
    expect(() => connectPlan(JSON.parse(json), whole)).toThrow(refusalOf(option))
  })

  test('a function as a pattern on a raw stream', () => {
    const options = { heartbeat: { protocol: { beat: 'a', pong: () => true } } }
    expect(() => connectPlan(options, raw)).toThrow(refusalOf('heartbeat.protocol.pong'))
    expect(() => connectPlan(options, whole)).not.toThrow()
  })

  test.each<[string, AcceptOptions]>([
    ['readTimeoutMs', { readTimeoutMs: 0 }],
    ['heartbeat.misses', { heartbeat: { protocol, misses: 1.5 } }],
  ])('of what is accepted: %s of %o', (option, options) => {
    expect(() => acceptPlan(options, whole)).toThrow(refusalOf(option))
  })

  test.each([
    ['listen.queue', '{"queue":{"max":5,"drop":"oldest"}}'],
    ['listen.backoff', '{"backoff":{}}'],
    ['listen.connectTimeoutMs', '{"connectTimeoutMs":5}'],
    ['authorise', '{"authorise":"admin"}'],
  ])('of what is accepted, past the types: %s of %s', (option, json) => {
    expect(() => acceptPlan(JSON.parse(json), whole)).toThrow(refusalOf(option))
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

test('what can be dialled once is not started again, and refuses to be', () => {
  const carrier = { ...whole, once: true }
  expect(connectPlan({}, whole).restart).toBe('transient')
  expect(connectPlan({}, carrier).restart).toBe('temporary')
  expect(connectPlan({ restart: 'temporary' }, carrier).restart).toBe('temporary')
  for (const restart of ['transient', 'permanent'] as const) {
    expect(() => connectPlan({ restart }, carrier)).toThrow(refusalOf('restart'))
  }
})
