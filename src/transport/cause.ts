/**
 * Why a link ended: one closed table for every transport. Blame is decided here, at the border, once.
 */

/** The `code` of one whose place a newer link of its identity took: the conflict of HTTP, as applications write it. */
export const REPLACED = 4409

/** Which deadline passed. `kernel` is the operating system's own (ETIMEDOUT of an open link). */
export type TimeoutOf =
  | 'connect'
  | 'handshake'
  | 'frame'
  | 'read'
  | 'write'
  | 'idle'
  | 'age'
  | 'stale'
  | 'close'
  | 'kernel'

/** Who ended it: the peer, this program, or the network between the two. */
export type Blame = 'peer' | 'us' | 'network'

/** Why a link ended. Serialisable but for `error` of a `crash`. `detail` is for people; programs read `kind`. */
export type Cause =
  /** The peer closed in order: a FIN. */
  | { readonly kind: 'eof'; readonly by: 'peer' }
  /** The protocol's own close, with its code where it has one. Planned ones say "come back". Of a program: it has finished. */
  | {
      readonly kind: 'closed'
      readonly by: 'peer'
      readonly code: number | null
      readonly planned: boolean
      readonly of?: 'program'
    }
  /** ECONNRESET, EPIPE, or an end without a goodbye where the protocol has one. Of a program: how it exited. */
  | { readonly kind: 'reset'; readonly by: 'network'; readonly detail: string; readonly of?: 'program' }
  /** Nobody listens there, or the server said it cannot serve now. */
  | { readonly kind: 'refused'; readonly by: 'peer'; readonly detail: string }
  /** No route. */
  | { readonly kind: 'unreachable'; readonly by: 'network'; readonly detail: string }
  /** The name did not resolve. */
  | { readonly kind: 'dns'; readonly by: 'network'; readonly detail: string }
  /** One of the deadlines passed. */
  | { readonly kind: 'timeout'; readonly by: 'peer' | 'us'; readonly of: TimeoutOf }
  /** The detector's verdict: heartbeats went unanswered. */
  | { readonly kind: 'silent'; readonly by: 'peer' }
  /** TLS failed. A handshake is worth another try, a certificate is not. */
  | {
      readonly kind: 'tls'
      readonly by: 'peer'
      readonly of: 'handshake' | 'certificate'
      readonly detail: string
    }
  /**
   * Not let in, or no longer: a newer link of the same identity took its place. `code` is what the peer was told, where
   * that is not 4403 and its protocol can say it.
   */
  | {
      readonly kind: 'auth'
      readonly by: 'peer' | 'us'
      readonly detail: string
      readonly code?: number
    }
  /** The peer broke the protocol: a frame too large, bad framing, a hook that found nonsense. */
  | { readonly kind: 'protocol'; readonly by: 'peer'; readonly detail: string }
  /** This machine cannot give what is needed: files, buffers, memory, a port that is taken. */
  | { readonly kind: 'exhausted'; readonly by: 'us'; readonly detail: string }
  /** Asked for: `stop()`, or an abort signal. */
  | { readonly kind: 'cancelled'; readonly by: 'us' }
  /** A bug, ours or in a user's hook: `error` is what was thrown. */
  | { readonly kind: 'crash'; readonly by: 'us'; readonly detail: string; readonly error: unknown }

/** The rows of the table, by name. */
export type CauseKind = Cause['kind']

/** @inline */
type Crash = Extract<Cause, { kind: 'crash' }>

/** A cause as it is written down: without the thrown value of a crash. */
export type FeedCause = Exclude<Cause, Crash> | Omit<Crash, 'error'>

/** The timeouts that are our own decision rather than the peer's failing. */
const OUR_TIMEOUTS: ReadonlySet<TimeoutOf> = new Set<TimeoutOf>(['age', 'idle'])

/** The cause for a deadline of ours that passed: `age` and `idle` are our choice, the others the peer's doing. */
export function timeoutCause(of: TimeoutOf): Cause {
  return { kind: 'timeout', by: OUR_TIMEOUTS.has(of) ? 'us' : 'peer', of }
}

/** The cause for something thrown where nothing should be thrown. */
export function crashCause(error: unknown): Cause {
  return { kind: 'crash', by: 'us', detail: messageOf(error), error }
}

/** What is to be said of something thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/**
 * The cause behind a system error, by its `code`; looks into `cause` and into the `errors` of an AggregateError
 * (one per address tried), of which the dial that came farthest tells most: an answer, if only a refusal, before
 * silence, and silence before no way there.
 *
 * @param opened whether the link was open when the error came: ETIMEDOUT is a connect timeout before, the kernel's after.
 * @returns null when the table has no row for it.
 */
export function causeOfSystemError(error: unknown, opened: boolean): Cause | null {
  return causeWithin(error, opened, 0)
}

/** How deep nested errors are followed; real ones nest two or three deep. */
const DEEPEST_NESTING = 8

function causeWithin(error: unknown, opened: boolean, depth: number): Cause | null {
  if (!(error instanceof Error) || depth > DEEPEST_NESTING) return null
  // One error per address that was tried; the whole has a code, too, but nothing to say.
  const tried = error instanceof AggregateError ? error.errors : []
  return (
    tried
      .map((inner) => causeWithin(inner, opened, depth + 1))
      .reduce((best, cause) => (farthest(cause) > farthest(best) ? cause : best), null) ??
    rowOf(error, opened) ??
    causeWithin(error.cause, opened, depth + 1)
  )
}

/** How far a dial came that ended so. */
function farthest(cause: Cause | null): number {
  switch (cause?.kind) {
    case undefined:
      return 0
    case 'unreachable':
      return 1
    // Of one address among several this is Node going on to the next, after a quarter of a second.
    case 'timeout':
      return 2
    default:
      return 3
  }
}

function rowOf(error: Error, opened: boolean): Cause | null {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const detail = error.message
  switch (code) {
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNABORTED':
    case 'ERR_STREAM_PREMATURE_CLOSE':
      return { kind: 'reset', by: 'network', detail }
    case 'ECONNREFUSED':
    case 'ENOENT':
      return opened ? null : { kind: 'refused', by: 'peer', detail }
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENETDOWN':
    case 'EHOSTDOWN':
    case 'EADDRNOTAVAIL':
      return { kind: 'unreachable', by: 'network', detail }
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
    case 'EAI_NODATA':
    case 'EAI_NONAME':
      return { kind: 'dns', by: 'network', detail }
    case 'ETIMEDOUT':
      return timeoutCause(opened ? 'kernel' : 'connect')
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOBUFS':
    case 'ENOMEM':
      return { kind: 'exhausted', by: 'us', detail }
    default:
      return null
  }
}

/** A cause in one plain sentence fragment, for people: `no answer to its heartbeats`, `refused (connect ECONNREFUSED …)`. */
export function describeCause(cause: FeedCause): string {
  const { kind } = cause
  // It had been let in.
  if (kind === 'auth' && cause.code === REPLACED) return cause.detail
  if (kind === 'timeout') return TIMEOUTS[cause.of]
  if (kind === 'tls') return `TLS ${cause.of} failed (${cause.detail})`
  if ('of' in cause && cause.of === 'program') return kind === 'reset' ? cause.detail : 'it has finished'
  if (kind === 'closed') {
    const code = cause.code === null ? '' : ` with code ${cause.code}`
    return `${CAUSES[kind]}${code}${cause.planned ? ' (planned)' : ''}`
  }
  return 'detail' in cause ? `${CAUSES[kind]} (${cause.detail})` : CAUSES[kind]
}

const CAUSES: Readonly<Record<Exclude<CauseKind, 'timeout' | 'tls'>, string>> = {
  eof: 'the peer closed the connection',
  closed: 'the peer said goodbye',
  reset: 'the connection was reset',
  refused: 'refused',
  unreachable: 'no route to the peer',
  dns: 'its name does not resolve',
  silent: 'the peer stayed silent past every heartbeat',
  auth: 'not let in',
  protocol: 'the protocol was broken',
  exhausted: 'this machine has not what it takes',
  cancelled: 'stopped here',
  crash: 'a bug',
}

const TIMEOUTS: Readonly<Record<TimeoutOf, string>> = {
  connect: 'it did not connect in time',
  handshake: 'the handshake did not finish in time',
  frame: 'a frame did not finish in time',
  read: 'nothing was read in time',
  write: 'nothing could be written in time',
  idle: 'it was idle too long',
  age: 'it was open too long',
  stale: 'its data went stale',
  close: 'it did not close in time',
  kernel: 'the operating system gave up',
}

/**
 * The one error pulsetree rejects with when a connection is the reason. `cause` is the table's row, for programs;
 * null while no link has ended that could be the reason.
 */
export class ConnectionError extends Error {
  /** Always this. */
  override readonly name = 'ConnectionError'
  /** Why the link ended; null while none has. */
  override readonly cause: Cause | null

  constructor(what: string, cause: Cause | null) {
    super(cause === null ? what : `${what}: ${describeCause(cause)}`)
    this.cause = cause
  }
}

/** An option, an endpoint or a value that cannot be used; `option` names it. Thrown at the door, before anything starts. */
export class OptionError extends RangeError {
  /** Always this. */
  override readonly name = 'OptionError'
  /** The option that cannot be used, with dots into nested ones: `backoff.maxMs`. */
  readonly option: string

  constructor(option: string, problem: string) {
    super(`${option}: ${problem}`)
    this.option = option
  }
}
