/** WebSocket of the browser's, in pages and in workers. */
import { webSocketOf } from './browser/dialler.ts'
import { browser } from './browser/platform.ts'
import type { Transport } from './transport.ts'
import type { WebSocketOptions, WebSocketTarget } from './websocket/options.ts'

export type { WebSocketOptions, WebSocketTarget } from './websocket/options.ts'

/**
 * A WebSocket endpoint to dial from a browser. What differs from Node:
 * - A page cannot send pings of the protocol: say which heartbeat the peer answers, such as `pingPong`.
 * - Of `options`, `protocols` and `maxFrameBytes` (default 1,048,576) are to be had; the others are refused by name.
 *   Tokens go into the URL (a target function is asked anew for every dial) or into `protocols`.
 * - A browser does not say why a connection did not open: refused, no such host, not let in, a bad certificate or an
 *   upgrade answered 401, 403, 404, 503 are all `refused`. A server that wants to be understood lets the
 *   connection open and closes it with 4401 or 4403: that is `auth`, and not dialled again. An open connection that ends
 *   without a goodbye is `reset`; close codes are as in Node.
 * - Of close codes a page may only say 1000 and those from 3000 on: 4002 stands for 1002, 4009 for 1009, 4011 for 1011.
 * - There is no back-pressure: what comes while reading is paused is held, up to 16 MiB; past that the link ends with
 *   `exhausted`.
 * - The page's own life is heeded: when it goes offline or online, is seen again, thawed, or restored from the
 *   back/forward cache, the peer is probed, and a dial that waits is made. Offline is never a verdict.
 * - Browsers slow the timers of a hidden page to one a second, later to one a minute: beats go out as seldom, and time
 *   that no timer saw is charged to nobody, so a peer that dies then is found late, or when the page is seen again.
 *   Newer Chromium closes the connections of a page that it freezes: a `reset`, heard when the page goes on.
 *
 * A target function that rejects with a `ConnectionError` ends that dial with its cause; any other rejection is a `crash`,
 * as is an address that cannot be used, or that the browser does not take.
 *
 * @throws OptionError naming what cannot be used; a target function is only asked when dialling.
 */
export function websocket(target: WebSocketTarget, options: WebSocketOptions = {}): Transport {
  return webSocketOf(browser, target, options)
}
