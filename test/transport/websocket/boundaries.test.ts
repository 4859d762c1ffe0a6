import { Writable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as ws from 'ws'
import { Boundaries } from '../../../src/transport/websocket/boundaries.ts'
import {
  BINARY,
  CLOSE,
  CONTINUATION,
  closeBytes,
  type Frame,
  frameBytes,
  PING,
  PONG,
  TEXT,
} from '../support/websocket-frames.ts'

const frames = (masks: boolean, ...list: Frame[]): Buffer =>
  Buffer.concat(list.map((frame) => frameBytes(frame, masks)))

/** What is seen after each of these chunks: `2 begun`, `1 between`. */
function seen(...chunks: Uint8Array[]): string[] {
  const boundaries = new Boundaries()
  return chunks.map((chunk) => {
    boundaries.push(chunk)
    return `${boundaries.messages} ${boundaries.begun ? 'begun' : 'between'}`
  })
}

describe.each([{ masks: true }, { masks: false }])('In what a peer sends, masked: $masks', ({ masks }) => {
  test.each<[string, Frame[], string]>([
    ['nothing', [], '0 between'],
    ['a text', [{ opcode: TEXT, payload: 'hello' }], '1 between'],
    ['an empty message', [{ opcode: BINARY }], '1 between'],
    [
      'two messages',
      [
        { opcode: TEXT, payload: 'a' },
        { opcode: BINARY, payload: 'b' },
      ],
      '2 between',
    ],
    ['a ping and a pong', [{ opcode: PING, payload: '1' }, { opcode: PONG }], '0 between'],
    ['a fragment', [{ opcode: TEXT, fin: false, payload: 'a' }], '0 begun'],
    ['an empty fragment', [{ opcode: TEXT, fin: false }], '0 begun'],
    [
      'all fragments of a message',
      [
        { opcode: TEXT, fin: false, payload: 'a' },
        { opcode: CONTINUATION, fin: false, payload: 'b' },
        { opcode: CONTINUATION, payload: 'c' },
      ],
      '1 between',
    ],
    [
      'a ping between fragments',
      [
        { opcode: TEXT, fin: false, payload: 'a' },
        { opcode: PING, payload: 'b' },
      ],
      '0 begun',
    ],
    [
      'a message, and a fragment of the next',
      [
        { opcode: TEXT, payload: 'a' },
        { opcode: TEXT, fin: false, payload: 'b' },
      ],
      '1 begun',
    ],
    ['a length of two bytes', [{ opcode: TEXT, payload: 'x'.repeat(126) }], '1 between'],
    ['a length of eight bytes', [{ opcode: TEXT, payload: 'x'.repeat(65_536) }], '1 between'],
  ])('%s is seen', (_what, list, expected) => {
    expect(seen(frames(masks, ...list))).toEqual([expected])
  })

  test('A message has begun with its very first byte, and is complete with its last', () => {
    const bytes = frames(masks, { opcode: TEXT, payload: 'x'.repeat(300) })
    const [first, last] = [bytes.subarray(0, 1), bytes.subarray(-1)]
    expect(seen(first, bytes.subarray(1, -1), last)).toEqual(['0 begun', '0 begun', '1 between'])
  })

  test('A ping that has begun is no message', () => {
    const bytes = frames(masks, { opcode: PING, payload: 'long' })
    expect(seen(bytes.subarray(0, 3), bytes.subarray(3))).toEqual(['0 between', '0 between'])
  })

  test.each([
    [undefined, '', { code: 1005, reason: '' }],
    [1000, '', { code: 1000, reason: '' }],
    [4403, 'kein Zutritt für dich', { code: 4403, reason: 'kein Zutritt für dich' }],
    [1000, '\ufeffa BOM is a character', { code: 1000, reason: '\ufeffa BOM is a character' }],
  ])('A close frame with code %s and reason "%s" is seen when it is whole', (code, reason, goodbye) => {
    const bytes = closeBytes(code, masks, reason)
    const boundaries = new Boundaries()
    boundaries.push(bytes.subarray(0, -1))
    expect(boundaries.goodbye).toBeNull()
    boundaries.push(Buffer.concat([bytes.subarray(-1), frames(masks, { opcode: TEXT, payload: 'too late' })]))
    expect([boundaries.goodbye, boundaries.messages]).toEqual([goodbye, 0])
  })
})

test('A close frame that claims to be endless is not kept', () => {
  const boundaries = new Boundaries()
  boundaries.push(Buffer.from([0x80 | CLOSE, 127, 0, 0, 0, 1, 0, 0, 0, 0]))
  for (let chunk = 0; chunk < 100; chunk += 1) boundaries.push(Buffer.alloc(65_536))
  expect(boundaries.goodbye).toBeNull()
})

describe('Beside the sender of ws', () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('message'), size: size(), fin: fc.boolean() }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constantFrom('ping', 'pong'),
        size: fc.nat(125),
        fin: fc.constant(true),
      }),
    },
  )

  test('Whatever it sends, however that is cut: the same messages, begun and complete', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 12 }),
        fc.boolean(),
        fc.infiniteStream(fc.integer({ min: 1, max: 400 })),
        (steps, masks, cuts) => {
          const { bytes, messages, begun } = sent(steps, masks)
          const boundaries = new Boundaries()
          for (let at = 0; at < bytes.length; ) {
            const length = cuts.next().value ?? 1
            boundaries.push(bytes.subarray(at, at + length))
            at += length
          }
          expect([boundaries.messages, boundaries.begun]).toEqual([messages, begun])
        },
      ),
    )
  })
})

function size(): fc.Arbitrary<number> {
  return fc.oneof(fc.nat(130), fc.constantFrom(125, 126, 65_535, 65_536, 70_000))
}

interface Step {
  readonly kind: string
  readonly size: number
  readonly fin: boolean
}

interface Sender {
  send(data: Uint8Array, options: { binary: boolean; compress: boolean; fin: boolean; mask: boolean }): void
  ping(data: Uint8Array, mask: boolean): void
  pong(data: Uint8Array, mask: boolean): void
}

/** What `ws` makes of these. */
function sent(steps: readonly Step[], mask: boolean): { bytes: Buffer; messages: number; begun: boolean } {
  const chunks: Buffer[] = []
  const socket = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk))
      done()
    },
  })
  const sender = senderOn(socket)
  let messages = 0
  let begun = false
  for (const { kind, size, fin } of steps) {
    const data = Buffer.alloc(size, 0x81)
    if (kind === 'ping') sender.ping(data, mask)
    else if (kind === 'pong') sender.pong(data, mask)
    else {
      sender.send(data, { binary: true, compress: false, fin, mask })
      begun = !fin
      if (fin) messages += 1
    }
  }
  return { bytes: Buffer.concat(chunks), messages, begun }
}

/** The types of ws leave its sender out. */
function senderOn(socket: Writable): Sender {
  const made: Sender = Reflect.construct(Reflect.get(ws, 'Sender'), [socket])
  return made
}
