import { describe, expect, test } from 'vitest'
import { pingPong } from '../../../src/index.ts'
import { adaptive, phi } from '../../../src/machines/detector/index.ts'
import { saidOf } from '../../../src/testing/recording/said.ts'
import { toldBy } from '../../../src/testing/recording/told.ts'

const HEARTBEAT = { protocol: pingPong, everyMs: 500, misses: 4 }

describe('what was said is told again', () => {
  test('with words that stand for those that were not recorded', () => {
    expect(toldBy(saidOf({ heartbeat: HEARTBEAT, readTimeoutMs: 7 }, false, false), {})).toEqual({
      heartbeat: {
        everyMs: 500,
        misses: 4,
        protocol: { beat: 'beat', pong: 'pong', answers: [{ ping: 'ping', pong: 'answer' }] },
      },
      readTimeoutMs: 7,
      frames: 'ignore',
    })
  })

  test.each([phi({ threshold: 3 }), adaptive({ deadTimes: 5 })])('with the same detector', (detector) => {
    const { heartbeat } = toldBy(saidOf({ heartbeat: { ...HEARTBEAT, detector } }, false, false), {})
    const told = heartbeat === 'none' ? undefined : heartbeat?.detector
    expect(told).toMatchObject({ name: detector.name, options: detector.options })
  })

  test('but not with a detector that only its maker knows', () => {
    const own = { ...phi(), name: 'mine', options: undefined }
    const { options, ...rest } = saidOf({ heartbeat: { ...HEARTBEAT, detector: phi() } }, false, false)
    expect(options).toBeDefined()
    const said = { ...rest, options: { heartbeat: { detector: { name: own.name, options: null } } } }
    expect(() => toldBy(said, {})).toThrow('a detector of one\'s own, "mine": give it to replay')
    expect(toldBy(said, { heartbeat: { detector: 'fixed' } }).heartbeat).toMatchObject({ detector: 'fixed' })
  })
})

test('What is said otherwise takes the place of what says the same', () => {
  const said = saidOf({ heartbeat: HEARTBEAT, backoff: { firstMs: 5, maxMs: 50 } }, false, false)
  const told = toldBy(said, { heartbeat: { suspect: { forMs: 90 } }, backoff: { maxMs: 60 }, idleMs: 1 })
  expect(told).toMatchObject({
    heartbeat: { suspect: { forMs: 90 } },
    backoff: { firstMs: 5, maxMs: 60 },
    idleMs: 1,
  })
  expect(told.heartbeat).not.toHaveProperty('misses')
})

test('Who has no heartbeat gets none', () => {
  expect(toldBy(saidOf({ heartbeat: 'none' }, true, false), { heartbeat: { everyMs: 10 } }).heartbeat).toBe(
    'none',
  )
  expect(toldBy(saidOf({}, true, true), { heartbeat: { everyMs: 10 } }).heartbeat).toEqual({ everyMs: 10 })
})
