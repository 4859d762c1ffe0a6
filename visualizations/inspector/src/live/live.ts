/**
 * The way to the server: dialled, watched and dialled again by pulsetree itself, as any other connection. What it says
 * goes into the history and the signals; what the page wants goes back.
 */
import { batch, effect } from '@preact/signals'
import { type Connection, pingPong, supervise } from '../../../../src/browser.ts'
import type { PageMessage, ServerMessage } from '../../../../src/inspector/wire.ts'
import { websocket } from '../../../../src/transport/websocket-browser.ts'
import { beginAnew, eventsCame, treeCame } from '../arrivals.ts'
import { beside, frames, framesOf, permits, readings, type Source, server, source, wanted } from '../state.ts'
import { onceAFrame } from '../ui/frame.ts'
import { causeInWords } from '../ui/words.ts'
import { Acts } from './acts.ts'
import { feedAddress, NO_TOKEN, refusal } from './door.ts'
import { framesWith } from './frames.ts'
import { messageIn } from './messages.ts'
import { readingsWith } from './readings.ts'
import { watchOf } from './watching.ts'

/** A tree of half a million nodes, in bytes: as much as the server says at once. */
const LONGEST_MESSAGE = 256 * 1_048_576

/** Begins to follow the server that this page came from. @returns how to leave it. */
export function follow(place: Location): () => void {
  const address = feedAddress(place)
  if (address === null) {
    source.value = { is: 'refused', why: NO_TOKEN }
    return () => {}
  }
  const way = new Way(
    address,
    async () => (await fetch(place.href, { method: 'HEAD', cache: 'no-store' })).status,
  )
  return () => way.leave()
}

class Way {
  readonly #supervisor = supervise({ name: 'inspector' })
  readonly #connection: Connection
  readonly #status: () => Promise<number>
  readonly #acts = new Acts((ms, task) => {
    const timer = setTimeout(task, ms)
    return () => clearTimeout(timer)
  })
  readonly #unfollow: (() => void)[] = []
  #name = 'the server'
  /** What is looked at is a file that the server has: its times are not ours. */
  #isRecorded = false
  #isGreeted = false
  #isOver = false
  #watched = ''

  constructor(address: string, status: () => Promise<number>) {
    this.#status = status
    this.#connection = this.#supervisor.connect(
      'feed',
      websocket(address, { maxFrameBytes: LONGEST_MESSAGE }),
      {
        // A tree of ten thousand keeps a slow page busy for a second.
        heartbeat: { protocol: pingPong, everyMs: 5_000, timeoutMs: 5_000 },
        backoff: { firstMs: 250, maxMs: 5_000 },
        connectTimeoutMs: 5_000,
      },
    )
    const heard = this.#connection.frames$.subscribe((frame) => this.#take(messageIn(frame.text)))
    const { store } = this.#connection
    const watch = onceAFrame(() => this.#watch())
    this.#unfollow.push(
      () => heard.unsubscribe(),
      store.subscribe(() => this.#moved()),
      effect(() => {
        frames.value = { list: [], left: 0 }
        void framesOf.value
      }),
      effect(() => {
        void [wanted.value, framesOf.value]
        watch()
      }),
    )
    server.value = {
      act: (act, id) => this.#acts.ask((n) => this.#say({ t: 'act', n, act, id })),
      hardship: (name, id) => this.#acts.ask((n) => this.#say({ t: 'hardship', n, name, id })),
    }
  }

  leave(): void {
    if (this.#isOver) return
    this.#isOver = true
    for (const unfollow of this.#unfollow) unfollow()
    this.#acts.lost()
    server.value = null
    void this.#supervisor.stop()
  }

  #take(message: ReturnType<typeof messageIn>): void {
    if (this.#isOver) return
    switch (message.t) {
      case 'hello':
        return this.#greeted(message)
      case 'batch':
        return eventsCame(this.#isRecorded ? null : message.at, message.events)
      case 'nodes':
        return treeCame(message.at, message.nodes, message.skipped)
      case 'vitals':
        readings.value = readingsWith(readings.peek(), message.at, message.of)
        return
      case 'frames':
        if (message.id === framesOf.peek()) frames.value = framesWith(frames.peek(), message)
        return
      case 'done':
        return this.#acts.done(message.n, message.error)
      case 'permits':
        permits.value = message.permits
        return
      case 'beside':
        beside.value = message.of
        return
      case 'ended':
        return this.#end(
          this.#isRecorded ? { is: 'file', name: this.#name } : { is: 'ended', name: this.#name },
        )
      case 'wrong':
        return this.#end({ is: 'error', why: message.why })
    }
  }

  #greeted(hello: Extract<ServerMessage, { t: 'hello' }>): void {
    const { at, name, pid, nodes } = hello
    this.#name = name
    this.#isGreeted = true
    // A tree has its supervisor at the least; a recording has still to be told.
    this.#isRecorded = nodes.length === 0
    batch(() => {
      source.value = { is: 'live', name, pid }
      permits.value = hello.permits
      if (this.#isRecorded) beginAnew()
      else treeCame(at, nodes, null)
    })
    this.#watched = ''
    this.#watch()
  }

  /** No news will follow: what is known stays on the page. */
  #end(as: Source): void {
    this.leave()
    batch(() => {
      source.value = as
      permits.value = { acts: [], hardships: [], frames: false }
    })
  }

  /** The connection is in another phase, or its delay is known. */
  #moved(): void {
    if (this.#isOver) return
    const { phase, cause, retryAt } = this.#connection.store.getSnapshot()
    if (phase === 'dead') void this.#ask()
    if (phase !== 'dead' && phase !== 'backoff' && phase !== 'failed') return
    this.#isGreeted = false
    this.#acts.lost()
    source.value = { is: 'lost', name: this.#name, why: causeInWords(cause), retryAt }
  }

  /** Dialling on helps nobody whose token is that of another run. */
  async #ask(): Promise<void> {
    const why = await refusal(this.#status)
    if (why !== null && !this.#isOver && !this.#isGreeted) this.#end({ is: 'refused', why })
  }

  #watch(): void {
    if (!this.#isGreeted || this.#isOver) return
    const message = watchOf(wanted.peek(), framesOf.peek())
    const text = JSON.stringify(message)
    if (text === this.#watched) return
    this.#watched = text
    // Lost with its link: the next one is told anew.
    this.#say(message).catch(() => {})
  }

  async #say(message: PageMessage): Promise<void> {
    await this.#connection.send(JSON.stringify(message))
  }
}
