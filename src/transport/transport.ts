/**
 * The contract between bytes and everything above them. A transport knows sockets and no states; whoever owns a link
 * knows states and no sockets. This file imports no transport.
 */
import type { Clock } from '../clock/clock.ts'
import type { Cause } from './cause.ts'

/** What is sent: text is encoded as UTF-8. The codec of the transport makes a frame of it. */
export type Payload = string | Uint8Array

/** How a frame is recognised: the exact bytes, or (not on raw byte streams) a test of the whole frame. */
export type Pattern = Payload | ((frame: Uint8Array) => boolean)

/** A beat the peer sends unasked, and what it is answered with (null: recognised, not answered). */
export interface HeartbeatAnswer {
  /** How the peer's beat is recognised. */
  readonly ping: Pattern
  /** What is sent back, as one frame; null for nothing. */
  readonly pong: Payload | null
}

/** What is a heartbeat on the way in: the answer to ours, and the peer's own. */
export interface Heartbeats {
  readonly pong: Pattern | null
  readonly answers?: readonly HeartbeatAnswer[]
}

/** What a sorter found, in the order it stood on the wire. */
export interface SorterOwner {
  /** How many beats of ours wait for their answers. On raw streams no more answers than that are recognised. */
  readonly awaitedPongs: number
  ponged(): void
  pinged(pong: Payload | null): void
  business(data: Uint8Array, text: boolean): void
}

/** Tells heartbeats from business in the inbound frames of one connection. */
export interface Sorter {
  sort(data: Uint8Array, text: boolean, owner: SorterOwner): void
  /** Bytes held back because they may be the beginning of a heartbeat; 0 on whole frames. */
  readonly held: number
  /** Hands up what is held back, as business. */
  flush(owner: SorterOwner): void
}

/** How a transport's frames are cut, as far as recognising heartbeats needs to know. */
export type Cut =
  /** Each frame handed up is one whole message of the peer's. */
  | 'whole'
  /**
   * Frames are arbitrary chunks of a byte stream: messages may be glued together or split. Whoever cuts so brings along
   * what finds heartbeats there, since pages whose transports have messages need not load it; a transport of one's own
   * takes it from the codec: `raw().cut`.
   */
  | {
      readonly kind: 'raw'
      /** @internal Makes the sorters of a protocol, one for each connection; what it compiles they share. */
      readonly sorterFor: (heartbeats: Heartbeats) => () => Sorter
    }

/**
 * What a link tells its owner. Calls come synchronously, one at a time, never from inside a call the owner makes to
 * the link, except where noted. Order: `opened` once, then any of the others, `ended` at most once, `released` last.
 */
export interface LinkOwner {
  /** The link is ready to send: connected, and its transport's own handshake is complete. */
  opened(): void
  /** Bytes of this link arrived. Called once per arrival, before any frame in it. This is the sign of life. */
  heard(): void
  /** One frame. The bytes are the owner's to keep. `text` is true where the transport marks a message as text. */
  frame(data: Uint8Array, text: boolean): void
  /**
   * A frame has begun (`true`) that did not arrive whole with its first bytes, or the last one begun is complete
   * (`false`). Frames that arrive whole cause no call. A new frame begun straight after another is a new `true`.
   */
  partial(begun: boolean): void
  /** The outgoing buffer has emptied after it was seen above zero. */
  drained(): void
  /** A ping of the transport's own came from the peer, and was answered. `heard` was called before. */
  pinged(): void
  /** The answer to a {@link Link.ping} came: to the `latest` one, or to one before it. `heard` was called before. */
  ponged(latest: boolean): void
  /** The link can carry nothing more, and this is why. Not called when the owner called `close` or `destroy` first. */
  ended(cause: Cause): void
  /** Every resource of the link is gone: socket closed, buffers dropped. Exactly once, always the last call. */
  released(): void
}

/** One physical connection. Owned by exactly one {@link LinkOwner}, from the first dial to the last close. */
export interface Link {
  /** The remote address as `host:port`, once known; null where there is none. */
  readonly peer: string | null
  /** Bytes accepted by {@link write} that the system has not yet taken. */
  readonly buffered: number
  /**
   * Bytes the system has taken in all: grows while sending makes progress, stands still when the peer does not read.
   * Those of the wire, so a transport may count more than it was given: what TLS adds, headers of messages.
   */
  readonly flushed: number
  /**
   * Makes the wire form of a payload: framing included.
   * @throws OptionError when the payload cannot be a frame of this codec (a newline in a line, too large, not JSON).
   */
  encode(payload: Payload): Payload
  /**
   * Sends an already encoded frame. `taken` is called once: with null when the system took the bytes, or with the
   * cause when the link ended first. May be called synchronously from inside `write`.
   */
  write(encoded: Payload, taken?: (cause: Cause | null) => void): void
  /**
   * Sends a ping of the transport's own, which the peer answers without its program: the control frames of WebSocket.
   * Only where the transport says that it {@link Transport.pings}; without meaning on a link that is not open.
   */
  ping?(): void
  /**
   * Stops reading: back-pressure reaches the peer, where the transport has any. Frames already read but not handed up
   * wait.
   */
  pause(): void
  /** Reads on; frames that waited come from inside this call or after it. */
  resume(): void
  /**
   * Ends in order: what was written goes out, then a FIN (or the protocol's goodbye). Frames still come until the peer
   * has ended too; `released` follows. While paused the peer's end is not read either: resume first. Before the link
   * was open this is {@link destroy}.
   *
   * @param why for protocols whose goodbye says so: the code of a WebSocket's close frame.
   */
  close(why?: Cause): void
  /** Ends at once: whatever was buffered is dropped. `released` follows; before the link was open this aborts the dial. */
  destroy(): void
}

/**
 * What the platform, or a transport, says that may concern a connection: never a verdict. `probe`: the link may not be
 * what it was; `retry`: a dial that failed may succeed now; `rotate`: another link would be better than the one there is,
 * without meaning where the connection has no `rotation`, and whoever hints it minds how often. Dials that `retry` makes have
 * a back-off of their own, so that a network that comes and goes is not a dial each time.
 */
export type Hint = 'probe' | 'retry' | 'rotate'

/** One connection of a transport that leads to several endpoints. */
export interface Traveller {
  /** That of its supervisor. */
  readonly clock: Clock
  /** A number from 0 up to, but not including, 1. */
  readonly random: () => number
  /** Whether it can replace a link by another. */
  readonly rotates: boolean
  /** As the platform's hints; `retry` is without meaning unless it waits to dial. */
  hint(hint: Hint): void
}

/** Where the dials of one connection lead, if to several endpoints. Calls follow its life, dial by dial. */
export interface Route {
  /** Where its link leads, or, while there is none, the next one will. */
  readonly endpoint: string
  /** The same, as those know it who dial it too; null where that may be another at each dial. */
  readonly shared: string | null
  /** As that of {@link Transport}. */
  dial(owner: LinkOwner): Link
  /** The link and its handshakes are complete. */
  opened(): void
  /** Bytes of the link came; the first ones prove it. */
  heard(): void
  /** The link ended, or would not open. */
  ended(cause: Cause): void
  /** A delay has begun, after which the next dial follows. */
  waits(): void
  /** It will never dial again. */
  gone(): void
}

/** Whatever can be dialled. */
export interface Transport {
  /** The name of the transport: `tcp`, `memory`, … */
  readonly name: string
  /** What is dialled, for people and as the default id: `tcp://host:port`. */
  readonly endpoint: string
  /** How its frames are cut, as far as recognising heartbeats needs to know. */
  readonly cut: Cut
  /** Whether its links have a {@link Link.ping}. It is their heartbeat then, unless another is asked for. Default false. */
  readonly pings?: boolean
  /** Whether a dial uses up what it dials: a connection over it is not dialled or started again. Default false. */
  readonly once?: boolean
  /** Whether each dial may lead elsewhere: what one met says nothing of the next, or of others. Default false. */
  readonly varies?: boolean
  /**
   * What it is called among those that share what they learn of an endpoint: another name where dials of the same endpoint
   * go another way, through a proxy say. Default its endpoint.
   */
  readonly sharedAs?: string
  /**
   * Whether its links run something that may finish: when one ends as `closed`, and planned, the connection is `stopped`,
   * as if that had been asked for. Default false.
   */
  readonly finishes?: boolean
  /**
   * The wire form of a payload, as its links make it.
   * @throws OptionError when the payload cannot be a frame of the codec.
   */
  encode(payload: Payload): Payload
  /**
   * Of a transport that leads to several endpoints: chooses where each dial of a connection leads, in place of `dial`.
   * @throws OptionError when a connection cannot have it.
   */
  route?(traveller: Traveller): Route
  /**
   * Passes over one of its endpoints for a while, of which somebody knows that it is about to go away. Left out where there
   * is but one.
   */
  avoid?(endpoint: string, clock: Clock): void
  /** Calls `take` at each hint of the platform, until the returned function is called. Left out where there are none. */
  hints?(take: (hint: Hint) => void): () => void
  /**
   * Dials. Returns at once; `owner` hears the rest, never before this call has returned.
   * Names, endpoints and tokens given as functions are resolved anew at every call.
   */
  dial(owner: LinkOwner): Link
}

/** As what its endpoint is known to all who dial it; null where that may be another at each dial. */
export function sharedAs({ varies = false, sharedAs, endpoint }: Transport): string | null {
  return varies ? null : (sharedAs ?? endpoint)
}

/** What a listening socket tells whoever asked for it. Never called before `listen` has returned. */
export interface ListenerOwner {
  /** Bound; `endpoint` has the real port. */
  listening(endpoint: string): void
  /**
   * A peer connected. The owner takes the link by answering with its {@link LinkOwner}, who hears `opened` next; or
   * turns it away by answering null, and the link is destroyed.
   */
  accepted(incoming: Incoming): LinkOwner | null
  /**
   * Asked by transports that say so ({@link Listener.guards}) for each peer, as soon as it has connected and before any
   * handshake of theirs, so that those cost nothing for peers that are too many. Null where nobody counts.
   */
  readonly guard?: Guard | null
  /** A peer came to nothing before it could be accepted: a handshake that failed, an upgrade that was refused. */
  turnedAway(peer: string | null, cause: Cause): void
  /** Accepting had to pause (out of files, say) or went on again; the listener itself stays. */
  paused(cause: Cause): void
  /** Accepting went on. */
  resumed(): void
  /** The listener could not bind or failed for good. `closed` follows. */
  failed(cause: Cause): void
  /** Nothing is left of the listener; accepted links live on. Exactly once, last. */
  closed(): void
}

/** Who stands before the door of a listener. Addresses are `host:port`; null where there are none. */
export interface Guard {
  /** A peer has connected: false turns it away at once. For each one that is let in, {@link leaves} is called once. */
  arrives(peer: string | null): boolean
  /** Nothing is left of a peer that was let in. */
  leaves(peer: string | null): void
}

/** A link that came in, before anyone owns it. */
export interface Incoming {
  /** The remote address, where there is one. */
  readonly peer: string | null
  /** The link itself, open as soon as somebody takes it. */
  readonly link: Link
  /**
   * What its transport's own handshakes have told of the newcomer; left out where there are none. To be asked for while it
   * is being accepted: what nobody has asked for by then is not kept.
   */
  readonly introduction?: Introduction | undefined
}

/** What the handshakes of a transport told of a newcomer. Each part is worked out when it is read. */
export interface Introduction {
  /** What TLS told; null in the clear. */
  readonly tls: TlsIntroduction | null
  /** The request that became a WebSocket; null for other links. */
  readonly upgrade: UpgradeRequest | null
}

/** What a TLS handshake told of a client. */
export interface TlsIntroduction {
  /** What the client has shown of itself; null where it showed nothing, as it does unless `requestCert` asks for it. */
  readonly certificate: PeerCertificate | null
  /** The name that the client asked for (SNI); null where it asked for none. */
  readonly servername: string | null
  /** The protocol agreed on (ALPN); null where there is none. */
  readonly protocol: string | null
}

/** The certificate of a peer. */
export interface PeerCertificate {
  /** The subject, attribute by attribute: `{ CN: 'device-7', O: 'Example' }`. One that is there more than once is a list. */
  readonly subject: Readonly<Record<string, string | readonly string[]>>
  /** Its other names, as Node writes them: `DNS:device-7.example`, `URI:spiffe://example/device-7`. */
  readonly names: readonly string[]
  /** SHA-256 of the whole, in pairs of hexadecimal digits with colons between them. */
  readonly fingerprint: string
  /** In hexadecimal digits, unique for its issuer. */
  readonly serialNumber: string
  /**
   * Whether one of our authorities has issued it, and it is valid. Listeners of this library turn others away; a server of
   * somebody's own may have let them in, and then all of the above is only what the peer says.
   */
  readonly authorised: boolean
}

/** The HTTP request that became a WebSocket. All of it is the peer's word. */
export interface UpgradeRequest {
  /** What was asked for: path and query. */
  readonly url: string
  /** By name, in lower case; of several of one name, what `node:http` makes of them. */
  readonly headers: Readonly<Record<string, string>>
  /** The subprotocol agreed on; null where there is none. */
  readonly protocol: string | null
}

/** A listening socket. */
export interface Listening {
  /** Stops accepting. Accepted links live on. `closed` follows. */
  close(): void
}

/** Whatever can be listened on. */
export interface Listener {
  /** The name of the transport: `tcp`, `memory`, … */
  readonly name: string
  /** What is listened on, for people and as the default id; port 0 until bound. */
  readonly endpoint: string
  /** As a transport's, like the next two. */
  readonly cut: Cut
  /** See {@link Transport.pings}. */
  readonly pings?: boolean
  /**
   * Whether a peer that is turned away is told so in words, such as HTTP's 503: then a listener that drains goes on
   * listening, to say it; else its port is closed. Default false.
   */
  readonly tellsWhy?: boolean
  /** Whether it asks {@link ListenerOwner.guard} itself. Default false: its owner asks when it accepts. */
  readonly guards?: boolean
  /** See {@link Transport.encode}. */
  encode(payload: Payload): Payload
  /** Binds. Returns at once; `owner` hears the rest, never before this call has returned. */
  listen(owner: ListenerOwner): Listening
}

export type { Blame, Cause, CauseKind, FeedCause, TimeoutOf } from './cause.ts'
export {
  ConnectionError,
  causeOfSystemError,
  crashCause,
  describeCause,
  messageOf,
  OptionError,
  REPLACED,
  timeoutCause,
} from './cause.ts'
export { checkFlag, checkInteger, checkKnown, checkObject, checkRange, refuse } from './option.ts'
