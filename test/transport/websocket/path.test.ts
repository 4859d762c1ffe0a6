import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { checkPath, isFor, notFound, pathOf } from '../../../src/transport/websocket/path.ts'

function requestFor(url: string): IncomingMessage {
  return Object.assign(new IncomingMessage(new Socket()), { url })
}

test.each([
  ['/feed', '/feed'],
  ['/feed?token=secret', '/feed'],
  ['/?/feed', '/'],
])('A request for %s is for the path %s', (url, path) => {
  expect(pathOf(requestFor(url))).toBe(path)
  expect(isFor(path, requestFor(url))).toBe(true)
})

test.each(['/', '/feed/', '/feeds', '/Feed', '/%66eed'])('A request for %s is not for /feed', (url) => {
  expect(isFor('/feed', requestFor(url))).toBe(false)
  expect(isFor(null, requestFor(url))).toBe(true)
})

test.each(['feed', '', '/feed?x', '/feed?', '/feed#x'])('%j is no path to listen on', (path) => {
  expect(() => checkPath(path)).toThrow(expect.objectContaining({ name: 'OptionError', option: 'path' }))
})

test.each([
  ['/ä', '/%C3%A4'],
  ['/%C3%A4', '/%C3%A4'],
  ['/two words', '/two%20words'],
  ['/a/../b', '/b'],
  ['//elsewhere/feed', '//elsewhere/feed'],
  ['/Feed/', '/Feed/'],
])('%s is listened on as %s, which is what a URL makes of it', (given, path) => {
  expect(checkPath(given)).toBe(path)
  expect(new URL(`ws://localhost${given}`).pathname).toBe(path)
})

test('No path is any path', () => {
  expect([checkPath(undefined), checkPath('/feed')]).toEqual([null, '/feed'])
})

test('Where nobody listens, 404 says so, and not what else was in the URL', () => {
  expect(notFound(requestFor('/nowhere?token=secret'))).toEqual({
    status: 404,
    cause: { kind: 'protocol', by: 'peer', detail: 'nobody listens on /nowhere' },
  })
})
