import { expect, test } from 'vitest'
import { describeBroken, isSimulationFile } from '../../../src/testing/index.ts'

test('A file says of itself what it is', () => {
  expect(isSimulationFile({ kind: 'simulation' })).toBe(true)
  for (const other of [null, 'simulation', {}, { kind: 'scenario' }, []])
    expect(isSimulationFile(other)).toBe(false)
})

test('What was broken is told with its sentence, by whom, and when', () => {
  const broken = { sentence: 'It holds.', id: 'a', atMs: 5, what: 'did not' }
  expect(describeBroken({ ...broken, invariant: 4 })).toBe(
    'invariant 4 (arrows): It holds.\na, 5 ms after the start, did not',
  )
  expect(describeBroken({ ...broken, invariant: 0 })).toBe('It holds.\na, 5 ms after the start, did not')
})
