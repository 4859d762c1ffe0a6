/** The vocabulary of a connection: its phases, and the closed union of events its chart understands. */
import type { Cause, TimeoutOf } from '../transport/transport.ts'

/** Where a connection is in its life; what users see, flat. */
export type Phase = 'connecting' | 'alive' | 'suspect' | 'dead' | 'backoff' | 'stopped' | 'failed'

/** The two ends. A connection that reached one of them never leaves it. */
export type EndPhase = 'stopped' | 'failed'

/** Every event the connection's chart understands. A frame or a heartbeat is none of them. */
export type ConnectionEvent =
  /** The link and all its handshakes are complete, the user's hooks included. */
  | { readonly type: 'link.opened' }
  /** The link can carry nothing more. */
  | { readonly type: 'link.ended'; readonly cause: Cause }
  /** Nothing is left of the link: socket, buffers, deadlines. */
  | { readonly type: 'link.released' }
  /** Another link, dialled and proven beside it, takes its place; or the place of one that has ended meanwhile. */
  | { readonly type: 'link.replaced'; readonly port: ConnectionPort }
  /** The link has been alive for the stable time since it was proven: attempts start over. */
  | { readonly type: 'link.stabilised' }
  /** The first miss, or a sleep of ours as long as a verdict takes. */
  | { readonly type: 'peer.silent' }
  /** A sign of life from a suspect. */
  | { readonly type: 'peer.heard' }
  /** The last miss: the detector's verdict. */
  | { readonly type: 'peer.lost' }
  /** One of the link's deadlines passed. */
  | { readonly type: 'deadline.passed'; readonly of: TimeoutOf }
  /** A user's hook, or our own code, threw. */
  | { readonly type: 'hook.crashed'; readonly cause: Cause }
  /** The back-off delay is over, and there is leave to dial. */
  | { readonly type: 'backoff.elapsed' }
  /** A dial before that: a user or the platform asked for it, or a sibling at the same endpoint got through. */
  | { readonly type: 'retry' }
  /** Asked to stop; `now` destroys what an orderly close would wait for. */
  | { readonly type: 'stop'; readonly now: boolean }

/** What the chart asks of whoever runs it. Calls are made once per transition, never per frame. */
export interface ConnectionPort {
  /** Dial, or take up the link that was accepted. Reports by `link.opened` or `link.ended`. */
  open(): void
  /**
   * Let the link go: in order where that can still work for this cause, else at once. Reports by `link.released`.
   * Also the moment to ask the policy whether another dial is worth it, for {@link ConnectionPort.retries}.
   */
  release(cause: Cause, failedAttempts: number): void
  /** Let the link go at once, whatever it was doing. */
  destroy(): void
  /** Wait the `nth` back-off delay since the last stable link, counted from 1. Reports by `backoff.elapsed` or `retry`. */
  wait(nth: number): void
  /** Forget the wait. */
  cancelWait(): void
  /** The policy's word on the link that was released last: is another dial worth it? */
  readonly retries: boolean
  /** Whether it runs what may finish: a planned goodbye is the end that was meant, then. */
  readonly finishes: boolean
  /** The chart is in this phase now, because of this event (null: the start). */
  entered(phase: Phase, event: ConnectionEvent | null, cause: Cause | null): void
}

export type ConnectionEventType = ConnectionEvent['type']

/** Tells the vocabulary from XState's own events, such as the one that starts a machine: their names all begin alike. */
export function isConnectionEvent(event: { readonly type: string }): event is ConnectionEvent {
  return !event.type.startsWith('xstate.')
}

/** The phases in the order a life meets them. */
export const PHASES: readonly Phase[] = [
  'connecting',
  'alive',
  'suspect',
  'dead',
  'backoff',
  'stopped',
  'failed',
]

export function isEndPhase(phase: Phase): phase is EndPhase {
  return phase === 'stopped' || phase === 'failed'
}
