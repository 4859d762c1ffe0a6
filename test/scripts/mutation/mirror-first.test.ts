import { expect, test } from 'vitest'
import { distance } from '../../../scripts/mutation/mirror-first.ts'

test('A mutant is hunted by the mirror of its file first, and by the models last', () => {
  const tests = [
    'test/model/lives.test.ts',
    'test/machines/wheel.test.ts',
    'test/detection/nfd-s.test.ts',
    'test/machines/detector/phi.test.ts',
    'test/machines/detector/fixed.test.ts',
  ]
  const source = 'src/machines/detector/phi.ts'
  expect(tests.toSorted((a, b) => distance(source, a) - distance(source, b))).toEqual([
    'test/machines/detector/phi.test.ts',
    'test/machines/detector/fixed.test.ts',
    'test/machines/wheel.test.ts',
    'test/detection/nfd-s.test.ts',
    'test/model/lives.test.ts',
  ])
})
