/** `pulsetree/pino`: what happens, as lines of a log. */
import type { FeedEvent } from '../supervisor/feed.ts'
import type { Supervisor } from '../supervisor/supervisor.ts'
import { tellApart, type WatchedBreaker, type WatchedPool } from './beside.ts'
import { breakerLine, feedLine, type Line, poolLine } from './lines.ts'
import { Subscriptions } from './subscriptions.ts'

export type { BreakerNews, PoolFigures, PoolNews, PoolStore, WatchedBreaker, WatchedPool } from './beside.ts'

/** A logger of pino's, as far as it is used; any other that takes an object and a text will do. */
export interface Logger {
  /** Business frames that were built in. */
  trace(fields: object, text: string): void
  /** The ordinary way. */
  debug(fields: object, text: string): void
  /** What is worth knowing. */
  info(fields: object, text: string): void
  /** What went wrong. */
  warn(fields: object, text: string): void
  /** What nobody mends. */
  error(fields: object, text: string): void
}

/** What writes a log, until it is closed. Made by {@link pinoLog}. */
export interface PinoLog extends Disposable {
  /**
   * Logs what happens in a pool or a breaker, too.
   *
   * @throws OptionError when it is neither.
   */
  add(what: WatchedPool | WatchedBreaker): void
  /** Logs nothing more. */
  close(): void
}

/**
 * Logs what happens in a supervisor's tree: a line for each event, its level by what that means, its fields below
 * `pulsetree`. What went wrong is `warn`, what nobody will mend `error`; ordinary ways are `info` and `debug`.
 */
export function pinoLog(supervisor: Supervisor, logger: Logger): PinoLog {
  return new Writer(supervisor, logger)
}

class Writer extends Subscriptions implements PinoLog {
  readonly #logger: Logger

  constructor(supervisor: Supervisor, logger: Logger) {
    super()
    this.#logger = logger
    const watching = supervisor.feed$.subscribe((event: FeedEvent) => this.#write(feedLine(event)))
    this.until(() => watching.unsubscribe())
  }

  add(what: WatchedPool | WatchedBreaker): void {
    const watching = tellApart(what, {
      pool: ({ id, events$ }) => events$.subscribe((event) => this.#write(poolLine(id, event))),
      breaker: ({ phase$ }) => phase$.subscribe((change) => this.#write(breakerLine(change))),
    })
    this.until(() => watching.unsubscribe())
  }

  #write({ level, fields, text }: Line): void {
    this.#logger[level](fields, text)
  }
}
