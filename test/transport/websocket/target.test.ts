import { expect, test } from 'vitest'
import { shown, urlOf } from '../../../src/transport/websocket/target.ts'

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

test('What is dialled keeps its user, password and query', () => {
  expect(urlOf('wss://me:secret@example.com/feed?token=1').href).toBe(
    'wss://me:secret@example.com/feed?token=1',
  )
})
