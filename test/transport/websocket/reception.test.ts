import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect } from 'vitest'
import type { Authorise } from '../../../src/transport/websocket/authorise.ts'
import { upgradeRequest } from '../support/websocket-peer.ts'
import { type Scene, test } from '../support/websocket-scene.ts'

/** A raw peer that says `words` and notes what it is answered. */
async function says(
  scene: Scene,
  endpoint: string,
  words: string,
): Promise<{ answer(): string; leave(): void }> {
  const socket = scene.hold(connect({ port: Number(new URL(endpoint).port), host: '127.0.0.1' }))
  socket.on('error', () => {})
  let answer = ''
  socket.on('data', (chunk) => {
    answer += String(chunk)
    scene.happened()
  })
  await once(socket, 'connect')
  socket.write(words)
  return { answer: () => answer, leave: () => socket.destroy() }
}

describe('Whom authorise', () => {
  test.for<[string, Authorise]>([
    ['lets in', () => true],
    ['lets in after a while', async () => true],
  ])('%s is accepted', async ([, authorise], { scene }) => {
    const gate = await scene.openGate({ authorise })
    const { peer, log } = scene.plainClient(gate.endpoint)
    await scene.until(() => log.includes('open'))
    peer.send('hello')
    await scene.until(() => gate.accepts[0]?.texts.length === 1)
    expect([gate.first.texts, gate.log]).toEqual([['hello'], ['listening']])
  })

  test.for<[string, Authorise, number, string]>([
    ['refuses', () => false, 403, 'auth'],
    ['does not know', () => 401, 401, 'auth'],
    ['has no room for', async () => 503, 503, 'auth'],
    ['fails at', () => Promise.reject(new Error('a bug')), 500, 'crash'],
  ])(
    '%s is answered so before any upgrade, and is told of',
    async ([, authorise, status, kind], { scene }) => {
      const gate = await scene.openGate({ authorise })
      const { log } = scene.plainClient(gate.endpoint)
      await scene.until(() => log.includes('close 1006'))
      expect([log[0], gate.log, gate.accepts]).toEqual([
        `answered ${status}`,
        ['listening', `turned away ${kind}`],
        [],
      ])
    },
  )

  test('It sees the request: its headers and all of its URL', async ({ scene }) => {
    const seen: (string | undefined)[] = []
    const gate = await scene.openGate({
      authorise: ({ headers, url }) => seen.push(headers.authorization, url) > 0,
    })
    const { log } = scene.plainClient(`${gate.endpoint}/feed?token=1`, [], {
      headers: { authorization: 'Bearer x' },
    })
    await scene.until(() => log.includes('open'))
    expect(seen).toEqual(['Bearer x', '/feed?token=1'])
  })

  test('keeps waiting too long is turned away, whatever it says then', async ({ scene }) => {
    let answer = (_: boolean): void => {}
    const gate = await scene.openGate({
      handshakeTimeoutMs: 50,
      authorise: () =>
        new Promise<boolean>((resolve) => {
          answer = resolve
        }),
    })
    const { log } = scene.plainClient(gate.endpoint)
    await scene.until(() => gate.log.includes('turned away timeout') && log.includes('close 1006'))
    answer(true)
    await scene.settle()
    expect([gate.log, gate.accepts]).toEqual([['listening', 'turned away timeout'], []])
  })

  test('keeps waiting too long is turned away, even while bytes of it trickle in', async ({ scene }) => {
    const gate = await scene.openGate({
      handshakeTimeoutMs: 50,
      authorise: () => new Promise<boolean>(() => {}),
    })
    const socket = scene.hold(connect({ port: Number(new URL(gate.endpoint).port), host: '127.0.0.1' }))
    socket.on('error', () => {}).resume()
    await once(socket, 'connect')
    socket.write(upgradeRequest())
    const trickle = setInterval(() => socket.write('x'), 10)
    socket.on('close', () => clearInterval(trickle))
    await scene.until(() => gate.log.includes('turned away timeout'))
    expect([gate.log, gate.accepts]).toEqual([['listening', 'turned away timeout'], []])
  })

  test('is still deciding about when the listener closes is let go', async ({ scene }) => {
    let asked = false
    const gate = await scene.openGate({
      authorise: () => {
        asked = true
        scene.happened()
        return new Promise<boolean>(() => {})
      },
    })
    const { log } = scene.plainClient(gate.endpoint)
    await scene.until(() => asked)
    gate.close()
    await scene.until(() => log.includes('close 1006'))
    expect(gate.log).toEqual(['listening', 'closed'])
  })
})

test('A peer whose socket is destroyed at the moment it would be let in is told of, and is no link', async ({
  scene,
}) => {
  const gate = await scene.openGate({
    authorise: ({ socket }) => {
      socket.destroy()
      return true
    },
  })
  scene.plainClient(gate.endpoint)
  await scene.until(() => gate.log.length === 2)
  expect([gate.log, gate.accepts]).toEqual([['listening', 'turned away reset'], []])
})

describe('Subprotocols', () => {
  test('The first that the peer offers and we speak is agreed on', async ({ scene }) => {
    const gate = await scene.openGate({ protocols: ['v1', 'v2'] })
    const { peer, log } = scene.plainClient(gate.endpoint, ['v3', 'v2', 'v1'])
    await scene.until(() => log.includes('open'))
    expect(peer.protocol).toBe('v2')
  })

  test.for([[['v3']], [[]]])(
    'A peer that offers %j where we speak others is answered 400',
    async ([offers], { scene }) => {
      const gate = await scene.openGate({ protocols: 'v1' })
      const { log } = scene.plainClient(gate.endpoint, offers)
      await scene.until(() => log.includes('close 1006'))
      expect([log[0], gate.log]).toEqual(['answered 400', ['listening', 'turned away protocol']])
    },
  )

  test('Where we speak none, none is agreed to', async ({ scene }) => {
    const gate = await scene.openGate()
    const peer = await says(scene, gate.endpoint, upgradeRequest('/', ['Sec-WebSocket-Protocol: v1']))
    await scene.until(() => peer.answer().endsWith('\r\n\r\n'))
    expect(peer.answer()).toMatch(/^HTTP\/1\.1 101 /)
    expect(peer.answer()).not.toMatch(/protocol:/i)
  })
})

describe('Where there is no room', () => {
  test('a peer is answered 503, and the owner knows without being told', async ({ scene }) => {
    const gate = await scene.openGate({}, null)
    const { log } = scene.plainClient(gate.endpoint)
    await scene.until(() => log.includes('close 1006'))
    expect([log[0], gate.log]).toEqual(['answered 503', ['listening']])
  })
})

describe('An upgrade that is none', () => {
  test.for<[string, string]>([
    ['has no key', upgradeRequest().replace(/^Sec-WebSocket-Key.*\r\n/m, '')],
    ['is of another version', upgradeRequest().replace('Version: 13', 'Version: 7')],
    ['is to something else', upgradeRequest().replace('Upgrade: websocket', 'Upgrade: h2c')],
    ['is no GET', upgradeRequest().replace('GET', 'POST')],
  ])('because it %s is answered 400', async ([, words], { scene }) => {
    const gate = await scene.openGate()
    const peer = await says(scene, gate.endpoint, words)
    await scene.until(() => peer.answer().endsWith('Bad Request'))
    expect(peer.answer()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(gate.log).toEqual(['listening', 'turned away protocol'])
  })
})

test('An owner that destroys a link while it takes it is told that it is released, and the peer gets nowhere', async ({
  scene,
}) => {
  const gate = await scene.openGate({}, () => {})
  const { accepted } = gate
  gate.accepted = (incoming) => {
    const taker = accepted.call(gate, incoming)
    incoming.link.destroy()
    return taker
  }
  const { log } = scene.plainClient(gate.endpoint)
  await scene.until(() => log.includes('close 1006') && gate.first.isReleased)
  expect(gate.first.log).toEqual(['released'])
})

test('A peer that can be answered no more when it is let in is a link that ended at once', async ({
  scene,
}) => {
  const gate = await scene.openGate({
    authorise: ({ socket }) => {
      socket.end()
      return true
    },
  })
  scene.plainClient(gate.endpoint)
  await scene.until(() => gate.accepts[0]?.isReleased ?? false)
  expect([gate.first.log, gate.log]).toEqual([['ended reset', 'released'], ['listening']])
})
