/**
 * Message ports: `MessagePort`, dedicated and shared workers in browsers, `parentPort` in Node. Nothing of Node's in
 * here. Threads and child processes that Node starts have an entry of their own, `pulsetree/worker`, which sees them exit.
 */

import { checkKnown } from './endpoint.ts'
import { ChannelPort, type PortLike } from './port/channel-port.ts'
import { type MessageOptions, messageForm } from './port/message.ts'
import { type HoldOptions, heldLimit, PortLink } from './port/port-link.ts'
import {
  type ConnectTarget,
  connectsOf,
  isPort,
  listenToPorts,
  type PortSource,
} from './port/port-listener.ts'
import { causeOfRejection } from './rejection.ts'
import { type Listener, OptionError, type Transport } from './transport.ts'

export type { EmittingPort, EventedPort, PortLike } from './port/channel-port.ts'
export type { ConnectTarget, PortSource } from './port/port-listener.ts'

/** A port, or a function that is asked for a new one at every dial. */
export type PortTarget = PortLike | (() => PortLike | Promise<PortLike>)

/** How messages become frames, and how many may wait. */
export interface MessagePortOptions extends MessageOptions, HoldOptions {
  /** What the endpoint shows, for people: `message-port:NAME`. */
  readonly name?: string
}

/** The two sides of message ports: called, it takes a port as a link; `listen` takes each one that comes in. */
export interface MessagePorts {
  /**
   * A port to talk over. The peer needs to know nothing of this library: it posts messages and hears them.
   *
   * A port has no handshake: its link is open in the next turn, whether anybody listens at the other end or not. A
   * port serves one link, which ends it: by `close()`, or where there is none, as on a browser's `Worker`, by
   * `terminate()`. So a port that is given as it is makes a connection that is not dialled again; a function makes one
   * that is, over another port each time. A function that rejects ends its dial with the error's cause, or `crash`.
   *
   * - The peer's `close` is seen as `closed`, in Node and where the browser has the event; elsewhere, and when a
   *   worker is terminated, nothing is seen: only heartbeats tell. So use one.
   * - A browser's `Worker` whose script does not load is `refused`. An exception that the worker did not catch ends
   *   nothing, since the worker goes on: again, heartbeats tell.
   * - A message that cannot be read here or is no frame ends the link with `protocol`.
   * - Ports take whatever is posted at once, so `send` never waits, and nothing tells that the peer does not read.
   *   While reading is paused here, messages are held up to `maxHeldBytes`; more end the link with `exhausted`.
   *
   * A `BroadcastChannel` is no port, since it has many peers.
   * @throws OptionError naming what cannot be used; a function is only asked when dialling.
   */
  (port: PortTarget, options?: MessagePortOptions): Transport
  /**
   * Takes the ports that come in: from `self` of a shared worker, by its `connect` events, or from a function that is
   * given whom to hand them to, and returns how to stop.
   * @throws OptionError naming what cannot be used.
   */
  listen(source: ConnectTarget | PortSource, options?: MessagePortOptions): Listener
}

/** Message ports as links: messages travel whole, and end by the port's own `close`. */
export const messagePort: MessagePorts = Object.assign(dialPort, { listen: listenFor })

const KEYS = ['messages', 'maxFrameBytes', 'maxHeldBytes', 'name']

function dialPort(target: PortTarget, options: MessagePortOptions = {}): Transport {
  const { form, makeLink, endpoint } = checked(options)
  const fixed = typeof target === 'function' ? null : portOf(target)
  return {
    name: 'message-port',
    endpoint,
    cut: 'whole',
    once: fixed !== null,
    encode: (payload) => form.encode(payload),
    dial(owner) {
      const link = makeLink().own(owner)
      const adopt = (port: PortLike): void => link.adopt((portOwner) => new ChannelPort(port, portOwner))
      const fail = (error: unknown): void => link.failDial(causeOfRejection(error))
      if (typeof target === 'function') {
        Promise.resolve()
          .then(target)
          .then((port) => adopt(portOf(port)))
          .catch(fail)
        return link
      }
      // Heard at once: the port of a worker drops what comes before anybody listens.
      try {
        adopt(target)
      } catch (error) {
        queueMicrotask(() => fail(error))
      }
      return link
    },
  }
}

function listenFor(source: ConnectTarget | PortSource, options: MessagePortOptions = {}): Listener {
  const { form, makeLink, endpoint } = checked(options)
  const ports = typeof source === 'function' ? source : connectsOf(source)
  return {
    name: 'message-port',
    endpoint,
    cut: 'whole',
    encode: (payload) => form.encode(payload),
    listen: (owner) => listenToPorts(ports, endpoint, makeLink, owner),
  }
}

function checked(options: MessagePortOptions) {
  checkKnown(options, KEYS)
  const form = messageForm(options)
  const maxHeldBytes = heldLimit(options)
  const { name = '' } = options
  return { form, makeLink: () => new PortLink(form, maxHeldBytes), endpoint: `message-port:${name}` }
}

function portOf(port: unknown): PortLike {
  if (!isPort(port)) throw new OptionError('port', `expected a message port, got ${String(port)}`)
  if (typeof BroadcastChannel === 'function' && port instanceof BroadcastChannel) {
    throw new OptionError('port', 'a BroadcastChannel has many peers; open a MessageChannel to each')
  }
  if ('threadId' in port) {
    throw new OptionError('port', 'a thread of Node’s: use worker() of pulsetree/worker, which sees it exit')
  }
  return port
}
