import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AskedError, askedOf, MOST_WATCHED } from '../../src/inspector/asked.ts'
import type { PageMessage } from '../../src/inspector/wire.ts'

const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => `id${index}`)

test.each<PageMessage>([
  { t: 'watch', ids: [], frames: null },
  { t: 'watch', ids: ids(MOST_WATCHED), frames: 'prices' },
  { t: 'act', n: 0, act: 'stop', id: 'prices' },
  { t: 'act', n: 7, act: 'reconnect', id: '' },
  { t: 'hardship', n: 1, name: 'freeze', id: '__proto__' },
])('%j is understood as it is, whatever else is in it', (message) => {
  expect(askedOf(JSON.stringify(message))).toEqual(message)
  expect(askedOf(JSON.stringify({ ...message, more: [1] }))).toEqual(message)
})

test.each<[string | null, string]>([
  [null, 'one JSON object'],
  ['', 'one JSON object'],
  ['{', 'one JSON object'],
  ['null', 'one JSON object'],
  ['[]', 'one JSON object'],
  ['"watch"', 'one JSON object'],
  ['{}', 'a watch, an act or a hardship'],
  ['{"t":"hello"}', 'a watch, an act or a hardship'],
  ['{"t":"watch"}', 'ids: expected a list of 64'],
  [JSON.stringify({ t: 'watch', ids: ids(MOST_WATCHED + 1), frames: null }), 'ids: expected a list of 64'],
  ['{"t":"watch","ids":[1],"frames":null}', 'ids: expected a text'],
  ['{"t":"watch","ids":[],"frames":true}', 'frames: expected a text'],
  ['{"t":"act","n":-1,"act":"stop","id":"a"}', 'n: expected a whole number'],
  ['{"t":"act","n":0.5,"act":"stop","id":"a"}', 'n: expected a whole number'],
  ['{"t":"act","n":1,"act":"kill","id":"a"}', 'act: expected one of stop, restart, reconnect'],
  ['{"t":"act","n":1,"act":"stop"}', 'id: expected a text'],
  ['{"t":"hardship","n":1,"id":"a"}', 'name: expected a text'],
])('%j is refused: %s', (text, why) => {
  expect(() => askedOf(text)).toThrow(
    expect.objectContaining({ name: 'AskedError', message: expect.stringContaining(why) }),
  )
})

test('Whatever comes is understood, or refused in words', () => {
  const field = fc.oneof(
    fc.constantFrom('t', 'ids', 'frames', 'n', 'act', 'id', 'name', '__proto__'),
    fc.string(),
  )
  const message = fc.dictionary(
    field,
    fc.oneof(fc.constantFrom('watch', 'act', 'hardship', 'stop'), fc.anything()),
  )
  fc.assert(
    fc.property(message, (value) => {
      try {
        expect(['watch', 'act', 'hardship']).toContain(askedOf(JSON.stringify(value)).t)
      } catch (error) {
        expect(error).toBeInstanceOf(AskedError)
      }
    }),
  )
})
