/** Links over ports that come in. */
import { crashCause, type ListenerOwner, type Listening, OptionError } from '../transport.ts'
import { ChannelPort, type PortLike } from './channel-port.ts'
import type { PortLink } from './port-link.ts'

/** Calls `take` with each port that comes in, until the returned function is called. */
export type PortSource = (take: (port: PortLike) => void) => () => void

/** Whatever tells of new ports by `connect` events: `self` in a shared worker. */
export interface ConnectTarget {
  /** Hears `connect`; the event’s `ports` are taken. */
  addEventListener(type: string, listener: (event: object) => void): void
  /** Takes off what was added, when the listener is closed. */
  removeEventListener(type: string, listener: (event: object) => void): void
}

/** The source that a target's `connect` events are. @throws OptionError naming `source` when it has no events. */
export function connectsOf(target: ConnectTarget): PortSource {
  for (const method of ['addEventListener', 'removeEventListener'] as const) {
    if (typeof target?.[method] !== 'function') {
      throw new OptionError('source', 'expected self of a shared worker, or a function')
    }
  }
  return (take) => {
    const hear = (event: object): void => {
      const ports: unknown = 'ports' in event ? event.ports : []
      for (const port of Array.isArray(ports) ? ports : []) if (isPort(port)) take(port)
    }
    target.addEventListener('connect', hear)
    return () => target.removeEventListener('connect', hear)
  }
}

/** Whether messages can be posted to it and heard from it. */
export function isPort(port: unknown): port is PortLike {
  if (typeof port !== 'object' || port === null || !('postMessage' in port)) return false
  return 'on' in port || 'addEventListener' in port
}

/** Takes ports from `source`, and reports to `owner`. */
export function listenToPorts(
  source: PortSource,
  endpoint: string,
  makeLink: () => PortLink,
  owner: ListenerOwner,
): Listening {
  let isClosed = false
  let stop = (): void => {}
  const close = (failure?: () => void): void => {
    if (isClosed) return
    isClosed = true
    stop()
    queueMicrotask(() => {
      failure?.()
      owner.closed()
    })
  }
  const accept = (port: PortLike): void => {
    const link = makeLink()
    try {
      link.adopt((portOwner) => new ChannelPort(port, portOwner))
    } catch (error) {
      if (!isClosed) owner.turnedAway(null, crashCause(error))
      return
    }
    const taker = isClosed ? null : owner.accepted({ peer: null, link })
    if (taker === null) link.destroy()
    else link.own(taker)
  }
  queueMicrotask(() => {
    if (!isClosed) owner.listening(endpoint)
  })
  try {
    // At once, since the first port of a shared worker comes right after its script has run; but accepted later, for
    // whoever has not heard yet that it listens.
    stop = source((port) => queueMicrotask(() => accept(port)))
  } catch (error) {
    close(() => owner.failed(crashCause(error)))
  }
  return { close: () => close() }
}
