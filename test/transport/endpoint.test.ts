import { describe, expect, test } from 'vitest'
import { checkHostPort, checkKnown, hostPort, parseEndpoint } from '../../src/transport/endpoint.ts'

describe('An endpoint in words', () => {
  test.each([
    ['tcp://localhost:7373', 'localhost', 7373],
    ['tcp://127.0.0.1:1', '127.0.0.1', 1],
    ['tcp://[::1]:7373', '::1', 7373],
    ['tcp://[fe80::1]:0/', 'fe80::1', 0],
    ['tcp://example.com:80', 'example.com', 80],
  ])('%s is host %s and port %i', (text, host, port) => {
    expect(parseEndpoint('tcp', text)).toEqual({ host, port })
    expect(`tcp://${hostPort(host, port)}`).toBe(text.replace(/\/$/, ''))
  })

  test.each([
    'localhost:7373',
    'tls://localhost:7373',
    'tcp://localhost',
    'tcp://localhost:99999',
    'tcp://localhost:7373/path',
    'tcp://localhost:7373?query',
    'tcp://localhost:7373#part',
    'tcp://user@localhost:7373',
    'tcp:',
    '',
  ])('%j is none', (text) => {
    expect(() => parseEndpoint('tcp', text)).toThrow(expect.objectContaining({ option: 'target' }))
  })

  test('A missing port is named', () => {
    expect(() => parseEndpoint('tcp', 'tcp://localhost')).toThrow('a port is missing in "tcp://localhost"')
  })
})

describe('Host and port', () => {
  test('Port 0 is for listening alone', () => {
    expect(checkHostPort({ host: 'x', port: 0 }, 0)).toEqual({ host: 'x', port: 0 })
    expect(() => checkHostPort({ host: 'x', port: 0 }, 1)).toThrow(
      'port: expected a whole number from 1 to 65535, got 0',
    )
  })

  test.each([-1, 1.5, 65_536, Number.NaN])('%s is no port', (port) => {
    expect(() => checkHostPort({ host: 'x', port }, 0)).toThrow(expect.objectContaining({ option: 'port' }))
  })

  test.each(['', ' '])('%j is no host', (host) => {
    expect(() => checkHostPort({ host, port: 1 }, 0)).toThrow(expect.objectContaining({ option: 'host' }))
  })
})

test('An option nobody knows is named, with those that are known', () => {
  checkKnown({ codec: 1 }, ['codec', 'noDelay'])
  expect(() => checkKnown({ nodelay: true }, ['codec', 'noDelay'])).toThrow(
    'nodelay: no such option; there are codec, noDelay',
  )
})
