/**
 * Ports on which dials hang, as they do behind a silent cut. A listener of Node's cannot do that: its process may not
 * accept, the kernel still does, until the queue of those to be accepted is full; from then on it drops the first segment of
 * every dial, which is repeated after a second, three, seven, … So a thread listens with the shortest queue, fills it
 * itself, and never comes to accept, since it sleeps in the middle of a turn of its event loop.
 *
 * That is what Linux does. On other systems such a dial may be accepted, and stay silent, or be reset.
 */
import { MessageChannel, Worker } from 'node:worker_threads'

/** CommonJS, as text: under a test runner or a bundler there is no file that a bare thread could load. */
const THREAD = `
const { receiveMessageOnPort, workerData } = require('node:worker_threads')
const { connect, createServer } = require('node:net')
const { flags, orders } = workerData
const held = new Map()
const tick = () => new Promise((resolve) => process.nextTick(resolve))

// Ticks and promises alone: as long as nothing else is awaited, the loop does not come round to accept.
async function take({ host, port }) {
  const server = createServer()
  await new Promise((resolve, reject) => server.once('error', reject).listen({ host, port, backlog: 1 }, resolve))
  const fillers = [0, 1].map(() => connect({ host, port }).on('error', () => {}))
  for (let ticks = 0; ticks < 10; ticks += 1) await tick()
  held.set(port, { server, fillers })
}

function leave({ port }) {
  const { server, fillers } = held.get(port)
  held.delete(port)
  server.close()
  for (const filler of fillers) filler.destroy()
}

async function work() {
  for (let done = 0; ; done += 1) {
    Atomics.wait(flags, 0, done)
    const { message } = receiveMessageOnPort(orders)
    let answer = 1
    try {
      if (message.kind === 'take') await take(message)
      else leave(message)
    } catch {
      answer = 2
    }
    Atomics.store(flags, 1, answer)
    Atomics.notify(flags, 1)
  }
}

orders.unref()
orders.postMessage('ready')
work()
`

/** The thread answers within a few ms. */
const LONGEST_ANSWER_MS = 10_000

type Order = { readonly kind: 'take' | 'leave'; readonly host: string; readonly port: number }

export class Tarpit {
  /** An order's number, and the answer to it. */
  readonly #flags = new Int32Array(new SharedArrayBuffer(8))
  readonly #channel = new MessageChannel()
  readonly #thread: Worker

  /** Resolves when the thread is there: orders before would wait for it, and this thread with them. */
  readonly ready: Promise<void>

  /** Starts the thread. It keeps no process running. */
  constructor() {
    const orders = this.#channel.port2
    this.#thread = new Worker(THREAD, {
      eval: true,
      workerData: { flags: this.#flags, orders },
      transferList: [orders],
    })
    const { port1 } = this.#channel
    this.ready = new Promise((resolve, reject) => {
      this.#thread.once('error', reject)
      port1.once('message', () => {
        // A listener keeps a port referenced.
        port1.unref()
        resolve()
      })
    })
    this.#thread.unref()
  }

  /**
   * From the return on, dials of the port hang. Nobody may be listening there. This thread waits meanwhile, so that nothing
   * of this process comes in between.
   * @throws Error when the port is not free.
   */
  take(host: string, port: number): void {
    this.#order({ kind: 'take', host, port })
  }

  /** From the return on, the port is free, and those that hang dial on. */
  leave(host: string, port: number): void {
    this.#order({ kind: 'leave', host, port })
  }

  async close(): Promise<void> {
    this.#channel.port1.close()
    await this.#thread.terminate()
  }

  #order(order: Order): void {
    Atomics.store(this.#flags, 1, 0)
    this.#channel.port1.postMessage(order)
    Atomics.add(this.#flags, 0, 1)
    Atomics.notify(this.#flags, 0)
    const waited = Atomics.wait(this.#flags, 1, 0, LONGEST_ANSWER_MS)
    if (waited === 'timed-out') throw new Error('the thread in which dials hang does not answer')
    if (Atomics.load(this.#flags, 1) === 2) throw new Error(`port ${order.port} is not free`)
  }
}
