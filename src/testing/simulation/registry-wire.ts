/** A registry's client, as seen from a process: what it asks goes over a link, and so do the answers. */
import type { Clock, Timer } from '../../clock/clock.ts'
import { type Backend, type Reading, Refused, type Session, type Source } from '../../registry/backend.ts'
import type { Instance } from '../../registry/index.ts'
import type { MemoryHost } from '../../transport/memory.ts'
import type { Link, LinkOwner } from '../../transport/transport.ts'
import { REGISTRY, REGISTRY_PORT } from './plan-parts.ts'

/** What is asked, and of what session. Each is a line: its number, and this. */
export type Asked =
  | { readonly what: 'open'; readonly session: string; readonly instance: Instance; readonly ttlMs: number }
  | { readonly what: 'renew'; readonly session: string; readonly instance: Instance }
  | { readonly what: 'end'; readonly session: string; readonly instance: Instance }
  | { readonly what: 'list'; readonly service: string }

/** What is answered. */
export type Answered =
  | { readonly is: 'yes'; readonly reading?: Reading }
  | { readonly is: 'taken' | 'gone'; readonly detail: string }

interface Waiting {
  readonly timer: Timer
  readonly resolve: (answer: Answered) => void
  readonly reject: (error: Error) => void
}

export class RegistryWire implements Backend {
  readonly #host: MemoryHost
  readonly #asks: (instance: Instance) => void
  #line: Line | null = null
  #sessions = 0

  /** @param asks told before it is asked for an instance, or for more time. */
  constructor(host: MemoryHost, asks: (instance: Instance) => void) {
    this.#host = host
    this.#asks = asks
  }

  session(instance: Instance, ttlMs: number): Session {
    this.#sessions += 1
    const session = `${this.#host.name} ${this.#sessions} at ${this.#host.clock.wall()}`
    const asks = this.#asks
    return {
      open: (limitMs) => {
        asks(instance)
        return this.#ask({ what: 'open', session, instance, ttlMs }, limitMs).then(() => ttlMs)
      },
      renew: (limitMs) => {
        asks(instance)
        return this.#ask({ what: 'renew', session, instance }, limitMs).then(nothing)
      },
      end: (limitMs) => this.#ask({ what: 'end', session, instance }, limitMs).then(nothing),
      drop() {},
    }
  }

  /** It tells of no change by itself. */
  source(service: string): Source {
    return {
      read: (limitMs) =>
        this.#ask({ what: 'list', service }, limitMs).then((answer) => {
          if (answer.is === 'yes' && answer.reading !== undefined) return answer.reading
          throw new Error('it did not say who is there')
        }),
      close() {},
    }
  }

  async close(): Promise<void> {
    this.#line?.giveUp('it is closed')
  }

  #ask(asked: Asked, limitMs: number): Promise<Answered> {
    if (this.#line === null || this.#line.isOver) this.#line = new Line(this.#host)
    return this.#line.ask(asked, limitMs).then((answer) => {
      if (answer.is === 'yes') return answer
      throw new Refused(answer.is, answer.detail)
    })
  }
}

const decoder = new TextDecoder()

/** One link, for as long as the registry answers on it. */
class Line implements LinkOwner {
  isOver = false
  readonly #clock: Clock
  readonly #link: Link
  readonly #waiting = new Map<number, Waiting>()
  /** What was asked before it was open. */
  #unsent: string[] = []
  #isOpen = false
  #asked = 0

  constructor(host: MemoryHost) {
    this.#clock = host.clock
    this.#link = host.dial({ to: `${REGISTRY}:${REGISTRY_PORT}` }).dial(this)
  }

  ask(asked: Asked, limitMs: number): Promise<Answered> {
    this.#asked += 1
    const number = this.#asked
    return new Promise((resolve, reject) => {
      // Whoever does not answer one question is asked the next one on another link.
      const timer = this.#clock.after(limitMs, () => this.giveUp('no answer'))
      this.#waiting.set(number, { timer, resolve, reject })
      this.#say(JSON.stringify([number, asked]))
    })
  }

  giveUp(why: string): void {
    if (this.isOver) return
    this.isOver = true
    this.#link.destroy()
    for (const { timer, reject } of this.#waiting.values()) {
      timer.cancel()
      reject(new Error(why))
    }
    this.#waiting.clear()
  }

  opened(): void {
    this.#isOpen = true
    for (const text of this.#unsent.splice(0)) this.#say(text)
  }

  frame(data: Uint8Array): void {
    const [number, answer]: readonly [number, Answered] = JSON.parse(decoder.decode(data))
    const waiting = this.#waiting.get(number)
    if (waiting === undefined) return
    this.#waiting.delete(number)
    waiting.timer.cancel()
    waiting.resolve(answer)
  }

  ended(): void {
    this.giveUp('the link has ended')
  }

  released(): void {
    this.giveUp('there is no link')
  }

  heard(): void {}
  partial(): void {}
  drained(): void {}
  pinged(): void {}
  ponged(): void {}

  #say(text: string): void {
    if (this.#isOpen) this.#link.write(this.#link.encode(text))
    else this.#unsent.push(text)
  }
}

function nothing(): void {}
