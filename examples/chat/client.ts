/** A member of a chat room: says things until they have arrived, and hears everything once, in order. */
import { type Connection, pingPong, type Supervisor, type Transport } from 'pulsetree'
import { Subject } from 'rxjs'
import type { Answer, Request, Said } from './room.ts'

export class Member {
  readonly connection: Connection
  /** Everything heard, in order. */
  readonly heard: Said[] = []
  readonly said$ = new Subject<Said>()
  readonly #name: string
  /** Said, and not known to have arrived. */
  readonly #unsure = new Map<number, string>()
  #count = 0

  constructor(fleet: Supervisor, name: string, transport: Transport) {
    this.#name = name
    this.connection = fleet.connect(name, transport, {
      heartbeat: { protocol: pingPong, everyMs: 2_000, timeoutMs: 1_000, misses: 2 },
      connectTimeoutMs: 2_000,
      backoff: { firstMs: 200, maxMs: 2_000 },
    })
    this.connection.frames$.subscribe(({ text }) => this.#hear(JSON.parse(text)))
    this.connection.phase$.subscribe(({ phase, from }) => {
      if (phase === 'alive' && from === 'connecting') this.#join()
    })
  }

  /** How much of what it said is not known to have arrived. */
  get unsure(): number {
    return this.#unsure.size
  }

  say(text: string): void {
    this.#count += 1
    this.#unsure.set(this.#count, text)
    this.#post({ say: text, n: this.#count })
  }

  /** On each new link: from where on it wants to hear, and whatever may not have arrived. */
  #join(): void {
    this.#post({ join: this.#name, since: this.heard.length })
    for (const [n, text] of this.#unsure) this.#post({ say: text, n })
  }

  #hear(answer: Answer): void {
    if ('ack' in answer) this.#unsure.delete(answer.ack)
    else if (answer.seq > this.heard.length) {
      this.heard.push(answer)
      this.said$.next(answer)
    }
  }

  /** Without a link it is said again on the next one. */
  #post(request: Request): void {
    this.connection.send(JSON.stringify(request)).catch(() => {})
  }
}
