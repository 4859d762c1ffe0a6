import { describe, expect, test } from 'vitest'
import { fixed } from '../../src/machines/detector/fixed.ts'
import {
  type AcceptOptions,
  acceptPlan,
  type ConnectOptions,
  connectPlan,
} from '../../src/machines/options.ts'
import { listenOnly, pingPong, protocolPing } from '../../src/machines/protocol.ts'
import { retryByCause } from '../../src/machines/retry.ts'
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
      accepts: true,
      cut: raw.cut,
      heartbeat: null,
      connectTimeoutMs: Infinity,
      handshakeTimeoutMs: 10_000,
      queue: null,
    })
    expect(plan.retry({ kind: 'eof', by: 'peer' }, 1)).toBe(false)
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
        frames: 'ignore',
        holdFrames: 5,
        queue: { max: 3, drop: 'newest' },
      },
      whole,
    )
    expect(plan).toMatchObject({
      onOpen,
      retry,
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
    ['whenStale', { whenStale: 'end' }],
    ['staleAfterMs', { staleAfterMs: 0 }],
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
    ['whenStale', '{"whenStale":"reconnect"}'],
    ['frames', '{"frames":"keep"}'],
    ['onOpen', '{"onOpen":"name"}'],
    ['retry', '{"retry":true}'],
    ['connect.restart', '{"restart":"permanent"}'],
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
