import { expect, test } from 'vitest'
import { dialUrlOf, shown, urlOf } from '../../../src/transport/websocket/target.ts'

test.each([
  ['ws://localhost:7373', 'ws://localhost:7373/'],
  ['wss://example.com/feed', 'wss://example.com/feed'],
  ['ws://[::1]:7373/feed', 'ws://[::1]:7373/feed'],
  ['wss://me:secret@example.com:8443/feed?token=secret', 'wss://example.com:8443/feed'],
  [new URL('ws://example.com:80/'), 'ws://example.com/'],
])('%s shows as %s, without what may be secret', (target, text) => {
  expect(shown(urlOf(target))).toBe(text)
})

test.each(['localhost:7373', 'http://localhost', 'ws://', 'ws://localhost/#there', ''])(
  '%j is no place to dial',
  (target) => {
    expect(() => urlOf(target)).toThrow(expect.objectContaining({ name: 'OptionError', option: 'target' }))
  },
)

test.each([
  'http://me:secret@localhost',
  'me:secret@localhost',
  'http://localhost/?token=secret',
  'http://localhost/?token=a@secret',
  'ws://localhost/?token=secret#there',
  'ws://localhost/#secret',
])('%s is no place to dial either, and the error does not tell what may be secret', (target) => {
  expect(() => urlOf(target)).toThrow(/^target: expected (?!.*secret)/)
})

test('Port 0 is for listening alone', () => {
  expect(urlOf('ws://localhost:0').port).toBe('0')
  for (const target of ['ws://localhost:0', new URL('wss://localhost:0/feed')]) {
    expect(() => dialUrlOf(target)).toThrow(expect.objectContaining({ name: 'OptionError', option: 'port' }))
  }
  expect(dialUrlOf('ws://localhost').href).toBe('ws://localhost/')
})

test('What is dialled keeps its user, password and query', () => {
  expect(urlOf('wss://me:secret@example.com/feed?token=1').href).toBe(
    'wss://me:secret@example.com/feed?token=1',
  )
})
