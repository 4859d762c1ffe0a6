import { once } from 'node:events'
import { get } from 'node:http'
import { connect } from 'node:net'
import { describe, expect } from 'vitest'
import type { WebSocketWhere } from '../../../src/transport/websocket-server.ts'
import { test } from '../support/websocket-scene.ts'

describe('A port of its own', () => {
  test('shows its path, and takes in who asks for it, whatever the query', async ({ scene }) => {
    const gate = scene.gate({ port: 0, path: '/feed' })
    await scene.until(() => gate.endpoint !== '')
    expect(gate.endpoint).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/feed$/)
    const near = scene.dial(`${gate.endpoint}?token=1`)
    await scene.until(() => near.isOpen && gate.accepts.length > 0)
    expect(gate.log).toEqual(['listening'])
  })

  test.for<WebSocketWhere>([
    { port: 0, path: '/ä b' },
    { port: 0, path: '/%C3%A4%20b' },
    'ws://127.0.0.1:0/ä b',
  ])('is reached by the path it shows, and by the one it was given: %o', async (where, { scene }) => {
    const gate = scene.gate(where)
    await scene.until(() => gate.endpoint !== '')
    expect(gate.endpoint).toMatch(/\/%C3%A4%20b$/)
    const dials = [gate.endpoint, gate.endpoint.replace('%C3%A4%20', 'ä ')].map((url) => scene.dial(url))
    await scene.until(() => dials.every(({ isOpen, isReleased }) => isOpen || isReleased))
    expect(dials.map(({ log }) => log)).toEqual([['opened'], ['opened']])
  })

  test('answers 404 to who asks for another path', async ({ scene }) => {
    const gate = scene.gate({ port: 0, path: '/feed' })
    await scene.until(() => gate.endpoint !== '')
    const { log } = scene.plainClient(`${gate.endpoint}/other`)
    await scene.until(() => log.includes('close 1006'))
    expect([log[0], gate.log]).toEqual(['answered 404', ['listening', 'turned away protocol']])
  })

  test('answers 426 to who asks for no upgrade', async ({ scene }) => {
    const gate = await scene.openGate()
    const [response] = await once(get(gate.endpoint.replace('ws:', 'http:')), 'response')
    response.resume()
    await once(response, 'end')
    expect([response.statusCode, response.headers.upgrade]).toEqual([426, 'websocket'])
    expect(gate.log).toEqual(['listening', 'turned away protocol'])
  })

  test.for<[string, string]>([
    ['says nothing', ''],
    ['never finishes its request', 'GET / HTTP/1.1\r\nHost: here\r\n'],
  ])('lets go of a peer that %s', async ([, words], { scene }) => {
    const gate = await scene.openGate({ handshakeTimeoutMs: 40 })
    const peer = scene.hold(connect({ port: Number(new URL(gate.endpoint).port), host: '127.0.0.1' }))
    let isGone = false
    // Who is let go with words of theirs unread is reset.
    peer.on('error', () => {})
    peer.resume().on('close', () => {
      isGone = true
    })
    peer.write(words)
    await scene.until(() => isGone && gate.log.length === 2)
    expect(gate.log).toEqual(['listening', 'turned away timeout'])
  })

  test('lets go of peers that have asked for nothing when it closes', async ({ scene }) => {
    const gate = await scene.openGate()
    const peer = scene.hold(connect({ port: Number(new URL(gate.endpoint).port), host: '127.0.0.1' }))
    let isGone = false
    // Who is let go with words of theirs unread is reset.
    peer.on('error', () => {})
    peer.resume().on('close', () => {
      isGone = true
    })
    peer.write('GET / HTTP/1.1\r\n')
    await scene.settle()
    gate.close()
    await scene.until(() => isGone)
    expect(gate.log).toEqual(['listening', 'closed'])
  })
})
