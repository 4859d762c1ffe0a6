import { expect, test } from 'vitest'
import { LONGEST_PATH_BYTES, socketPath, unixEndpoint } from '../../../src/transport/unix/path.ts'

test.each([
  ['/run/beat.sock', '/run/beat.sock'],
  ['unix:/run/beat.sock', '/run/beat.sock'],
  ['unix:///run/beat.sock', '/run/beat.sock'],
  ['unix:beat.sock', `${process.cwd()}/beat.sock`],
  ['/run/../tmp/./a b:c', '/tmp/a b:c'],
])('%j is %s', (target, path) => {
  expect(socketPath(target)).toBe(path)
  expect(socketPath(unixEndpoint(path))).toBe(path)
})

const notText: string = JSON.parse('7')
test.each(['', 'unix:', 'tcp://localhost:1', 'http:x', '/a\0b', '\0abstract', notText])(
  '%j is none',
  (target) => {
    expect(() => socketPath(target)).toThrow(expect.objectContaining({ option: 'target' }))
  },
)

test('A path may be as long as the system allows, in bytes, and no longer', () => {
  const longest = `/${'x'.repeat(LONGEST_PATH_BYTES - 1)}`
  expect(socketPath(longest)).toBe(longest)
  expect(() => socketPath(`${longest}x`)).toThrow(
    `a path of ${LONGEST_PATH_BYTES + 1} bytes; the system allows ${LONGEST_PATH_BYTES}`,
  )
  expect(() => socketPath(`${longest.slice(0, -1)}ä`)).toThrow(expect.objectContaining({ option: 'target' }))
})
