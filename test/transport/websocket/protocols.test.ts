import { expect, test } from 'vitest'
import { checkProtocols } from '../../../src/transport/websocket/protocols.ts'

test.each([
  [undefined, []],
  ['mqtt', ['mqtt']],
  [
    ['graphql-transport-ws', 'v1.json'],
    ['graphql-transport-ws', 'v1.json'],
  ],
])('%j are %j', (given, list) => {
  expect(checkProtocols(given)).toEqual(list)
})

test.each(['""', '"two words"', '"a,b"', '["a","a"]', '["a","ü"]', '5', '[5]', 'null', '{}', '[null]'])(
  '%s are no subprotocols',
  (json) => {
    expect(() => checkProtocols(JSON.parse(json))).toThrow(
      expect.objectContaining({ name: 'OptionError', option: 'protocols' }),
    )
  },
)

test('Which one is bad is told, and not what it is: it may be a token', () => {
  expect(() => checkProtocols(['v1', 'Bearer secret'])).toThrow(/^protocols: (?!.*secret).*number 2/)
  expect(() => checkProtocols(['secret', 'v1', 'secret'])).toThrow(/^protocols: (?!.*secret).*number 3/)
})
