/** Watches a supervisor keep its promises, beside whatever test makes it work: each invariant by a watcher of its own. */
import type { Clock } from '../../clock/clock.ts'
import { type DialOptions, dialsOf } from '../../supervisor/budget.ts'
import { Connection } from '../../supervisor/handle.ts'
import type { Supervisor } from '../../supervisor/supervisor.ts'
import { checkKnown, type Listener, sharedAs, type Transport } from '../../transport/transport.ts'
import { connectionFacts, factsOf } from './facts.ts'
import type { Breach, Checked } from './ledger.ts'
import type { Span } from './spans.ts'
import { Stage } from './stage.ts'
import type { Asked, WatcherOf } from './watcher.ts'

/** What a watch has to know. */
export interface WatchOptions {
  /** The clock of the world that the test moves; not that of a host, which stands still when the host does. */
  readonly clock: Pick<Clock, 'now'>
  /** What the supervisor's `dials` were told; `false` where they are not shared. Default the defaults. */
  readonly dials?: DialOptions | false
  /** How fine deadlines are kept, in ms. Default 50, the coarsest tick there is. */
  readonly tickMs?: number
  /** How much of a stall may be taken for running time, in ms. Default 250, the most there is. */
  readonly capMs?: number
}

/** The watch over one supervisor. Made by {@link watchInvariants}. */
export interface InvariantWatch {
  /** What was broken, in order; empty while all is well. At most 100 are kept. */
  readonly breaches: readonly Breach[]
  /** How often each invariant was checked. One that says 0 was not tested. */
  readonly checked: readonly Checked[]
  /** The same transport, with a witness beside each link: what `connect(id, …)` is given. Without it only its feed is seen. */
  transport(id: string, transport: Transport): Transport
  /** The same for `listen(id, …)`: a witness beside each link that is accepted. */
  listener(id: string, listener: Listener): Listener
  /** Somebody asks something of a child, by its id in the feed: to be said before it is done. */
  asked(id: string, what: Asked): void
  /** A connection is asked not to read, or to read again: to be said before it is done. */
  paused(id: string, isPaused: boolean): void
  /** The process of the supervisor did not run then, or will not: a stall, a freeze, a sleep; a wall clock that was set is one of no length. */
  notRunning(span: Span): void
  /**
   * Bytes of its peer will have reached this host by `at`, whether it reads them or not. Links of a network in memory say
   * so themselves of what came during a stall.
   */
  arriving(id: string, at: number): void
  /** What was said to arrive does not. */
  notArriving(id: string): void
  /** Looks at everything that shows only in time. To be called whenever the world holds still: after each step of a test. */
  look(): void
  /**
   * No fault is left. Answers for how long whoever is neither stopped nor failed, or waits to be started again, may take to
   * be alive, in ms, at the most.
   */
  healed(): number
  /** Whether all of those are alive now. */
  readonly isRecovered: boolean
  /** That time is over: says who is not alive. */
  expectRecovery(): void
  /**
   * The supervisor has stopped: says what is left of it.
   *
   * @param pending timers of its own that still wait; see `countedClock`.
   */
  expectNothingLeft(pending?: number): void
}

/**
 * Watches a supervisor, and everything under it, from now on: to be called before its first child is declared.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export function watchInvariants(supervisor: Supervisor, options: WatchOptions): InvariantWatch {
  return watchWith(supervisor, options, [])
}

/** The same, with more watchers than there always are: for what is not always there. */
export function watchWith(
  supervisor: Supervisor,
  options: WatchOptions,
  more: readonly WatcherOf[],
): InvariantWatch {
  checkKnown(options, ['clock', 'dials', 'tickMs', 'capMs'])
  const { clock, dials, tickMs = 50, capMs = 250 } = options
  const stage = new Stage({
    rootId: supervisor.id,
    root: supervisor,
    facts: factsOf(supervisor),
    now: () => clock.now(),
    phaseOf(id) {
      const found = supervisor.find(id)
      return found instanceof Connection ? found.phase : null
    },
    dials: dials === false ? null : dialsOf(dials),
    tickMs,
    capMs,
    more,
  })
  supervisor.feed$.subscribe((event) => stage.told(event))
  return {
    get breaches() {
      return stage.ledger.breaches
    },
    get checked() {
      return stage.ledger.checked
    },
    get isRecovered() {
      return stage.isRecovered
    },
    transport: (id, transport) => stage.beside(id, transport, sharedAs(transport)),
    listener: (id, listener) =>
      stage.besideAccepted(listener, (story) => {
        const said = supervisor.branch.children.get(id)?.said
        story.facts = said === undefined ? null : connectionFacts(said)
      }),
    asked: (id, what) => stage.asked(id, what),
    paused: (id, isPaused) => stage.paused(id, isPaused),
    notRunning: (span) => stage.notRunning(span),
    arriving: (id, at) => stage.arriving(id, at),
    notArriving: (id) => stage.notArriving(id),
    look: () => stage.look(),
    healed: () => stage.healed(),
    expectRecovery: () => stage.expectRecovery(),
    expectNothingLeft(pending = 0) {
      const { wheels } = supervisor.world
      stage.expectNothingLeft({
        'connections that live': supervisor.connections.length,
        'entries in its wheels': wheels.armed,
        'timers that wait': pending,
      })
    },
  }
}
