import { expect, test } from 'vitest'
import { differenceOf, inOrder, remembered } from '../../src/registry/known.ts'
import { instanceOf } from './support/virtual.ts'

const [a, b, c] = [instanceOf('a'), instanceOf('b'), instanceOf('c')]

test('Instances stand in the order of their ids, each once', () => {
  expect(inOrder([c, a, b, instanceOf('a')])).toEqual([a, b, c])
})

test('What came and what went is told; who is the same is in neither', () => {
  expect(differenceOf([a, b], [instanceOf('b'), c])).toEqual({ added: [c], removed: [a] })
})

test('Who has another endpoint or other metadata than before went, and came', () => {
  const moved = { ...a, endpoint: 'tcp://127.0.0.1:1' }
  expect(differenceOf([a], [moved])).toEqual({ added: [moved], removed: [a] })
  const marked = { ...a, metadata: { zone: 'x' } }
  expect(differenceOf([a], [marked])).toEqual({ added: [marked], removed: [a] })
  expect(differenceOf([marked], [{ ...a, metadata: { zone: 'y' } }]).added).toHaveLength(1)
  expect(differenceOf([marked], [{ ...a, metadata: { zone: 'x' } }]).added).toEqual([])
})

test('Of what was known, who is not there again is remembered, and who is there is as it is now', () => {
  const moved = { ...b, endpoint: 'tcp://127.0.0.1:1' }
  expect(remembered([a, b], [moved, c])).toEqual([a, moved, c])
})
