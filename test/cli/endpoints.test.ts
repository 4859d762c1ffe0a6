import { describe, expect, test } from 'vitest'
import { dialled, idsOf, listened, nameOf } from '../../src/cli/endpoints.ts'
import { typed } from '../support/typed.ts'

const dial = (endpoint: string, ...words: readonly string[]) =>
  dialled(endpoint, typed('watch', endpoint, ...words))
const listen = (endpoint: string, ...words: readonly string[]) =>
  listened(endpoint, typed('serve', endpoint, ...words))

describe('an endpoint', () => {
  test.each([
    ['tcp://127.0.0.1:7373', 'tcp'],
    ['tcp://[::1]:7373', 'tcp'],
    ['tls://localhost:7373', 'tls'],
    ['unix:/run/feed', 'unix'],
    ['ws://h:7373/prices', 'websocket'],
    ['wss://h:7373/prices', 'websocket'],
  ])('%s is dialled by its transport', (endpoint, name) => {
    expect(dial(endpoint)).toMatchObject({ name, endpoint })
  })

  test.each([
    ['tcp://127.0.0.1:0', 'tcp'],
    ['unix:/run/gate', 'unix'],
    ['ws://127.0.0.1:0/devices', 'websocket'],
  ])('%s is listened on by its transport, and has nothing to read again', (endpoint, name) => {
    const { listener, reload } = listen(endpoint)
    expect(listener).toMatchObject({ name, endpoint })
    expect(reload).toBeNull()
  })

  test.each(['tls://127.0.0.1:0', 'wss://127.0.0.1:0/'])(
    '%s is not listened on without a certificate',
    (endpoint) => {
      expect(() => listen(endpoint)).toThrow(`--cert and --key: ${JSON.stringify(endpoint)} needs both`)
    },
  )

  test('of an unknown kind is neither', () => {
    expect(() => dial('http://h:1')).toThrow('"http://h:1": unknown endpoint')
    expect(() => listen('http://h:1')).toThrow('"http://h:1": unknown endpoint')
  })
})

describe('what cannot be dialled is named', () => {
  test.each([
    'tcp://',
    'tcp://h',
    'tcp://h:',
    'tcp://h:0',
    'tcp://h:65536',
    'tcp://h:1/path',
    'tcp://u@h:1',
    'tls://h',
    'unix:',
    'ws://',
    'ws://h:65536',
    'wss://h/#fragment',
  ])('%s', (endpoint) => {
    expect(() => dial(endpoint)).toThrow(`${JSON.stringify(endpoint)}: `)
  })

  test.each([
    ['ws://h', ['--max-frame', '0'], '--max-frame: '],
    ['ws://h', ['--subprotocol', 'two words'], '--subprotocol: '],
    ['ws://h', ['--header', 'none'], '--header: '],
    ['tls://h:1', ['--ca', '/nowhere/ca.pem'], '--ca: cannot read "/nowhere/ca.pem"'],
    ['wss://h', ['--ca', '/nowhere/ca.pem'], '--ca: cannot read "/nowhere/ca.pem"'],
    ['tcp://h:1', ['--codec', 'xml'], '--codec: '],
  ])('%s %j', (endpoint, words, message) => {
    expect(() => dial(endpoint, ...words)).toThrow(message)
  })
})

test.each([
  ['tcp://h:1/', 'tcp://h:1'],
  ['unix:/run/feed', 'unix:/run/feed'],
  ['ws://127.0.0.1:7373', 'ws://127.0.0.1:7373'],
  ['ws://h/', 'ws://h/'],
  ['ws://h/prices?token=secret', 'ws://h/prices'],
  ['wss://user:secret@h:1/a@b?c', 'wss://h:1/a@b'],
])('%s is called %s', (endpoint, name) => {
  expect(nameOf(endpoint, dial(endpoint))).toBe(name)
})

test('Ids are endpoints; one that is named again gets a number', () => {
  expect(idsOf(['a', 'b', 'a', 'a'])).toEqual(['a', 'b', 'a#2', 'a#3'])
})
