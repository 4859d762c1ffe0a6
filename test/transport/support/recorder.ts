/** An owner of a link that writes down what it hears, and notices calls that break the contract. */
import type { Cause, Link, LinkOwner, Transport } from '../../../src/transport/transport.ts'

const utf8 = new TextDecoder()

/** What an owner does at a call, besides writing it down. */
export type Reaction = (link: Link, line: string) => void

export class Recorder implements LinkOwner {
  /** One line a call: `opened`, `heard`, `frame hello`, `partial true`, `drained`, `ended eof`, `released`. */
  readonly log: string[] = []
  readonly frames: Uint8Array[] = []
  /** What `taken` was called with: `<label> null` or `<label> reset`. */
  readonly taken: string[] = []
  readonly breaches: string[] = []
  cause: Cause | null = null
  #link: Link | null = null
  #inside: string | null = null
  readonly #happened: () => void
  readonly #react: Reaction

  constructor(happened: () => void, react: Reaction = () => {}) {
    this.#happened = happened
    this.#react = react
  }

  get link(): Link {
    if (this.#link === null) throw new Error('this owner has no link')
    return this.#link
  }

  get isOpen(): boolean {
    return this.log.includes('opened')
  }

  get isReleased(): boolean {
    return this.log.includes('released')
  }

  /** The frames as text. */
  get texts(): string[] {
    return this.frames.map((frame) => utf8.decode(frame))
  }

  /** What it heard, without the arrivals: those depend on how the system cuts the stream. */
  get story(): string[] {
    return this.log.filter((line) => line !== 'heard')
  }

  own(link: Link): this {
    this.#link = link
    return this
  }

  dial(transport: Transport): this {
    return this.own(this.do('dial', () => transport.dial(this)))
  }

  send(text: string, label?: string): void {
    const { link } = this
    const bytes = link.encode(text)
    this.do('write', () => {
      if (label === undefined) link.write(bytes)
      else link.write(bytes, (cause) => this.#note(this.taken, `${label} ${cause?.kind ?? 'null'}`))
    })
  }

  /** Runs `act`; whatever the owner hears meanwhile, it should not. */
  do<T>(name: string, act: () => T): T {
    this.#inside = name
    try {
      return act()
    } finally {
      this.#inside = null
    }
  }

  opened(): void {
    this.#hear('opened')
  }

  heard(): void {
    this.#hear('heard')
  }

  frame(data: Uint8Array): void {
    this.frames.push(data)
    const text = utf8.decode(data)
    this.#hear(`frame ${text.length > 20 ? `of ${data.length} bytes` : text}`)
  }

  partial(begun: boolean): void {
    this.#hear(`partial ${begun}`)
  }

  drained(): void {
    this.#hear('drained')
  }

  pinged(): void {
    this.#hear('pinged')
  }

  ponged(latest: boolean): void {
    this.#hear(`ponged ${latest ? 'latest' : 'older'}`)
  }

  ended(cause: Cause): void {
    this.cause = cause
    this.#hear(`ended ${cause.kind}`)
  }

  released(): void {
    this.#hear('released')
  }

  #hear(line: string): void {
    if (this.#inside !== null) this.breaches.push(`${line} from inside ${this.#inside}`)
    if (this.isReleased) this.breaches.push(`${line} after released`)
    if (!this.isOpen && !/^(opened|ended|released)/.test(line)) this.breaches.push(`${line} before opened`)
    this.#note(this.log, line)
    if (this.#link !== null) this.#react(this.#link, line)
  }

  #note(list: string[], line: string): void {
    list.push(line)
    this.#happened()
  }
}
