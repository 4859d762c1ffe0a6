/** Connections over ports of every kind that a page has, for tests to command by the global `page`. */
import { type Connection, pingPong, supervise } from '../../../src/browser.ts'
import { type EventedPort, messagePort, type PortLike } from '../../../src/transport/message-port.ts'

interface ScriptOptions {
  readonly type: 'module'
}

// As globals of a page, which the types of this project do not know.
declare const Worker: new (url: string, options?: ScriptOptions) => EventedPort
declare const SharedWorker: new (
  url: string,
  options?: ScriptOptions,
) => { readonly port: EventedPort & { close(): void } }

/** When anything came last, whatever the library makes of it; in ms since the epoch. */
let heardAt: number | null = null

function noted<Port extends EventedPort>(port: Port): Port {
  port.addEventListener('message', () => {
    heardAt = Date.now()
  })
  return port
}

const say = (what: object): void => console.log(JSON.stringify(what))

const fleet = supervise({ name: 'page' })
fleet.feed$.subscribe((event) => say({ ...event, heardAt }))

let far: { close(): void } | null = null

const KINDS: Readonly<Record<string, () => PortLike>> = {
  plain: () => noted(new Worker('plain.js')),
  ours: () => new Worker('dedicated.js', { type: 'module' }),
  shared: () => new SharedWorker('shared.js', { type: 'module' }).port,
  missing: () => new Worker('no-such-script.js'),
  channel() {
    const { port1, port2 } = new MessageChannel()
    port2.addEventListener('message', () => port2.postMessage('pong'))
    port2.start()
    port2.postMessage('up')
    far = port2
    return port1
  },
}

const page = {
  /** Connects as `c` to a port of this kind, another one at each dial. */
  dial(kind: string, attempts: number): Connection {
    const port = KINDS[kind]
    if (port === undefined) throw new Error(`no port is ${kind}`)
    const connection = fleet.connect('c', messagePort(port), {
      heartbeat: { protocol: pingPong, everyMs: 150, timeoutMs: 300, misses: 3 },
      backoff: { firstMs: 50, attempts },
      firstFrameTimeoutMs: 10_000,
    })
    connection.frames$.subscribe(({ bytes, isText, text }) =>
      say({ kind: 'got', isText, length: bytes.length, start: text.slice(0, 40) }),
    )
    Object.assign(page, { connection })
    return connection
  },
  closeFar: () => far?.close(),
  stop: () => fleet.stop(),
}

Object.assign(globalThis, { page })
