/** The table of causes, row by row, on WebSockets that are dialled and on those that are accepted. */
import type { connect } from 'node:net'
import { describe, expect } from 'vitest'
import { type Cause, timeoutCause } from '../../../src/transport/transport.ts'
import { freePort } from '../../support/free-port.ts'
import type { Recorder } from '../support/recorder.ts'
import { closeBytes, frameBytes, TEXT } from '../support/websocket-frames.ts'
import { upgradingServer } from '../support/websocket-peer.ts'
import { test } from '../support/websocket-scene.ts'

/** Close codes as a peer sends them: 1005 is a close frame without one, 1006 no close frame. */
const CODES: [number, Cause][] = [
  [1000, { kind: 'closed', by: 'peer', code: 1000, planned: true }],
  [1001, { kind: 'closed', by: 'peer', code: 1001, planned: true }],
  [1005, { kind: 'closed', by: 'peer', code: 1005, planned: false }],
  [1006, { kind: 'reset', by: 'network', detail: 'no close frame' }],
  [1008, { kind: 'closed', by: 'peer', code: 1008, planned: false }],
  [1009, { kind: 'closed', by: 'peer', code: 1009, planned: false }],
  [1011, { kind: 'closed', by: 'peer', code: 1011, planned: false }],
  [1012, { kind: 'closed', by: 'peer', code: 1012, planned: true }],
  [1013, { kind: 'closed', by: 'peer', code: 1013, planned: true }],
  [4000, { kind: 'closed', by: 'peer', code: 4000, planned: false }],
  [4401, { kind: 'auth', by: 'peer', detail: 'close code 4401: why not' }],
  [4403, { kind: 'auth', by: 'peer', detail: 'close code 4403: why not' }],
]

interface Closable {
  close(code?: number, reason?: string): void
  terminate(): void
}

function closeWith(peer: Closable, code: number): void {
  if (code === 1006) peer.terminate()
  else if (code === 1005) peer.close()
  else peer.close(code, 'why not')
}

describe('A dial', () => {
  test.for([
    [401, 'auth'],
    [403, 'auth'],
    [404, 'protocol'],
    [503, 'refused'],
    [500, 'refused'],
    [302, 'protocol'],
    [200, 'protocol'],
  ] as const)('whose upgrade is answered %i ends with %s', async ([status, kind], { scene }) => {
    const elsewhere = await scene.plainServer(() => {})
    const { server, endpoint } = await scene.http((_request, response) => {
      response.writeHead(status, { location: elsewhere.replace('ws', 'http') }).end('words')
    })
    // Without a listener for upgrades Node takes them for requests.
    expect(server.listenerCount('upgrade')).toBe(0)
    const near = scene.dial(endpoint)
    await scene.until(() => near.isReleased)
    expect(near.log).toEqual([`ended ${kind}`, 'released'])
    expect(near.cause).toMatchObject({ by: 'peer', detail: expect.stringContaining(`answered ${status}`) })
  })

  test('that nobody listens to is refused', async ({ scene }) => {
    const near = scene.dial(`ws://127.0.0.1:${await freePort()}`)
    await scene.until(() => near.isReleased)
    expect([near.log, near.cause?.kind]).toEqual([['ended refused', 'released'], 'refused'])
  })

  test('to a name that does not exist is a dns failure', async ({ scene }) => {
    const near = scene.dial('ws://no-such-host.invalid:1')
    await scene.until(() => near.isReleased)
    expect(near.log).toEqual(['ended dns', 'released'])
  })

  test.for([
    ['speaks something else', 'protocol', 'SSH-2.0-x\r\n'],
    [
      'answers by 101 and the wrong digest',
      'protocol',
      upgradeAnswer('Upgrade: websocket\r\nSec-WebSocket-Accept: x'),
    ],
    ['answers by 101 to something else', 'protocol', upgradeAnswer('Upgrade: h2c')],
    ['hangs up', 'reset', ''],
  ] as const)('to a peer that %s ends with %s', async ([, kind, words], { scene }) => {
    const { server, endpoint } = await scene.http()
    server.removeAllListeners('connection')
    server.on('connection', (socket) =>
      scene
        .hold(socket)
        .on('error', () => {})
        .once('data', () => socket.end(words)),
    )
    const near = scene.dial(endpoint)
    await scene.until(() => near.isReleased)
    expect(near.log).toEqual([`ended ${kind}`, 'released'])
  })
})

describe('A dialled link', () => {
  test.for(CODES)('that the peer closes with %i ends so', async ([code, cause], { scene }) => {
    const endpoint = await scene.plainServer((peer) => closeWith(peer, code))
    const near = scene.dial(endpoint)
    await scene.until(() => near.isReleased)
    expect([near.story.slice(1, 2), near.cause]).toEqual([[`ended ${cause.kind}`], cause])
  })
})

describe('An accepted link', () => {
  test.for(CODES)('that the peer closes with %i ends so', async ([code, cause], { scene }) => {
    const gate = await scene.openGate()
    const { peer } = scene.plainClient(gate.endpoint)
    await scene.until(() => gate.accepts[0]?.isOpen ?? false)
    await scene.until(() => peer.readyState === peer.OPEN)
    closeWith(peer, code)
    await scene.until(() => gate.first.isReleased)
    expect([gate.first.story, gate.first.cause]).toEqual([
      ['opened', `ended ${cause.kind}`, 'released'],
      cause,
    ])
  })
})

describe('What the peer hears', () => {
  const REASONS: [string, Cause | undefined, number, number][] = [
    ['nothing', undefined, 1000, 1001],
    ['cancelled', { kind: 'cancelled', by: 'us' }, 1000, 1001],
    ['auth', { kind: 'auth', by: 'us', detail: 'who are you' }, 4403, 4403],
    ['a read timeout', timeoutCause('read'), 1011, 1011],
    ['idle', timeoutCause('idle'), 1000, 1001],
  ]

  test.for(REASONS)(
    'of a dialled link that is closed because of %s is its code',
    async ([, why, code], { scene }) => {
      const heard: number[] = []
      const endpoint = await scene.plainServer((peer) => {
        peer.on('close', (got) => {
          heard.push(got)
          scene.happened()
        })
      })
      const near = scene.dial(endpoint)
      await scene.until(() => near.isOpen)
      near.do('close', () => near.link.close(why))
      await scene.until(() => near.isReleased && heard.length > 0)
      expect(heard).toEqual([code])
    },
  )

  test.for(REASONS)(
    'of an accepted link that is closed because of %s is its code',
    async ([, why, , code], { scene }) => {
      const gate = await scene.openGate()
      const { log } = scene.plainClient(gate.endpoint)
      await scene.until(() => gate.accepts[0]?.isOpen ?? false)
      gate.first.do('close', () => gate.first.link.close(why))
      await scene.until(() => gate.first.isReleased && log.length === 2)
      expect(log).toEqual(['open', `close ${code}`])
    },
  )

  test.for([
    ['a message that is too long', 1009, frameBytes({ opcode: TEXT, payload: 'much too long' }, true)],
    ['text that is none', 1007, frameBytes({ opcode: TEXT, payload: Uint8Array.of(0xff) }, true)],
    ['a frame that nobody masked', 1002, frameBytes({ opcode: TEXT, payload: 'a' }, false)],
    ['an opcode that there is not', 1002, frameBytes({ opcode: 3 }, true)],
    ['a close code that may not be sent', 1002, closeBytes(1005, true)],
  ] as const)(
    'after %s is %i, and here it is the protocol that was broken',
    async ([, code, bytes], { scene }) => {
      const gate = await scene.openGate({ maxFrameBytes: 8 })
      const { peer, log } = scene.plainClient(gate.endpoint)
      const raw = await new Promise<ReturnType<typeof connect>>((resolve) => {
        peer.once('upgrade', ({ socket }) => resolve(socket))
      })
      await scene.until(() => gate.accepts[0]?.isOpen ?? false)
      raw.write(bytes)
      await scene.until(() => gate.first.isReleased && log.length === 2)
      expect(log).toEqual(['open', `close ${code}`])
      expect(gate.first.story).toEqual(['opened', 'ended protocol', 'released'])
    },
  )
})

test('A close is told as soon as it is read: the peer may keep its socket open', async ({ scene }) => {
  const server = scene.keep(upgradingServer((socket) => socket.write(closeBytes(1012, false))))
  const near: Recorder = scene.dial(await scene.listening(server))
  await scene.until(() => near.cause !== null)
  expect(near.cause).toEqual({ kind: 'closed', by: 'peer', code: 1012, planned: true })
  await scene.settle()
  expect(near.isReleased).toBe(false)
  near.do('destroy', () => near.link.destroy())
  await scene.until(() => near.isReleased)
})

test('A FIN without a close frame is told at once, too', async ({ scene }) => {
  const server = scene.keep(upgradingServer((socket) => socket.end()))
  const near = scene.dial(await scene.listening(server))
  await scene.until(() => near.isReleased)
  expect(near.story).toEqual(['opened', 'ended reset', 'released'])
})

function upgradeAnswer(line: string): string {
  return `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n${line}\r\n\r\n`
}
