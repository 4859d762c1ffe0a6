/** What a WebSocket server may answer to a dial, and the frames behind it; over sockets without a system. */
import { createHash } from 'node:crypto'
import { Agent } from 'node:http'
import { websocket } from '../../../src/transport/websocket.ts'
import { bytesOf, isSame, joined } from '../bytes.ts'
import corpus from '../corpus/upgrade-answer.json' with { type: 'json' }
import type { Draw } from '../draw.ts'
import { chosen, chunksOf, type Input } from '../input.ts'
import { must, type Target } from '../target.ts'
import { casesIn } from './cases.ts'
import { Watchful } from './link-owner.ts'
import { framesOf } from './websocket-frames.ts'
import { arrive, turn, WireSocket } from './wire-socket.ts'

const LIMITS = [1_048_576, 1, 16, 125, 300]

/** Stands for what the server has to make of the request's key. */
const ACCEPT = 'ACCEPT'

const HEADERS = [
  'Upgrade: websocket',
  'Connection: Upgrade',
  `Sec-WebSocket-Accept: ${ACCEPT}`,
  'Sec-WebSocket-Accept: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol: a',
  'Sec-WebSocket-Extensions: permessage-deflate',
  'Content-Length: 5',
  'Content-Length: -1',
  'Transfer-Encoding: chunked',
  'Location: ws://b.example/',
  'Set-Cookie: a=b',
]

export const upgradeAnswerTarget: Target = {
  name: 'upgrade-answer',
  of: 'transport/websocket.ts, websocket/{upgrade,link,close}.ts',
  share: 6,
  corpus: casesIn(corpus),
  words: [
    '\r\n',
    '\r\n\r\n',
    'HTTP/1.1 101 Switching Protocols\r\n',
    ...HEADERS.map((header) => `${header}\r\n`),
    '\x81\x01a',
    '\x88\x00',
  ],
  grammar(draw) {
    return {
      bytes: joined([bytesOf(answerOf(draw)), ...framesOf(draw, false)]),
      knobs: [draw.below(LIMITS.length), draw.below(2), draw.below(2)],
    }
  },
  async check(input) {
    const cut = await dialled(input, chunksOf)
    const whole = await dialled(input, ({ bytes }) => [bytes.slice()])
    must(cut.story === whole.story, () => `in chunks: ${cut.story}; whole: ${whole.story}`)
    must(isSame(joined(cut.frames), joined(whole.frames)), 'whole and in chunks have other frames')
  },
}

function answerOf(draw: Draw): string {
  const status = draw.pick(['101', '101', '101', '101', '200', '301', '401', '403', '503', '100', '999', '0'])
  const others = draw.once(2) ? [] : draw.list(3, () => draw.pick(HEADERS))
  const needed = HEADERS.slice(0, 3).filter(() => !draw.once(30))
  return [`HTTP/1.1 ${status} Some Words`, ...needed, ...others, '', ''].join('\r\n')
}

interface Dialled {
  readonly frames: readonly Uint8Array[]
  readonly story: string
}

/** Far more than any end takes. */
const MOST_TURNS = 200

async function dialled(input: Input, chunks: (input: Input) => readonly Uint8Array[]): Promise<Dialled> {
  const maxFrameBytes = chosen(input, 0, LIMITS)
  const socket = new WireSocket()
  const agent = new Agent()
  agent.createConnection = () => socket
  const owner = new Watchful()
  websocket('ws://a.example/', {
    agent,
    maxFrameBytes,
    protocols: chosen(input, 1, [[], ['a']]),
    perMessageDeflate: chosen(input, 2, [false, true]),
  }).dial(owner)
  for (let turns = 0; turns < MOST_TURNS && socket.written.length === 0; turns += 1) await turn()
  const said = Buffer.concat(socket.written).toString('latin1')
  await arrive(socket, chunks({ ...input, bytes: answering(input.bytes, said) }))
  socket.finish()
  for (let turns = 0; turns < MOST_TURNS && !owner.isReleased; turns += 1) await turn()
  const story = JSON.stringify([owner.isOpen, owner.cause, owner.frames.length])
  must(owner.isReleased, `it stays open after the peer's end: ${story}`)
  must(owner.cause !== null, 'it was released without a cause')
  for (const frame of owner.frames) must(frame.length <= maxFrameBytes, 'a message is past the limit')
  socket.destroy()
  agent.destroy()
  return { frames: owner.frames, story }
}

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

function answering(bytes: Uint8Array, request: string): Uint8Array {
  const [, key = ''] = /sec-websocket-key: (\S+)/i.exec(request) ?? []
  const accept = createHash('sha1')
    .update(key + MAGIC)
    .digest('base64')
  return bytesOf(Buffer.from(bytes).toString('latin1').replaceAll(ACCEPT, accept))
}
