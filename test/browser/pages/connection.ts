/** One connection in a page, for tests to command by the global `page`; what happens is said on the console, as JSON. */
import { type Connection, type ConnectOptions, pingPong, supervise } from '../../../src/browser.ts'
import { type WebSocketOptions, websocket } from '../../../src/transport/websocket-browser.ts'

// As globals of a page, which the types of this project do not know.
declare const WebSocket: new (url: string, protocols: string[]) => EventTarget

/** When anything came last, whatever the library makes of it; in ms since the epoch. */
let heardAt: number | null = null

class HeardSocket extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols)
    this.addEventListener('message', () => {
      heardAt = Date.now()
    })
  }
}

Object.assign(globalThis, { WebSocket: HeardSocket })

const say = (what: object): void => console.log(JSON.stringify(what))

const fleet = supervise({ name: 'page' })
fleet.feed$.subscribe((event) => say({ ...event, heardAt }))

const page = {
  /** Connects as `c`; a heartbeat is `pingPong` at the pace that is given. */
  connect(
    url: string,
    { heartbeat, ...rest }: ConnectOptions = {},
    options: WebSocketOptions = {},
  ): Connection {
    const pace = typeof heartbeat === 'object' ? { heartbeat: { protocol: pingPong, ...heartbeat } } : {}
    const connection = fleet.connect('c', websocket(url, options), { ...rest, ...pace })
    connection.frames$.subscribe(({ bytes, isText, text }) =>
      say({ kind: 'got', isText, length: bytes.length, start: text.slice(0, 40) }),
    )
    Object.assign(page, { connection })
    return connection
  },
  stop: () => fleet.stop(),
}

Object.assign(globalThis, { page })
