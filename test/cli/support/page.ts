/** What a page of the inspector is to its server: one WebSocket. */
import { WebSocket } from 'ws'
import type { PageMessage, ServerMessage } from '../../../src/inspector/wire.ts'

type Hello = Extract<ServerMessage, { t: 'hello' }>

/** What is asked, without its number. */
type Asking<T = PageMessage> = T extends { readonly n: number } ? Omit<T, 'n'> : never

export class Page implements AsyncDisposable {
  readonly hello: Hello
  readonly #socket: WebSocket
  readonly #heard: ServerMessage[] = []
  #wake: () => void = () => {}
  #asked = 0

  private constructor(socket: WebSocket, hello: Hello) {
    this.hello = hello
    this.#socket = socket
    socket.on('message', (data) => {
      this.#heard.push(JSON.parse(String(data)))
      this.#wake()
    })
  }

  /** Opens what stands behind the address of a page; resolves with what the server says first. */
  static open(address: string): Promise<Page> {
    const url = new URL(address)
    const origin = url.origin
    url.protocol = 'ws:'
    url.pathname = '/feed'
    const socket = new WebSocket(url, { origin })
    return new Promise((resolve, reject) => {
      socket.once('error', reject)
      socket.once('message', (data) => resolve(new Page(socket, JSON.parse(String(data)))))
    })
  }

  /** Asks for an act or a hardship; resolves with why it could not be done, or null. */
  async asks(what: Asking): Promise<string | null> {
    this.#asked += 1
    const n = this.#asked
    this.#socket.send(JSON.stringify({ ...what, n }))
    const done = await this.#first((message) => message.t === 'done' && message.n === n)
    return done.t === 'done' ? done.error : null
  }

  /** Resolves once a note with this text has come. */
  async note(text: RegExp): Promise<void> {
    await this.#first(
      (message) =>
        message.t === 'batch' &&
        message.events.some((event) => event.kind === 'note' && text.test(event.text)),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#socket.once('close', resolve))
    if (this.#socket.readyState === WebSocket.CLOSED) return
    this.#socket.terminate()
    await closed
  }

  async #first(is: (message: ServerMessage) => boolean): Promise<ServerMessage> {
    for (;;) {
      const found = this.#heard.find(is)
      if (found !== undefined) return found
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}
