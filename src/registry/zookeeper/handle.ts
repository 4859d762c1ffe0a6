/**
 * A session with a ZooKeeper, by `node-zookeeper-client`. The handle is kept while it is merely disconnected: the library dials
 * again, and the session goes on. What the library lacks is done here, by its socket: it never gives up on a server that is
 * silent, be it one that is starting, takes the connection and forgets it; it takes the rest of a message that broke off for the beginning of the next connection, and it cannot let go.
 */
import type { Socket } from 'node:net'
import zookeeper, { type Client, type Done, type Exception } from 'node-zookeeper-client'
import type { Clock } from '../../clock/clock.ts'

const { CONNECTION_LOSS, NODE_EXISTS, NO_NODE, SESSION_EXPIRED } = zookeeper.Exception

/** The longest pause between two dials, in ms; it is drawn at random. */
const SPIN_DELAY_MS = 200

/** Where a ZooKeeper is, and who we are there. */
export interface Place {
  /** `10.0.0.1:2181,10.0.0.2:2181` */
  readonly servers: string
  /** `user:password`, or null. */
  readonly digest: string | null
}

export class Handle {
  readonly #client: Client
  readonly #clock: Clock
  #socket: Socket | undefined
  #isExpired = false
  #isDropped = false
  #answeredAt: number

  /** @param expired the servers said that the session is over. */
  constructor({ servers, digest }: Place, sessionTimeout: number, clock: Clock, expired: () => void) {
    this.#clock = clock
    this.#answeredAt = clock.now()
    this.#client = zookeeper.createClient(servers, { sessionTimeout, spinDelay: SPIN_DELAY_MS, retries: 0 })
    if (digest !== null) this.#client.addAuthInfo('digest', Buffer.from(digest))
    this.#client.once('expired', () => {
      this.#isExpired = true
      expired()
    })
    const { connectionManager } = this.#client
    Object.defineProperty(connectionManager, 'socket', {
      get: () => this.#socket,
      set: (socket: Socket) => {
        this.#socket = socket
        connectionManager.pendingBuffer = null
        if (this.#isDropped) this.#letGo()
        else if (this.#hasSession) this.#limit(socket)
      },
    })
    this.#client.connect()
  }

  /** Names the session, as nodes name whose they are; zeros before there is one. */
  get session(): string {
    return this.#client.getSessionId().toString('hex')
  }

  get #hasSession(): boolean {
    return !/^0+$/.test(this.session)
  }

  /** How long the servers keep the session without hearing of us, in ms; what was asked for before they have said so. */
  get sessionMs(): number {
    return this.#client.getSessionTimeout()
  }

  /** Whether the session is over: the servers said so, or must have let it expire without our hearing of it. */
  get isOver(): boolean {
    return this.#isExpired || this.#clock.now() - this.#answeredAt > this.sessionMs
  }

  /** One that is to go on with our session is left after a third of it, so that two more can be tried before it is over. */
  #limit(socket: Socket): void {
    const limitMs = this.sessionMs / 3
    const timer = this.#clock.after(limitMs, () => {
      socket.destroy(new Error(`the session was not taken up again within ${Math.round(limitMs)} ms`))
    })
    const cancel = (): void => timer.cancel()
    socket.once('data', cancel).once('close', cancel)
  }

  /** Asks; a server that does not answer within the limit is left for another one. */
  ask<Values extends unknown[]>(
    limitMs: number,
    what: (client: Client, done: Done<Values>) => void,
  ): Promise<Values> {
    return new Promise((resolve, reject) => {
      const socket = this.#socket
      const timer = this.#clock.after(limitMs, () => {
        const silent = new Error(`no answer within ${Math.round(limitMs)} ms`)
        if (this.#socket === socket) socket?.destroy(silent)
        reject(silent)
      })
      what(this.#client, (error, ...values) => {
        timer.cancel()
        if (isAnswer(error)) this.#answeredAt = this.#clock.now()
        if (error) reject(error)
        else resolve(values)
      })
    })
  }

  /** Ends the session in order; resolves when the server has hung up, or after the limit. */
  async close(limitMs: number): Promise<void> {
    const socket = this.#socket
    if (socket !== undefined && !socket.destroyed) {
      await new Promise<void>((resolve) => {
        const timer = this.#clock.after(limitMs, resolve)
        socket.once('close', () => {
          timer.cancel()
          resolve()
        })
        this.#client.close()
      })
    }
    this.drop()
  }

  /** Lets go of it at once; the servers let the session expire. */
  drop(): void {
    if (this.#isDropped) return
    this.#isDropped = true
    if (this.#socket !== undefined && !this.#socket.destroyed) this.#letGo()
  }

  /** Its socket ends with an error, or a timer of the library's would outlive it. */
  #letGo(): void {
    this.#client.close()
    this.#socket?.destroy(new Error('let go'))
  }
}

export function isNoNode(error: unknown): boolean {
  return codeOf(error) === NO_NODE
}

export function isNodeThere(error: unknown): boolean {
  return codeOf(error) === NODE_EXISTS
}

export function isExpired(error: unknown): boolean {
  return codeOf(error) === SESSION_EXPIRED
}

/** Whether a server said it, rather than the library for want of one. */
function isAnswer(error: Exception | null | undefined): boolean {
  const code = codeOf(error)
  return code !== CONNECTION_LOSS && code !== SESSION_EXPIRED
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null
}
