import { expect, test } from 'vitest'
import { causeOf, FEED_KINDS, isCompared, recordedOf } from '../../../src/testing/recording/read-feed.ts'

const place = { line: 1, text: '' }

test('Events are taken as far as they are compared', () => {
  const silent = { kind: 'silent', by: 'peer' }
  const phase = { id: 'a', from: 'suspect', to: 'dead', event: 'peer.lost', cause: silent, more: 1 }
  expect(recordedOf('phase', phase, 7, place).event).toEqual({
    v: 1,
    at: 7,
    id: 'a',
    kind: 'phase',
    from: 'suspect',
    to: 'dead',
    event: 'peer.lost',
    cause: silent,
  })
  expect(recordedOf('stall', { lostMs: 5, slept: true }, 7, place).event).toMatchObject({
    lostMs: 5,
    slept: true,
  })
  expect(recordedOf('retry', { id: 'a', attempt: 1, delayMs: 2 }, 7, place).event).toMatchObject({
    attempt: 1,
  })
  expect(recordedOf('stale', { id: 'a', silentMs: 2 }, 7, place).event).toMatchObject({ silentMs: 2 })
  expect(recordedOf('fresh', { id: 'a' }, 7, place).event.kind).toBe('fresh')
  expect([isCompared('phase'), isCompared('frame'), FEED_KINDS.has('frame')]).toEqual([true, false, true])
})

test.each([
  { kind: 'bored', by: 'peer' },
  { kind: 'eof', by: 'them' },
  { kind: 'timeout', by: 'us' },
  { kind: 'reset', by: 'network', detail: 5 },
])('%j is no cause', (cause) => {
  expect(() => causeOf({ cause }, place)).toThrow('is no cause')
})
