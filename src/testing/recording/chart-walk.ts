/**
 * Takes the events of one connection through the chart: whether each arrow is one of the machine's, and the delays between
 * them are those that a back-off makes.
 */
import { type Backoff, ceilingMs } from '../../machines/backoff.ts'
import { isEndPhase, type Phase } from '../../machines/events.ts'
import { type State, type Step, states } from '../../machines/life.ts'
import type { FeedCause } from '../../transport/transport.ts'
import type { Recorded } from './recording.ts'

type Event = Recorded['event']
type PhaseEvent = Extract<Event, { kind: 'phase' }>

/** What is known of a connection beforehand. */
export interface Known {
  readonly accepts: boolean
  readonly backoff: Backoff
  /** How much of it is known: without a tape, only what a feed tells. */
  readonly isTold: boolean
}

export class ChartWalk {
  phase: Phase | null = null
  readonly #known: Known
  /** Delays since a link was stable, the one under way included; null before the first. */
  #waits = 0
  /** A link that was open may have been stable, after which attempts start over. */
  #wasAlive = false
  /** The delay that has begun has been told of. */
  #isTold = true
  #isStopping = false

  constructor(known: Known) {
    this.#known = known
  }

  /** What the machine says to this event; null when it does the same. */
  take(event: Event): string | null {
    if (event.kind === 'phase') return this.#enter(event)
    if (event.kind === 'retry') return this.#wait(event.attempt, event.delayMs)
    return null
  }

  #enter(event: PhaseEvent): string | null {
    const { from, to } = event
    const problem = from === null ? this.#begins(to) : this.#leads(event, from)
    if (from === null) {
      this.#waits = 0
      this.#wasAlive = false
      this.#isStopping = false
    }
    this.phase = to
    if (to === 'alive') this.#wasAlive = true
    if (event.event === 'stop') this.#isStopping = true
    if (to === 'backoff') this.#isTold = false
    return problem
  }

  #begins(to: Phase): string | null {
    if (this.phase !== null && !isEndPhase(this.phase)) return `it is ${this.phase}: no other life begins`
    return to === 'connecting' ? null : 'a life begins as connecting'
  }

  #leads(event: PhaseEvent, from: Phase): string | null {
    if (from !== this.phase) return `it is ${this.phase ?? 'not there yet'}, not ${from}`
    if (isEndPhase(from)) return `it has ended as ${from}, which nothing leaves`
    const { to, event: type, cause } = event
    // The chart itself broke down.
    if (type === undefined)
      return to === 'failed' && cause?.kind === 'crash' ? null : 'something has to lead there'
    const state: State = states[from]
    const steps = state.on?.[type]
    if (steps === undefined) return `${type} leads nowhere from ${from}`
    const targets = [...new Set(steps.filter((step) => this.#may(step)).map(({ target }) => target ?? from))]
    if (!targets.includes(to)) return `${type} leads from ${from} to ${targets.join(' or ')}`
    return causeProblem(type, cause)
  }

  /** As far as its guard can be known from outside: a policy and its answers are the user's. */
  #may({ guard }: Step): boolean {
    if (guard === 'retries') return !this.#known.accepts && !this.#isStopping
    return true
  }

  #wait(attempt: number, delayMs: number): string | null {
    if (this.phase !== 'backoff' || this.#isTold)
      return `it is ${this.phase ?? 'not there yet'}, where no delay begins`
    this.#isTold = true
    const next = this.#waits + 1
    const isAnew = this.#wasAlive && attempt === 1
    if (attempt !== next && !isAnew) {
      return this.#wasAlive && next > 1
        ? `this is attempt ${next}, or 1 after a stable link`
        : `this is attempt ${next}`
    }
    this.#waits = attempt
    this.#wasAlive = false
    if (!this.#known.isTold) return delayMs >= 0 ? null : 'no delay is less than 0 ms'
    const { backoff } = this.#known
    const most = Math.floor(ceilingMs(backoff, attempt))
    const least = {
      none: most,
      full: 0,
      equal: Math.floor(most / 2),
      decorrelated: Math.min(backoff.firstMs, most),
    }[backoff.jitter]
    return delayMs >= least && delayMs <= most
      ? null
      : `the delay of attempt ${attempt} is from ${least} to ${most} ms`
  }
}

function causeProblem(type: NonNullable<PhaseEvent['event']>, cause: FeedCause | undefined): string | null {
  const kind = CAUSED[type]
  if (kind === undefined || cause === undefined || cause.kind === kind) return null
  return `after ${type} the cause is ${kind}`
}

const CAUSED: Readonly<Partial<Record<NonNullable<PhaseEvent['event']>, FeedCause['kind']>>> = {
  'peer.lost': 'silent',
  'deadline.passed': 'timeout',
  'hook.crashed': 'crash',
}
