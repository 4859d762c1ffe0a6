import { expect, test } from 'vitest'
import { fitting } from '../../../bench/lib/files.ts'

test('Sizes that leave a process no file for anything else are left out', () => {
  expect(fitting([1_000, 10_000, 19_000], 20_000)).toEqual([1_000, 10_000, 19_000])
  expect(fitting([1_000, 10_000, 19_000], 10_050)).toEqual([1_000])
})

test('A system without a limit has room for all', () => {
  expect(fitting([19_000], Number.POSITIVE_INFINITY)).toEqual([19_000])
})
