import { expect, test } from 'vitest'
import { Ledger } from '../../../src/testing/invariants/ledger.ts'

test('Every check is counted, and only what failed is noted, with its sentence and its time', () => {
  const ledger = new Ledger(() => 42)
  ledger.expect(4, true, 'a', () => 'never asked for')
  ledger.expect(4, false, 'a', () => 'went astray')
  expect(ledger.breaches).toEqual([
    { invariant: 4, sentence: expect.stringContaining('arrows'), id: 'a', atMs: 42, what: 'went astray' },
  ])
  expect(ledger.checked.filter(({ times }) => times > 0)).toEqual([
    { number: 4, name: 'arrows', exists: true, times: 2 },
  ])
  expect(ledger.checked).toHaveLength(15)
})

test('A world that is broken a thousand times is told of a hundred times', () => {
  const ledger = new Ledger(() => 0)
  for (let n = 0; n < 1_000; n += 1) ledger.expect(1, false, 'a', () => `${n}`)
  expect([ledger.breaches.length, ledger.breaches.at(-1)?.what]).toEqual([100, '99'])
})
