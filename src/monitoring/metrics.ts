/** `pulsetree/metrics`: figures of a supervisor's tree for OpenTelemetry, of which types alone are imported. */
import type { Attributes, Meter } from '@opentelemetry/api'
import { ableOption, checkOptions, flagOption } from '../machines/check.ts'
import type { Supervisor } from '../supervisor/supervisor.ts'
import { tellApart, type WatchedBreaker, type WatchedPool, type WatchedRpc } from './beside.ts'
import { BesideFigures } from './beside-figures.ts'
import { FeedFigures } from './feed-figures.ts'
import { Figures } from './figures.ts'
import { Subscriptions } from './subscriptions.ts'
import { TreeFigures } from './tree-figures.ts'

export type {
  BreakerNews,
  PoolFigures,
  PoolNews,
  PoolStore,
  WatchedBreaker,
  WatchedPool,
  WatchedRpc,
} from './beside.ts'

/** How a tree is measured. */
export interface MetricsOptions {
  /** Of `@opentelemetry/api` 1.9: `metrics.getMeter('pulsetree')`, or that of a provider of your own. */
  readonly meter: Meter
  /** Told with each value; what tells trees apart where several are measured. Default none. */
  readonly attributes?: Attributes
  /**
   * Whether `server.address` and `server.port` are told: each endpoint is a series of its own then. Default true; false for
   * those who dial thousands.
   */
  readonly addresses?: boolean
}

/** What measures, until it is closed. Made by {@link metrics}. */
export interface Metrics extends Disposable {
  /**
   * Measures a pool, a breaker or an RPC peer, too, until it ends. Those whose attributes are the same are added up.
   *
   * @param attributes told with its values.
   * @throws OptionError when it is none of them.
   */
  add(what: WatchedPool | WatchedBreaker | WatchedRpc, attributes?: Attributes): void
  /** Measures nothing more. */
  close(): void
}

/**
 * Measures a supervisor's tree. Between two collections it counts what its feed tells, nothing per frame or beat; all else
 * is read when somebody collects. What had happened before is told as far as the supervisor still knows: its quality and its
 * stalls, and what live connections have counted.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export function metrics(supervisor: Supervisor, options: MetricsOptions): Metrics {
  checkOptions('metrics', options, ['meter', 'attributes', 'addresses'])
  const { attributes = {}, addresses = true } = options
  const meter = ableOption('meter', options.meter, 'createObservableGauge', 'addBatchObservableCallback')
  return new Measuring(supervisor, meter, attributes, flagOption('addresses', addresses))
}

class Measuring extends Subscriptions implements Metrics {
  readonly #beside: BesideFigures

  constructor(supervisor: Supervisor, meter: Meter, attributes: Attributes, addresses: boolean) {
    super()
    const figures = new Figures(meter, attributes, () => {
      tree.ask()
      this.#beside.ask()
    })
    const tree = new TreeFigures(supervisor, figures, addresses)
    this.#beside = new BesideFigures(figures)
    const feed = new FeedFigures(supervisor, figures, tree, meter, attributes, addresses)
    const watching = supervisor.feed$.subscribe((event) => feed.tell(event))
    this.until(() => watching.unsubscribe())
    this.until(() => this.#beside.close())
    this.until(() => figures.close())
  }

  add(what: WatchedPool | WatchedBreaker | WatchedRpc, attributes: Attributes = {}): void {
    tellApart(what, {
      pool: (pool) => this.#beside.pool(pool, attributes),
      breaker: (breaker) => this.#beside.breaker(breaker, attributes),
      rpc: (peer) => this.#beside.rpc(peer, attributes),
    })
  }
}
