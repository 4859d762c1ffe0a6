import { describe, expect, test } from 'vitest'
import {
  aimAt,
  aimAtHost,
  boundPort,
  checkFlag,
  checkHostPort,
  checkKnown,
  checkObject,
  endpointOf,
  hostPort,
  listenAddress,
  parseEndpoint,
} from '../../src/transport/endpoint.ts'

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

describe('A target', () => {
  test('that is fixed is read once, and shows what it is', async () => {
    const aim = aimAtHost('tls', 'tls://[::1]:7373')
    expect(aim.endpoint).toBe('tls://[::1]:7373')
    expect(await aim.where()).toEqual({ host: '::1', port: 7373 })
    expect(aimAtHost('tls', { host: 'x', port: 1 }).endpoint).toBe('tls://x:1')
  })

  test('that is a function is asked at each dial, and its answers are read', async () => {
    const answers: string[] = ['tcp://a:1', 'tcp://b:2', 'nonsense']
    const aim = aimAtHost('tcp', () => answers.shift() ?? '')
    expect(aim.endpoint).toBe('tcp://(asked at each dial)')
    expect(await aim.where()).toEqual({ host: 'a', port: 1 })
    expect(await aim.where()).toEqual({ host: 'b', port: 2 })
    await expect(aim.where()).rejects.toMatchObject({ option: 'target' })
  })

  test('that cannot be dialled is refused at the door', () => {
    expect(() => aimAtHost('tcp', { host: 'x', port: 0 })).toThrow(
      expect.objectContaining({ option: 'port' }),
    )
    expect(() => aimAtHost('tcp', 'tls://x:1')).toThrow(expect.objectContaining({ option: 'target' }))
  })

  test('may be of any kind: who reads it shows it', () => {
    const aim = aimAt<string>('x:', 'here', { read: (given) => `${given}!`, show: (place) => `x:${place}` })
    expect([aim.endpoint, aim.where()]).toEqual(['x:here!', 'here!'])
  })
})

describe('Where to listen', () => {
  test('is this machine alone, unless told otherwise', () => {
    expect(listenAddress('tcp', { port: 0 })).toEqual({ host: '127.0.0.1', port: 0 })
    expect(listenAddress('tcp', 'tcp://[::]:7373')).toEqual({ host: '::', port: 7373 })
    expect(endpointOf('tcp', { host: '::', port: 7373 })).toBe('tcp://[::]:7373')
    expect(() => listenAddress('tcp', { port: -1 })).toThrow(expect.objectContaining({ option: 'port' }))
  })

  test('has a port once it is bound, if it has one at all', () => {
    expect([boundPort({ port: 7373 }), boundPort('/path'), boundPort(null)]).toEqual([
      7373,
      undefined,
      undefined,
    ])
  })
})

test('An option nobody knows is named, with those that are known', () => {
  checkKnown({ codec: 1 }, ['codec', 'noDelay'])
  expect(() => checkKnown({ nodelay: true }, ['codec', 'noDelay'])).toThrow(
    'nodelay: no such option; there are codec, noDelay',
  )
})

test.each(['null', '5', '"secret"', 'true'])('%s in the place of options is named, and not shown', (json) => {
  const given = JSON.parse(json)
  expect(() => checkObject(given, 'tls')).toThrow(
    expect.objectContaining({ name: 'OptionError', option: 'tls' }),
  )
  expect(() => checkKnown(given, [])).toThrow(expect.objectContaining({ option: 'options' }))
  expect(() => checkKnown(given, [], 'tls')).toThrow(expect.objectContaining({ option: 'tls' }))
  expect(() => checkKnown(given, [])).not.toThrow(/secret/)
  checkObject({}, 'tls')
})

test.each(['null', '5'])('%s is no place', (json) => {
  const place = JSON.parse(json)
  const named = expect.objectContaining({ name: 'OptionError', option: 'target' })
  expect(() => aimAtHost('tcp', place)).toThrow(named)
  expect(() => listenAddress('tcp', place)).toThrow(named)
})

test('A flag is true or false, and nothing that passes for it', () => {
  expect([checkFlag('on', true), checkFlag('on', false)]).toEqual([true, false])
  for (const not of ['1', '"false"', 'null']) {
    expect(() => checkFlag('on', JSON.parse(not))).toThrow(expect.objectContaining({ option: 'on' }))
  }
})
