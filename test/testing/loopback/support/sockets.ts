/** Real sockets of a test, and what happened to them. */
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

const HERE = '127.0.0.1'

/** One end of a connection: what came, and how it ended. */
export class End implements AsyncDisposable {
  readonly socket: Socket
  text = ''
  /** `end`, or the code of an error. */
  fate: string | null = null
  #wake: () => void = () => {}

  constructor(socket: Socket) {
    this.socket = socket
    socket.setNoDelay(true)
    socket.on('data', (bytes: Buffer) => this.#happened(() => (this.text += bytes)))
    socket.on('end', () => this.#happened(() => (this.fate ??= 'end')))
    socket.on('error', (error: NodeJS.ErrnoException) =>
      this.#happened(() => (this.fate ??= error.code ?? error.message)),
    )
    socket.on('close', () => this.#happened(() => {}))
    socket.on('connect', () => this.#happened(() => {}))
  }

  /** Resolves when that is so. */
  async until(holds: (end: this) => boolean): Promise<void> {
    while (!holds(this)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.socket.closed) return
    this.socket.destroy()
    await once(this.socket, 'close')
  }

  #happened(what: () => unknown): void {
    what()
    this.#wake()
  }
}

/** Dials, and does not wait. */
export function dialled(port: number): End {
  return new End(connect({ host: HERE, port, allowHalfOpen: true }))
}

/** Dials, and waits until it is open. */
export async function opened(port: number): Promise<End> {
  const end = dialled(port)
  await end.until(({ socket, fate }) => !socket.connecting || fate !== null)
  return end
}

/** A server; each accepted connection is handed out once. */
export class Target implements AsyncDisposable {
  readonly server: Server
  readonly ends: End[] = []
  #taken = 0
  #wake: () => void = () => {}

  private constructor(server: Server, answer: (end: End) => void) {
    this.server = server
    server.on('connection', (socket) => {
      const end = new End(socket)
      this.ends.push(end)
      answer(end)
      this.#wake()
    })
  }

  static async open(answer: (end: End) => void = () => {}): Promise<Target> {
    const target = new Target(createServer({ allowHalfOpen: true }), answer)
    target.server.listen({ host: HERE, port: 0 })
    await once(target.server, 'listening')
    return target
  }

  get port(): number {
    const address = this.server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  /** The next connection, accepted or still to come. */
  async next(): Promise<End> {
    for (;;) {
      const end = this.ends[this.#taken]
      if (end !== undefined) {
        this.#taken += 1
        return end
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.close()
    for (const end of this.ends) await end[Symbol.asyncDispose]()
  }
}

/** Sends back what comes. */
export function echo(end: End): void {
  end.socket.on('data', (bytes) => end.socket.write(bytes))
  end.socket.on('end', () => end.socket.end())
}

/** A few round trips elsewhere: whatever was going to happen on loopback without waiting for anything has happened then. */
export async function meanwhile(trips = 20): Promise<void> {
  await using target = await Target.open(echo)
  await using end = await opened(target.port)
  for (let trip = 1; trip <= trips; trip += 1) {
    end.socket.write('.')
    await end.until(({ text }) => text.length === trip)
  }
}
