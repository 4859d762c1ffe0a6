/** What a client of a WebSocket server may send: its request, and frames behind it; over sockets without a system. */
import { createServer } from 'node:http'
import type { Cause, Incoming, LinkOwner, Listening } from '../../../src/transport/transport.ts'
import { websocketServer } from '../../../src/transport/websocket-server.ts'
import { bytesOf, isSame, joined } from '../bytes.ts'
import corpus from '../corpus/upgrade-request.json' with { type: 'json' }
import type { Draw } from '../draw.ts'
import { chosen, chunksOf, type Input } from '../input.ts'
import { must, type Target } from '../target.ts'
import { casesIn } from './cases.ts'
import { Watchful } from './link-owner.ts'
import { framesOf } from './websocket-frames.ts'
import { arrive, turn, WireSocket } from './wire-socket.ts'

const LIMITS = [1_048_576, 1, 16, 125, 300]

const HEADERS = [
  'Host: a.example',
  'Connection: Upgrade',
  'Connection: keep-alive, Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Version: 8',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol: a, b',
  'Sec-WebSocket-Protocol: ,',
  'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits',
  'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=99',
  '__proto__: a',
  'Content-Length: 5',
  'Transfer-Encoding: chunked',
]

const NEEDED = [0, 1, 3, 4, 6]

export const upgradeRequestTarget: Target = {
  name: 'upgrade-request',
  of: 'transport/websocket-server.ts, websocket/{reception,upgraded,attached,bad-request,path,link}.ts',
  share: 8,
  corpus: casesIn(corpus),
  words: [
    '\r\n',
    '\r\n\r\n',
    'GET / HTTP/1.1\r\n',
    ...HEADERS.map((header) => `${header}\r\n`),
    '\x81\x80abcd',
    '\x88\x80abcd',
  ],
  grammar(draw) {
    return {
      bytes: joined([bytesOf(requestOf(draw)), ...framesOf(draw, true)]),
      knobs: [draw.below(LIMITS.length), draw.below(3), draw.below(2)],
    }
  },
  async check(input) {
    const stages = [await stageOf(input, chunksOf(input)), await stageOf(input, [input.bytes.slice()])]
    for (const stage of stages) stage.settle()
    const [cut, whole] = stages
    must(
      cut !== undefined && whole !== undefined && cut.story === whole.story,
      () => `in chunks: ${cut?.story}; whole: ${whole?.story}`,
    )
    must(isSame(joined(cut.frames), joined(whole.frames)), 'whole and in chunks have other frames')
  },
  close() {
    for (const entrance of entrances.values()) entrance.close()
    entrances.clear()
  },
}

function requestOf(draw: Draw): string {
  const others = draw.once(2) ? [] : draw.list(4, () => draw.pick(HEADERS))
  const needed = NEEDED.flatMap((at) => (draw.once(30) ? [] : [HEADERS[at] ?? '']))
  const first = `${draw.once(20) ? 'POST' : 'GET'} ${draw.pick(['/', '/feed', '/feed?a=b', '*', 'http://a/feed'])} HTTP/1.${draw.once(20) ? 0 : 1}`
  return [first, ...needed, ...others, '', ''].join('\r\n')
}

async function stageOf(input: Input, chunks: readonly Uint8Array[]): Promise<Stage> {
  const stage = new Stage(input)
  await stage.play(chunks)
  return stage
}

interface Terms {
  readonly maxFrameBytes: number
  readonly protocols: readonly string[]
  readonly perMessageDeflate: boolean
}

/** A server that is never bound, whose sockets are handed to it; one client at a time. */
class Entrance {
  readonly #server = createServer((_request, response) => void response.end())
  readonly #listening: Listening
  #stage: Stage | null = null

  constructor(terms: Terms) {
    this.#listening = websocketServer({ server: this.#server }, terms).listen({
      listening: () => {},
      accepted: (incoming) => this.#stage?.accept(incoming) ?? null,
      turnedAway: (_peer, { kind }) => void this.#stage?.turnedAway.push(kind),
      paused: () => {},
      resumed: () => {},
      failed: () => {},
      closed: () => {},
    })
  }

  enter(stage: Stage, socket: WireSocket): void {
    this.#stage = stage
    this.#server.emit('connection', socket)
  }

  close(): void {
    this.#listening.close()
    this.#server.close()
  }
}

/** By their terms: a server with its timers is much to make for each of thousands. */
const entrances = new Map<string, Entrance>()

function entranceFor(terms: Terms): Entrance {
  const key = JSON.stringify(terms)
  const entrance = entrances.get(key) ?? new Entrance(terms)
  entrances.set(key, entrance)
  return entrance
}

/** One client. */
class Stage {
  readonly turnedAway: Cause['kind'][] = []
  readonly #socket = new WireSocket()
  readonly #terms: Terms
  #link: Watchful | null = null
  #isClosed = false

  constructor(input: Input) {
    this.#terms = {
      maxFrameBytes: chosen(input, 0, LIMITS),
      protocols: chosen(input, 1, [[], ['b'], ['a', 'b']]),
      perMessageDeflate: chosen(input, 2, [false, true]),
    }
  }

  get frames(): readonly Uint8Array[] {
    return this.#link?.frames ?? []
  }

  get story(): string {
    return JSON.stringify([this.turnedAway, this.#link?.isOpen, this.#link?.cause, this.frames.length])
  }

  async play(chunks: readonly Uint8Array[]): Promise<void> {
    this.#socket.on('close', () => {
      this.#isClosed = true
    })
    entranceFor(this.#terms).enter(this, this.#socket)
    await arrive(this.#socket, chunks)
    this.#socket.finish()
    for (let turns = 0; turns < MOST_TURNS && !this.#isOver; turns += 1) await turn()
    this.#socket.destroy()
  }

  settle(): void {
    must(this.#isOver, () => `it stays open after the peer's end: ${this.story}`)
    for (const frame of this.frames)
      must(frame.length <= this.#terms.maxFrameBytes, 'a message is past the limit')
  }

  get #isOver(): boolean {
    return this.#isClosed && (this.#link === null || this.#link.isReleased)
  }

  accept({ introduction }: Incoming): LinkOwner {
    must(this.#link === null, 'one socket became two links')
    const upgrade = introduction?.upgrade ?? null
    must(upgrade !== null && typeof upgrade.url === 'string', 'a WebSocket without a request')
    for (const value of Object.values(upgrade.headers))
      must(typeof value === 'string', 'a header that is no text')
    must(
      upgrade.protocol === null || this.#terms.protocols.includes(upgrade.protocol),
      'a subprotocol that nobody speaks',
    )
    this.#link = new Watchful()
    return this.#link
  }
}

/** Far more than any end takes. */
const MOST_TURNS = 200
