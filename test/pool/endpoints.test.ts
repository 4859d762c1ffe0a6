import { of } from 'rxjs'
import { expect, test } from 'vitest'
import { type Endpoints, isSamePlace, sourceOf } from '../../src/pool/endpoints.ts'

test('A text is an endpoint of that id', () => {
  const b = { id: 'b', endpoint: 'tcp://b:1' }
  expect(sourceOf(['tcp://a:1', b])).toEqual([{ id: 'tcp://a:1', endpoint: 'tcp://a:1' }, b])
})

test('A watch is taken as it is', () => {
  const watch = { instances: [], isStale: false, changes$: of({ instances: [], isStale: false }) }
  expect(sourceOf(watch)).toBe(watch)
})

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'tcp://a:1'],
  ['something else', { instances: [] }],
  ['a watch without a stream', { instances: [], changes$: 5 }],
  ['two of one id', ['a', 'a']],
  ['one without an id', [{ endpoint: 'a' }]],
  ['one without an endpoint', [{ id: 'a' }]],
  ['no endpoint at all', [5]],
])('%s is refused by name', (_, endpoints) => {
  const given: { endpoints: Endpoints } = JSON.parse('{}')
  Object.assign(given, { endpoints })
  expect(() => sourceOf(given.endpoints)).toThrow(expect.objectContaining({ option: 'endpoints' }))
})

test('Another address under the same id is another place; other metadata is not', () => {
  const one = { id: 'a', endpoint: 'x' }
  expect(isSamePlace(one, { ...one, metadata: { v: '2' } })).toBe(true)
  expect(isSamePlace(one, { ...one, endpoint: 'y' })).toBe(false)
})
