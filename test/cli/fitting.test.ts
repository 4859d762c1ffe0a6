import { describe, expect, test } from 'vitest'
import { checkFitting } from '../../src/cli/fitting.ts'
import { typed } from '../support/typed.ts'

const TLS_FORMS = 'only for tls://host:port, wss://host:port/path'
const MESSAGE_FORMS = 'only for ws://host:port/path, wss://host:port/path'

describe('an option that fits no endpoint is refused by its name', () => {
  test.each([
    [
      'watch',
      ['ws://h', '--codec', 'lines'],
      '--codec: only for tcp://host:port, tls://host:port, unix:/path',
    ],
    [
      'serve',
      ['wss://h', '--codec', 'raw'],
      '--codec: only for tcp://host:port, tls://host:port, unix:/path',
    ],
    ['watch', ['tcp://h:1', '--ca', 'f'], `--ca: ${TLS_FORMS}`],
    ['watch', ['ws://h', '--cert', 'f'], `--cert: ${TLS_FORMS}`],
    ['serve', ['unix:/s', '--key', 'f'], `--key: ${TLS_FORMS}`],
    ['watch', ['tcp://h:1', '--servername', 'n'], `--servername: ${TLS_FORMS}`],
    ['watch', ['ws://h', '--insecure'], `--insecure: ${TLS_FORMS}`],
    ['watch', ['tls://h:1', '--header', 'a: b'], `--header: ${MESSAGE_FORMS}`],
    ['serve', ['tcp://h:1', '--subprotocol', 'a'], `--subprotocol: ${MESSAGE_FORMS}`],
  ] as const)('%s %j', (command, words, message) => {
    const given = typed(command, ...words)
    expect(() => checkFitting(given)).toThrow(expect.objectContaining({ name: 'UsageError', message }))
  })
})

test.each([
  ['tcp://h:1', '--codec', 'raw'],
  ['unix:/s', '--codec', 'raw'],
  ['tls://h:1', '--codec', 'raw', '--ca', 'f', '--servername', 'n', '--insecure'],
  ['wss://h', '--ca', 'f', '--cert', 'f', '--key', 'f', '--header', 'a: b', '--subprotocol', 'a'],
  ['ws://h', '--header', 'a: b', '--max-frame', '1KiB', '--ping', 'x'],
  ['ws://h', 'tcp://h:1', '--codec', 'raw', '--header', 'a: b'],
])('What fits at least one endpoint is left alone: %j', (...words) => {
  expect(() => checkFitting(typed('watch', ...words))).not.toThrow()
})

test('What is only a default is nothing that was asked for', () => {
  expect(() => checkFitting(typed('watch', 'ws://h'))).not.toThrow()
})
