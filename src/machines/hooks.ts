/** The user's own code in a link's handshake, and what it is given. */
import type { Cause, Payload, TlsIntroduction, UpgradeRequest } from '../transport/transport.ts'
import { ConnectionError } from '../transport/transport.ts'
import type { Frame } from './frame.ts'

/** A new link, as the `onOpen` hook sees it: before the connection is alive. */
export interface OpenLink {
  /** Counts the links of this connection from 1, those that would not open included. */
  readonly generation: number
  /** The remote address, where there is one. */
  readonly peer: string | null
  /** Aborted when the link ends or the connection is stopped while the hook runs. */
  readonly signal: AbortSignal
  /** Sends one frame on this very link. */
  send(payload: Payload): Promise<void>
  /** The next business frame. Frames not taken here go to the connection's subscribers. */
  receive(): Promise<Frame>
}

/** A rejection ends the link: {@link refuse} says with which cause; anything else thrown counts as `protocol`. */
export type OpenHook = (link: OpenLink) => Promise<void> | void

/** Who asks to be let in. */
export interface Visitor {
  /** The remote address, where there is one. */
  readonly peer: string | null
  /** The first frame, when `firstFrameTimeoutMs` asked for one. It also stays in the connection's frames. */
  readonly firstFrame: Frame | null
  /** What its TLS handshake told, its certificate included; null in the clear. */
  readonly tls: TlsIntroduction | null
  /** The request that became a WebSocket, with its headers; null for other links. */
  readonly upgrade: UpgradeRequest | null
  /** Who it is, where the listener has an `identity`; else null. */
  readonly identity: string | null
  /** Aborted when the link ends or the connection is stopped while the hook runs. */
  readonly signal: AbortSignal
  /** Sends one frame on this very link: for a server that has to speak first. */
  send(payload: Payload): Promise<void>
  /** The next business frame, the first one first. Frames not taken here go to the connection's subscribers. */
  receive(): Promise<Frame>
}

/** Answers whether the visitor may stay. False, or an error thrown, ends the link with `auth`. */
export type AuthoriseHook = (visitor: Visitor) => Promise<boolean> | boolean

/** The same, told whose link it is. */
export type LetIn = (visitor: Visitor, owner: object) => Promise<boolean> | boolean

/**
 * The error a hook throws to end its link with a chosen cause: `auth` is not tried again by default, `protocol` is.
 *
 * @param detail for people; ends up in the cause.
 */
export function refuse(kind: 'auth' | 'protocol', detail: string): ConnectionError {
  const cause: Cause = { kind, by: 'peer', detail }
  return new ConnectionError('refused by a hook', cause)
}
