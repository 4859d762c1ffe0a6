/** What a page may ask of its WebSocket, checked at the door, and the dials it makes. */
import { frameLimit } from '../framing/codec.ts'
import { checkKnown } from '../option.ts'
import { type Cause, ConnectionError, crashCause, OptionError, type Transport } from '../transport.ts'
import { checkedMessage } from '../websocket/message.ts'
import type { WebSocketOptions, WebSocketTarget } from '../websocket/options.ts'
import { checkProtocols } from '../websocket/protocols.ts'
import { dialUrlOf, shown } from '../websocket/target.ts'
import { BrowserLink } from './link.ts'
import { pageHints } from './page.ts'
import type { Platform } from './platform.ts'

const INSTEAD_OF_HEADERS =
  'a browser lets nobody set them; put a token into the URL (a target function is asked anew for every dial) or into protocols'

/** A transport over the WebSocket of `platform`. @throws OptionError naming what cannot be used. */
export function webSocketOf(
  platform: Platform,
  target: WebSocketTarget,
  options: WebSocketOptions,
): Transport {
  if (options?.headers !== undefined) throw new OptionError('headers', INSTEAD_OF_HEADERS)
  // A browser decides itself what the other options of Node's are about.
  checkKnown(options, ['protocols', 'maxFrameBytes'])
  const protocols = checkProtocols(options.protocols)
  const maxFrameBytes = frameLimit(options)
  const fixed = typeof target === 'function' ? null : dialUrlOf(target)
  return {
    name: 'websocket',
    endpoint: fixed === null ? 'ws://(asked at each dial)' : shown(fixed),
    varies: fixed === null,
    cut: 'whole',
    encode: (payload) => checkedMessage(payload, maxFrameBytes),
    hints: (take) => pageHints(platform, take),
    dial(owner) {
      const link = new BrowserLink(owner, platform, maxFrameBytes)
      const connect = (url: URL): void => link.connect(url.href, protocols)
      if (fixed !== null) connect(fixed)
      else if (typeof target === 'function') {
        Promise.resolve()
          .then(target)
          .then((answer) => connect(dialUrlOf(answer)))
          .catch((error: unknown) => link.fail(causeOfRejection(error)))
      }
      return link
    },
  }
}

/** As in Node, where a rejection can also be a system error. */
function causeOfRejection(error: unknown): Cause {
  return error instanceof ConnectionError && error.cause !== null ? error.cause : crashCause(error)
}
