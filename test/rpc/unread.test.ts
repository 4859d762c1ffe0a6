import { expect, test } from 'vitest'
import { MOST_REFUSED, Unread } from '../../src/rpc/unread.ts'

const answer = 'x'.repeat(1_000_000)

test('Eight megabytes of answers may always wait, and as much as was said', () => {
  const [little, much] = [new Unread(1_024), new Unread(20_000_000)]
  for (let count = 0; count < 8; count += 1) little.add(answer)
  for (let count = 0; count < 19; count += 1) much.add(answer)
  expect([little.isMuch, much.isMuch]).toEqual([false, false])
  little.add(answer)
  for (let count = 0; count < 2; count += 1) much.add(answer)
  expect([little.isMuch, much.isMuch]).toEqual([true, true])
  little.remove(answer)
  expect(little.isMuch).toBe(false)
})

test('Answers of nothing are not free', () => {
  const unread = new Unread(0)
  for (let count = 0; count < 32_769; count += 1) unread.add('')
  expect(unread.isMuch).toBe(true)
  unread.clear()
  expect(unread.isMuch).toBe(false)
})

test('Whoever asks on is hopeless, unless it has read in between', () => {
  const unread = new Unread(0)
  for (let count = 0; count < 10; count += 1) unread.add(answer)
  for (let count = 0; count < MOST_REFUSED; count += 1) unread.refused()
  expect(unread.isHopeless).toBe(false)
  // Not enough yet.
  unread.remove(answer)
  unread.refused()
  expect(unread.isHopeless).toBe(true)
  unread.remove(answer)
  expect(unread.isHopeless).toBe(false)
})
