import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { networkInterfaces } from 'node:os'
import { describe, expect } from 'vitest'
import { type WebSocketWhere, websocketServer } from '../../src/transport/websocket-server.ts'
import { test } from './support/websocket-scene.ts'

describe('What a WebSocket server takes', () => {
  test.for<[WebSocketWhere, string]>([
    [{ port: 0 }, 'ws://127.0.0.1:0'],
    [{ port: 7373, host: '::1', path: '/feed' }, 'ws://[::1]:7373/feed'],
    ['ws://localhost:7373', 'ws://localhost:7373'],
    ['ws://localhost:7373/feed', 'ws://localhost:7373/feed'],
    ['ws://localhost:7373/ä', 'ws://localhost:7373/%C3%A4'],
    [{ port: 7373, path: '/ä' }, 'ws://127.0.0.1:7373/%C3%A4'],
    [{ server: createServer(), path: '/ä' }, 'ws://(attached)/%C3%A4'],
    ['ws://[::1]', 'ws://[::1]:80'],
    [{ server: createServer(), path: '/feed' }, 'ws://(attached)/feed'],
    [{ server: createSecureServer() }, 'wss://(attached)'],
  ])('%o shows as %s', ([where, endpoint]) => {
    expect(websocketServer(where)).toMatchObject({ name: 'websocket', endpoint, cut: 'whole', pings: true })
  })

  const server = createServer()
  test.for<[string, () => unknown]>([
    ['target', () => websocketServer(JSON.parse('{}').forgotten)],
    ['target', () => websocketServer(JSON.parse('null'))],
    ['target', () => websocketServer(JSON.parse('1'))],
    ['options', () => websocketServer({ port: 0 }, JSON.parse('null'))],
    ['tls', () => websocketServer({ port: 0 }, JSON.parse('{"tls":true}'))],
    ['perMessageDeflate', () => websocketServer({ port: 0 }, JSON.parse('{"perMessageDeflate":{}}'))],
    ['port', () => websocketServer({ port: -1 })],
    ['host', () => websocketServer({ port: 0, host: '' })],
    ['path', () => websocketServer({ port: 0, path: 'feed' })],
    ['server', () => websocketServer({ server: Object.assign(createServer, createServer()) })],
    ['target', () => websocketServer('http://localhost:1')],
    ['target', () => websocketServer('ws://localhost:1/?token=x')],
    ['target', () => websocketServer('ws://me@localhost:1')],
    ['prot', () => websocketServer(Object.assign({ port: 0 }, { prot: 1 }))],
    ['port', () => websocketServer(Object.assign({ server }, { port: 0 }))],
    ['authorise', () => websocketServer({ port: 0 }, JSON.parse('{"authorise":"everybody"}'))],
    [
      'authorize',
      () => websocketServer({ port: 0 }, Object.assign({ backlog: 1 }, { authorize: () => true })),
    ],
    ['protocols', () => websocketServer({ port: 0 }, { protocols: ['a', 'a'] })],
    ['maxFrameBytes', () => websocketServer({ port: 0 }, { maxFrameBytes: -1 })],
    ['maxSentBytes', () => websocketServer({ port: 0 }, { maxSentBytes: 0 })],
    ['handshakeTimeoutMs', () => websocketServer({ port: 0 }, { handshakeTimeoutMs: 0 })],
    ['backlog', () => websocketServer({ port: 0 }, { backlog: 0 })],
    ['backlog', () => websocketServer({ server }, { backlog: 1 })],
    ['tls', () => websocketServer({ server }, { tls: { credentials: { cert: '', key: '' } } })],
  ])('A bad %s is refused by name: %s', ([option, use]) => {
    expect(use).toThrow(expect.objectContaining({ name: 'OptionError', option }))
  })

  test('A payload that is too long is refused', () => {
    const listener = websocketServer({ port: 0 }, { maxFrameBytes: 4 })
    expect(() => listener.encode('fives')).toThrow(expect.objectContaining({ option: 'payload' }))
  })

  test('A payload may be longer than what peers may send, or shorter, where that is said', () => {
    const longer = websocketServer({ port: 0 }, { maxFrameBytes: 4, maxSentBytes: 8 })
    expect(longer.encode('as eight')).toBe('as eight')
    const shorter = websocketServer({ port: 0 }, { maxFrameBytes: 8, maxSentBytes: 4 })
    expect(() => shorter.encode('fives')).toThrow(expect.objectContaining({ option: 'payload' }))
  })
})

test.runIf(hasIPv6())('IPv6 addresses are written in brackets, both ways', async ({ scene }) => {
  const gate = scene.gate('ws://[::1]:0/feed')
  await scene.until(() => gate.endpoint !== '')
  expect(gate.endpoint).toMatch(/^ws:\/\/\[::1\]:\d+\/feed$/)
  const near = scene.dial(gate.endpoint)
  await scene.until(() => near.isOpen && gate.accepts.length > 0)
  expect([near.link.peer, gate.first.link.peer]).toEqual([
    new URL(gate.endpoint).host,
    expect.stringMatching(/^\[::1\]:\d+$/),
  ])
})

test('A listener that is asked twice listens twice', async ({ scene }) => {
  const listener = websocketServer({ port: 0 })
  const gates = [scene.gateOn(() => listener), scene.gateOn(() => listener)]
  await scene.until(() => gates.every(({ endpoint }) => endpoint !== ''))
  expect(new Set(gates.map(({ endpoint }) => endpoint)).size).toBe(2)
})

function hasIPv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ address }) => address === '::1'),
  )
}
