import { describe, expect, test } from 'vitest'
import { turn } from '../../../src/clock/turn.ts'
import {
  FRAGMENT_BYTES,
  Fragments,
  isLong,
  type Piece,
  type PieceSender,
} from '../../../src/transport/websocket/fragments.ts'
import { test as onSockets, type Scene } from '../support/websocket-scene.ts'

/** Takes pieces one by one, when the test says so. */
class Wire implements PieceSender {
  canSend = true
  readonly pieces: Piece[] = []
  #taken: (() => void) | null = null

  sendPiece(piece: Piece, taken: () => void): void {
    if (this.#taken !== null) throw new Error('a piece before the one before was taken')
    this.pieces.push(piece)
    this.#taken = taken
  }

  async take(): Promise<void> {
    const taken = this.#taken
    this.#taken = null
    taken?.()
    await turn()
    await turn()
  }

  get lengths(): number[] {
    return this.pieces.map(({ bytes }) => bytes.length)
  }
}

const long = (fragments: number): Uint8Array => new Uint8Array(fragments * FRAGMENT_BYTES)

describe('A message', () => {
  test('is long when its bytes are more than a fragment, however few characters it has', () => {
    expect(isLong('x'.repeat(FRAGMENT_BYTES))).toBe(false)
    expect(isLong('x'.repeat(FRAGMENT_BYTES + 1))).toBe(true)
    expect(isLong('€'.repeat(FRAGMENT_BYTES / 3))).toBe(false)
    expect(isLong('€'.repeat(FRAGMENT_BYTES / 3 + 1))).toBe(true)
    expect([isLong(long(1)), isLong(new Uint8Array(FRAGMENT_BYTES + 1))]).toEqual([false, true])
  })

  test('that is short is nothing to do, unless one that is cut goes before it', async () => {
    const wire = new Wire()
    const fragments = new Fragments(wire)
    expect(fragments.take('short', true)).toBe(false)
    expect(fragments.take(long(2), true)).toBe(true)
    expect(fragments.take('short', false)).toBe(true)
    await wire.take()
    await wire.take()
    expect(wire.pieces.map(({ fin, binary, isPromised }) => ({ fin, binary, isPromised }))).toEqual([
      { fin: false, binary: true, isPromised: false },
      { fin: true, binary: true, isPromised: true },
      { fin: true, binary: false, isPromised: false },
    ])
    expect(fragments.take('short', false)).toBe(false)
  })

  test('goes on only when the system took what was before', async () => {
    const wire = new Wire()
    const fragments = new Fragments(wire)
    fragments.take(new Uint8Array(2 * FRAGMENT_BYTES + 7), false)
    expect([wire.lengths, fragments.waitingBytes]).toEqual([[FRAGMENT_BYTES], FRAGMENT_BYTES + 7])
    await wire.take()
    await wire.take()
    expect([wire.lengths, fragments.waitingBytes]).toEqual([[FRAGMENT_BYTES, FRAGMENT_BYTES, 7], 0])
  })

  test('is dropped with all behind it once nobody is left to send to', async () => {
    const wire = new Wire()
    const fragments = new Fragments(wire)
    fragments.take(long(3), false)
    let through = false
    fragments.whenThrough(() => {
      through = true
    })
    wire.canSend = false
    await wire.take()
    expect([wire.pieces.length, fragments.waitingBytes, through]).toEqual([1, 0, false])
  })
})

test('What waits for the end of it all is done once the last piece is on its way, or at once', async () => {
  const wire = new Wire()
  const fragments = new Fragments(wire)
  const done: string[] = []
  fragments.whenThrough(() => done.push('nothing waited'))
  fragments.take(long(2), false)
  fragments.whenThrough(() => done.push(`${wire.pieces.length} pieces`))
  await wire.take()
  expect(done).toEqual(['nothing waited', '2 pieces'])
})

describe('On a WebSocket', () => {
  async function pair(scene: Scene, perMessageDeflate = false) {
    const gate = await scene.openGate({ maxFrameBytes: 2 ** 24, perMessageDeflate })
    const { peer, log } = scene.plainClient(gate.endpoint, [], { perMessageDeflate })
    await scene.until(() => log.includes('open') && (gate.accepts[0]?.isOpen ?? false))
    return { near: gate.first, peer, log }
  }

  for (const perMessageDeflate of [false, true]) {
    onSockets(
      `a long message arrives whole, before what was sent behind it${perMessageDeflate ? ', compressed too' : ''}`,
      async ({ scene }) => {
        const { near, log } = await pair(scene, perMessageDeflate)
        const text = '€uro '.repeat(100_000)
        near.send(text, 'long')
        near.send('short', 'short')
        near.do('close', () => near.link.close())
        await scene.until(() => near.isReleased && log.some((line) => line.startsWith('close')))
        expect(log.slice(1)).toEqual([`text ${text}`, 'text short', 'close 1001'])
        expect(near.taken).toEqual(['long null', 'short null'])
        expect(near.link.buffered).toBe(0)
      },
    )
  }

  onSockets('a ping and an answer to one pass a message that the peer reads slowly', async ({ scene }) => {
    const { near, peer, log } = await pair(scene)
    const order: string[] = []
    peer.on('ping', () => order.push('ping'))
    peer.on('pong', () => order.push('pong'))
    peer.on('message', () => order.push('message'))
    peer.pause()
    near.send('x'.repeat(2 ** 24 - 1))
    near.do('ping', () => near.link.ping?.())
    peer.ping('asked')
    await scene.until(() => near.log.includes('pinged'))
    peer.resume()
    await scene.until(() => log.length === 2)
    expect(order).toEqual(['ping', 'pong', 'message'])
  })

  onSockets('a peer that says goodbye in the middle is told so, and nothing is left', async ({ scene }) => {
    const { near, peer } = await pair(scene)
    peer.pause()
    near.send('x'.repeat(2 ** 24 - 1), 'long')
    peer.close(1000)
    await scene.until(() => near.cause !== null)
    peer.terminate()
    await scene.until(() => near.isReleased)
    expect(near.cause).toMatchObject({ kind: 'closed', code: 1000 })
    expect(near.link.buffered).toBe(0)
  })
})
