/** What a session asks before it dials again, and what it tells of its dials: types only, kept for it by a supervisor. */
import type { Timer } from '../clock/clock.ts'
import type { Cause } from '../transport/transport.ts'
import type { Phase } from './events.ts'
import type { Plan } from './options.ts'

/** A connection that may have to dial again. */
export interface Dialler {
  /** The leave it waits for; `early`: its own delay is not over yet. */
  dial(early: boolean): void
  /** Asks the peer for a sign of life now: others wait to hear whether there is one. */
  probe(): void
}

/** One connection's place among those that dial the same endpoint. Calls follow its life, dial by dial. */
export interface Place {
  /** A dial begins. */
  dialling(): void
  /** The link and its handshakes are complete. */
  opened(): void
  /** The first bytes of the link. */
  heard(): void
  /** The link ended, or would not open. */
  ended(cause: Cause): void
  /** A delay has begun, the `nth` since a link was stable; ends with {@link Dialler.dial} or {@link left}. */
  waits(nth: number): void
  /** The delay is over. */
  ready(): void
  /** Somebody asks to dial now, whatever is known of the endpoint; the budget alone still counts. */
  hurried(): void
  /** It waits no more, whatever for. */
  left(): void
  /** It will never dial again. */
  gone(): void
}

/** A connection, dialled or accepted, as somebody sees it who watches them all. */
export interface Watched {
  /** Whether a peer dialled us. */
  readonly accepted: boolean
  /** For how long the peer was not heard, in ms of attention; null without an open link. */
  readonly silentMs: number | null
  /** Asks the peer for a sign of life now. */
  probe(): void
}

export interface Dials {
  /** @param endpoint null for one that is nobody else's. */
  join(endpoint: string | null, plan: Plan, dialler: Dialler): Place
  /** Calls `go` once there is a dial for one that is started again. */
  leave(go: () => void): Timer
  /** A connection of the tree has changed its phase, `from` null for its first one; `cause` is of the latest end. */
  saw(connection: Watched, from: Phase | null, to: Phase, cause: Cause | null): void
  /** The tree has ended. */
  end(): void
}
