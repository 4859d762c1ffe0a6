import { Agent } from 'node:http'
import { connect, type NetConnectOpts, type Socket } from 'node:net'
import { expect } from 'vitest'
import type { Recorder } from '../support/recorder.ts'
import { fill } from '../support/stage.ts'
import {
  BINARY,
  CONTINUATION,
  closeBytes,
  type Frame,
  frameBytes,
  PING,
  PONG,
  TEXT,
} from '../support/websocket-frames.ts'
import { upgradeRequest, upgradingServer } from '../support/websocket-peer.ts'
import { type Scene, test } from '../support/websocket-scene.ts'

/** A dialled link, and the bare socket of its peer. */
async function dialled(
  scene: Scene,
  react?: Parameters<Scene['dial']>[2],
): Promise<{ near: Recorder; peer: Socket }> {
  const peers: Socket[] = []
  const server = scene.keep(
    upgradingServer((_socket, { socket }) => peers.push(socket.on('error', () => {}))),
  )
  const near = scene.dial(await scene.listening(server), {}, react)
  await scene.until(() => near.isOpen)
  const [peer] = peers
  if (peer === undefined) throw new Error('nobody was dialled')
  return { near, peer }
}

const frames = (...list: Frame[]): Buffer => Buffer.concat(list.map((frame) => frameBytes(frame, false)))

test('Text and bytes are told apart, both ways', async ({ scene }) => {
  const kinds: boolean[] = []
  const gate = await scene.openGate()
  const { peer, log } = scene.plainClient(gate.endpoint)
  await scene.until(() => gate.accepts[0]?.isOpen ?? false)
  const { frame } = gate.first
  gate.first.frame = (data: Uint8Array, isText?: boolean) => {
    kinds.push(isText === true)
    frame.call(gate.first, data)
  }
  await scene.until(() => log.includes('open'))
  peer.send('text')
  peer.send(Buffer.from('bytes'))
  await scene.until(() => kinds.length === 2)
  gate.first.send('text')
  gate.first.link.write(gate.first.link.encode(Buffer.from('bytes')))
  await scene.until(() => log.length === 3)
  expect([kinds, log]).toEqual([
    [true, false],
    ['open', 'text text', 'binary bytes'],
  ])
})

test('A ping between the fragments of a message neither completes it nor begins another', async ({
  scene,
}) => {
  const { near, peer } = await dialled(scene)
  peer.write(frames({ opcode: TEXT, fin: false, payload: 'a' }))
  await scene.until(() => near.log.includes('partial true'))
  peer.write(frames({ opcode: PING }))
  await scene.until(() => near.log.includes('pinged'))
  peer.write(frames({ opcode: CONTINUATION, payload: 'b' }))
  await scene.until(() => near.log.includes('partial false'))
  expect(near.story).toEqual(['opened', 'partial true', 'pinged', 'frame ab', 'partial false'])
})

test('An arrival is heard once, before all that is in it', async ({ scene }) => {
  const { near, peer } = await dialled(scene)
  peer.write(
    frames(
      { opcode: TEXT, payload: 'a' },
      { opcode: PING, payload: 'b' },
      { opcode: BINARY, payload: 'c' },
      { opcode: PONG, payload: 'd' },
    ),
  )
  await scene.until(() => near.texts.length === 2)
  await scene.settle()
  expect(near.log).toEqual(['opened', 'heard', 'frame a', 'pinged', 'frame c'])
})

test('Bytes that come with the answer to the upgrade are heard, after it opened', async ({ scene }) => {
  const server = scene.keep(
    upgradingServer((socket) => socket.write(frames({ opcode: TEXT, payload: 'at once' }))),
  )
  const near = scene.dial(await scene.listening(server))
  await scene.until(() => near.texts.length > 0)
  expect(near.log).toEqual(['opened', 'heard', 'frame at once'])
})

test('Messages before a close frame are handed up before it is told, in one arrival too', async ({
  scene,
}) => {
  const { near, peer } = await dialled(scene)
  peer.write(
    Buffer.concat([
      frames({ opcode: TEXT, payload: 'a' }),
      closeBytes(1001, false),
      frames({ opcode: TEXT }),
    ]),
  )
  await scene.until(() => near.cause !== null)
  expect([near.story, near.cause]).toEqual([
    ['opened', 'frame a', 'ended closed'],
    { kind: 'closed', by: 'peer', code: 1001, planned: true },
  ])
})

test('A message that breaks the protocol waits behind those that a pause holds back', async ({ scene }) => {
  const { near, peer } = await dialled(scene, (link, line) => {
    if (line === 'frame a') link.pause()
  })
  peer.write(frames({ opcode: TEXT, payload: 'a' }, { opcode: TEXT, payload: 'b' }, { opcode: 5 }))
  await scene.until(() => near.texts.length === 1)
  await scene.settle()
  expect(near.story).toEqual(['opened', 'frame a'])
  near.link.resume()
  await scene.until(() => near.isReleased)
  expect(near.story).toEqual(['opened', 'frame a', 'frame b', 'ended protocol', 'released'])
})

test('What breaks the protocol is the cause, though the peer has ended by the time it is let in', async ({
  scene,
}) => {
  let letIn = (_: boolean): void => {}
  const gate = await scene.openGate({
    authorise: () =>
      new Promise((resolve) => {
        letIn = resolve
        scene.happened()
      }),
  })
  const socket = scene.hold(connect({ port: Number(new URL(gate.endpoint).port), host: '127.0.0.1' }))
  socket.on('error', () => {}).write(upgradeRequest())
  const asked = letIn
  await scene.until(() => letIn !== asked)
  socket.end(frameBytes({ opcode: 11 }, true))
  await scene.settle()
  letIn(true)
  await scene.until(() => gate.accepts[0]?.isReleased ?? false)
  expect(gate.first.story).toEqual(['opened', 'ended protocol', 'released'])
})

test('A link whose end waits behind a pause can still be closed', async ({ scene }) => {
  const { near, peer } = await dialled(scene, (link, line) => {
    if (line === 'frame a') link.pause()
  })
  peer.end(
    Buffer.concat([
      frames({ opcode: TEXT, payload: 'a' }, { opcode: TEXT, payload: 'b' }),
      closeBytes(1000, false),
    ]),
  )
  await scene.until(() => near.texts.length === 1)
  await scene.settle()
  near.do('close', () => near.link.close())
  await scene.until(() => near.isReleased)
  expect(near.story).toEqual(['opened', 'frame a', 'released'])
})

test('A link that is paused before it opens hands up nothing until it is resumed', async ({ scene }) => {
  const server = scene.keep(
    upgradingServer((socket) => socket.write(frames({ opcode: TEXT, payload: 'early' }))),
  )
  const near = scene.dial(await scene.listening(server))
  near.do('pause', () => near.link.pause())
  await scene.until(() => near.isOpen)
  await scene.settle()
  expect(near.log).toEqual(['opened'])
  near.link.resume()
  await scene.until(() => near.texts.length > 0)
  expect(near.texts).toEqual(['early'])
})

test('The peer’s address outlives the connection, once it was asked for', async ({ scene }) => {
  const { near, peer } = await dialled(scene)
  const before = near.link.peer
  peer.destroy()
  await scene.until(() => near.isReleased)
  expect([before, near.link.peer]).toEqual([expect.stringMatching(/^127\.0\.0\.1:\d+$/), before])
})

test('A dial that is not open yet has nothing buffered, nothing flushed and no peer', async ({ scene }) => {
  const near = scene.dial(() => new Promise(() => {}))
  expect([near.link.buffered, near.link.flushed, near.link.peer]).toEqual([0, 0, null])
})

test('Compressed messages come in order, and the close behind them', async ({ scene }) => {
  const endpoint = await scene.plainServer(
    (peer) => {
      for (let nth = 0; nth < 20; nth += 1) peer.send(`${nth} ${'x'.repeat(5_000)}`)
      peer.close(1012)
    },
    { perMessageDeflate: true },
  )
  const near = scene.dial(endpoint, { perMessageDeflate: true })
  await scene.until(() => near.isReleased)
  expect(near.texts.map((text) => Number.parseInt(text, 10))).toEqual(
    Array.from({ length: 20 }, (_, nth) => nth),
  )
  expect([near.log.at(-2), near.cause]).toEqual(['ended closed', expect.objectContaining({ code: 1012 })])
})

/** A message that goes out in one frame. */
const SHORT = 50_000

test('A FIN without a close frame is told while our own bytes still wait for the peer to read them', async ({
  scene,
}) => {
  const { near, peer } = await dialled(scene)
  peer.pause()
  fill(near, undefined, SHORT)
  peer.end()
  await scene.until(() => near.cause !== null)
  expect([near.log, near.link.buffered > 0]).toEqual([['opened', 'ended reset'], true])
})

test('What breaks the protocol is answered behind all that was written before', async ({ scene }) => {
  const gate = await scene.openGate()
  const { peer, log } = scene.plainClient(gate.endpoint)
  const raw = await new Promise<Socket>((resolve) => {
    peer.once('upgrade', ({ socket }) => resolve(socket))
  })
  await scene.until(() => log.includes('open') && (gate.accepts[0]?.isOpen ?? false))
  peer.pause()
  fill(gate.first, undefined, SHORT)
  raw.write(frameBytes({ opcode: 5 }, true))
  await scene.until(() => gate.first.cause !== null)
  peer.resume()
  await scene.until(() => gate.first.isReleased && (log.at(-1)?.startsWith('close') ?? false))
  expect(log.slice(-2)).toEqual(['text the last', 'close 1002'])
})

test('What comes after a close frame is not even heard', async ({ scene }) => {
  const { near, peer } = await dialled(scene, (link, line) => {
    if (line === 'frame a') link.pause()
  })
  peer.write(
    Buffer.concat([
      frames({ opcode: TEXT, payload: 'a' }, { opcode: TEXT, payload: 'b' }),
      closeBytes(1000, false),
    ]),
  )
  await scene.until(() => near.texts.length === 1)
  peer.write(frames({ opcode: TEXT, payload: 'too late' }))
  await scene.settle()
  near.link.resume()
  await scene.until(() => near.cause !== null)
  expect(near.log).toEqual(['opened', 'heard', 'frame a', 'frame b', 'ended closed'])
})

test('A dial that is called off is released once its socket is closed, not before', async ({ scene }) => {
  let isClosed = false
  class Watched extends Agent {
    override createConnection(options: NetConnectOpts): Socket {
      return connect(options).on('close', () => {
        isClosed = true
      })
    }
  }
  let request = false
  let wasClosed = false
  const { server, endpoint } = await scene.http()
  server.on('upgrade', ({ socket }) => {
    socket.on('error', () => {})
    request = true
    scene.happened()
  })
  const near = scene.dial(endpoint, { agent: new Watched() }, (_link, line) => {
    if (line === 'released') wasClosed = isClosed
  })
  await scene.until(() => request)
  near.link.destroy()
  await scene.until(() => near.isReleased)
  expect(wasClosed).toBe(true)
})
