import { expect, test } from 'vitest'
import { Results } from '../../src/breaker/results.ts'

const NEVER = Number.POSITIVE_INFINITY
const inRow = { failures: 3, share: NEVER, withinMs: 1_000, minCalls: 1 }
const byRate = { failures: NEVER, share: 0.5, withinMs: 1_000, minCalls: 4 }

/** What each result leads to: `x` a failure, `.` a success, one every `everyMs`. */
function noted(threshold: typeof inRow, said: string, everyMs = 1) {
  const results = new Results(threshold)
  return [...said].map((one, index) => results.note(one === 'x', index * everyMs))
}

test('The third failure in a row is one too many, and a success between them begins anew', () => {
  expect(noted(inRow, 'xx.xxx')).toEqual([null, null, null, null, null, 'failures'])
})

test('Half of the calls may not fail, once there are enough to tell', () => {
  expect(noted(byRate, 'xxx')).toEqual([null, null, null])
  expect(noted(byRate, 'x..x')).toEqual([null, null, null, 'rate'])
  expect(noted(byRate, '...x.x.x')).toEqual([null, null, null, null, null, null, null, null])
})

test('A success is never one failure too many, whatever the share', () => {
  expect(noted({ ...byRate, minCalls: 4 }, 'xxx.')).toEqual([null, null, null, null])
})

test('Calls before the window do not count', () => {
  expect(noted(byRate, 'xxxx', 400)).toEqual([null, null, null, null])
  expect(noted(byRate, 'xxxx', 200)).toEqual([null, null, null, 'rate'])
})

test('The window moves by tenths, also over a long silence', () => {
  const results = new Results(byRate)
  results.note(true, 0)
  results.note(false, 99)
  results.note(true, 500)
  expect(results.within(999)).toEqual({ calls: 3, failures: 2 })
  expect(results.within(1_000)).toEqual({ calls: 1, failures: 1 })
  expect(results.within(1_000_000)).toEqual({ calls: 0, failures: 0 })
  results.note(true, 1_000_000)
  expect(results.within(1_000_000)).toEqual({ calls: 1, failures: 1 })
})

test('Where neither is asked for, nothing is too much', () => {
  expect(new Set(noted({ ...inRow, failures: NEVER }, 'x'.repeat(100)))).toEqual(new Set([null]))
})

test('What is cleared was never there', () => {
  const results = new Results(inRow)
  results.note(true, 0)
  results.note(true, 0)
  results.clear()
  expect(results.note(true, 0)).toBeNull()
  expect(results.within(0)).toEqual({ calls: 1, failures: 1 })
})
