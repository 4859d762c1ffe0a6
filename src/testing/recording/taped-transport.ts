/** Transports and listeners whose links a tape hears of. */
import { systemRandom } from '../../clock/random.ts'
import type {
  Incoming,
  Link,
  LinkOwner,
  Listener,
  ListenerOwner,
  Transport,
} from '../../transport/transport.ts'
import type { FrameSorts } from './frame-sorts.ts'
import type { Tape } from './tape.ts'
import { TapedLink, TapedOwner } from './taped-link.ts'

/** Who knows which connection it is that dials, and gives numbers. */
export interface Register {
  /** The number of the connection that dials now, and what led to it; null for one that is not recorded. */
  readonly dialling: { readonly connection: number; readonly how: 0 | 1 | 2 } | null
  nextLink(): number
  /** A link is being accepted: whichever connection begins now is its. */
  accepting<Answer>(link: number, accept: () => Answer): Answer
}

/** The same transport, with a witness beside each link. */
export function tapedTransport(
  transport: Transport,
  tape: Tape,
  sorts: FrameSorts,
  register: Register,
): Transport {
  const { once, varies, finishes, pings, sharedAs } = transport
  const dialled = (dial: (owner: LinkOwner) => Link, owner: LinkOwner): Link =>
    tapedDial(dial, owner, tape, sorts, register)
  return {
    name: transport.name,
    endpoint: transport.endpoint,
    cut: sorts.cut(transport.cut),
    ...(pings === undefined ? {} : { pings }),
    ...(once === undefined ? {} : { once }),
    ...(varies === undefined ? {} : { varies }),
    ...(finishes === undefined ? {} : { finishes }),
    ...(sharedAs === undefined ? {} : { sharedAs }),
    encode: (payload) => transport.encode(payload),
    dial: (owner) => dialled((inner) => transport.dial(inner), owner),
    ...(transport.avoid === undefined
      ? {}
      : { avoid: (endpoint, clock) => transport.avoid?.(endpoint, clock) }),
    ...(transport.hints === undefined
      ? {}
      : {
          hints: (take) =>
            transport.hints?.((hint) => {
              tape.begin()
              take(hint)
            }) ?? (() => {}),
        }),
    ...routeOf(transport, dialled),
  }
}

function routeOf(
  transport: Transport,
  dialled: (dial: (owner: LinkOwner) => Link, owner: LinkOwner) => Link,
): Pick<Transport, 'route'> {
  if (transport.route === undefined) return {}
  return {
    route(traveller) {
      // Its own chance: a replay does not choose between endpoints, and draws nothing for it.
      const { clock, rotates } = traveller
      const hint: typeof traveller.hint = (what) => traveller.hint(what)
      const route = transport.route?.({ clock, rotates, hint, random: systemRandom })
      if (route === undefined) throw new Error('a transport with a route answered none')
      return {
        get endpoint() {
          return route.endpoint
        },
        get shared() {
          return route.shared
        },
        dial: (owner) => dialled((inner) => route.dial(inner), owner),
        opened: () => route.opened(),
        heard: () => route.heard(),
        ended: (cause) => route.ended(cause),
        waits: () => route.waits(),
        gone: () => route.gone(),
      }
    },
  }
}

function tapedDial(
  dial: (owner: LinkOwner) => Link,
  owner: LinkOwner,
  tape: Tape,
  sorts: FrameSorts,
  { dialling, nextLink }: Register,
): Link {
  if (dialling === null) return dial(owner)
  const link = nextLink()
  tape.begin()
  tape.numbers('D', link, dialling.connection, dialling.how)
  try {
    return new TapedLink(link, tape, dial(new TapedOwner(link, tape, sorts, owner)))
  } catch (error) {
    tape.of('%', link)
    throw error
  }
}

/** The same listener, with a witness beside each link that it accepts. */
export function tapedListener(
  listener: Listener,
  tape: Tape,
  sorts: FrameSorts,
  register: Register,
): Listener {
  const { pings, tellsWhy, guards } = listener
  return {
    name: listener.name,
    endpoint: listener.endpoint,
    cut: sorts.cut(listener.cut),
    ...(pings === undefined ? {} : { pings }),
    ...(tellsWhy === undefined ? {} : { tellsWhy }),
    ...(guards === undefined ? {} : { guards }),
    encode: (payload) => listener.encode(payload),
    listen: (owner) => listener.listen(tapedListenerOwner(owner, tape, sorts, register)),
  }
}

function tapedListenerOwner(
  owner: ListenerOwner,
  tape: Tape,
  sorts: FrameSorts,
  register: Register,
): ListenerOwner {
  return {
    get guard() {
      return owner.guard ?? null
    },
    listening: (endpoint) => owner.listening(endpoint),
    accepted(incoming) {
      tape.begin()
      const link = register.nextLink()
      tape.depth += 1
      try {
        const inner = register.accepting(link, () => owner.accepted(tapedIncoming(incoming, link, tape)))
        return inner === null ? null : new TapedOwner(link, tape, sorts, inner)
      } finally {
        tape.depth -= 1
      }
    },
    turnedAway: (peer, cause) => owner.turnedAway(peer, cause),
    paused: (cause) => owner.paused(cause),
    resumed: () => owner.resumed(),
    failed: (cause) => owner.failed(cause),
    closed: () => owner.closed(),
  }
}

function tapedIncoming(incoming: Incoming, number: number, tape: Tape): Incoming {
  return {
    peer: incoming.peer,
    link: new TapedLink(number, tape, incoming.link),
    get introduction() {
      return incoming.introduction
    },
  }
}
