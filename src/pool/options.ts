/** What a pool can be told, checked at the door. */
import {
  checkOptions,
  choiceOption,
  hookOption,
  integerOption,
  millisOption,
  numberOption,
  refuse,
} from '../machines/check.ts'
import { NEVER } from '../machines/never.ts'
import { type ConnectOptions, connectPlan } from '../machines/options.ts'
import { apart, type ChildOptions } from '../supervisor/child.ts'
import type { Transport } from '../transport/transport.ts'
import { type Choose, powerOfTwo } from './choose.ts'
import { type Endpoint, type EndpointSource, type Endpoints, sourceOf } from './endpoints.ts'
import type { EjectionPlan } from './outlier.ts'

/** Whether what somebody failed by tells against the endpoint. */
export type PoolVerdict = 'success' | 'failure' | 'nothing'

/** When an endpoint is left out although it is alive, and for how long. */
export interface EjectionOptions {
  /** So many failed calls in a row. Default 5; from 1 to 1 000 000. */
  readonly failures?: number
  /** For so long, in ms, times how often it was before; each such time that goes well forgives one. Default 30 000; from 1. */
  readonly firstMs?: number
  /** No longer than that, in ms. Default 300 000, or `firstMs` where that is more; at least `firstMs`. */
  readonly maxMs?: number
  /** No more than this share of all connections at once, but one in any case. Default 0.1; from 0 to 1. */
  readonly share?: number
}

/** What a pool can be told. */
export interface PoolOptions {
  /** Where the service is reached: a list, or a watch of a registry, which stays its maker's to close. */
  readonly endpoints: Endpoints
  /** The way to an endpoint: `({ endpoint }) => tcp(endpoint, { codec: lines() })`. */
  readonly dial: (endpoint: Endpoint) => Transport
  /** What holds for each connection. It needs a heartbeat: without one, nobody knows of a frozen peer. */
  readonly connect?: ConnectOptions & ChildOptions
  /** So many connections are kept in working order, whether anybody calls or not. Default all, up to `max`; from 0. */
  readonly min?: number
  /** No more connections at once; one to an endpoint. Default all; from 1. */
  readonly max?: number
  /** A connection beyond `min` that was not used for so long is closed, in ms. Default 60 000; from 1. */
  readonly idleMs?: number
  /** In which order endpoints are used: those of the lowest number, until none of them is left. Default 0 for all. */
  readonly order?: (endpoint: Endpoint) => number
  /** Which of the best gets the next call. Default `powerOfTwo()`. */
  readonly choose?: Choose
  /** So many calls may be under way over one connection; more wait, or have another one opened. Default: any number; from 1. */
  readonly maxPending?: number
  /** So many may wait for a connection. Default 1000; from 0. */
  readonly maxWaiting?: number
  /** How long they wait unless they say so themselves, in ms. Default 5000; from 0. */
  readonly withinMs?: number
  /** When endpoints that are alive are left out since calls fail; `false`: never. */
  readonly ejection?: EjectionOptions | false
  /** With less than this share of all connections good, nobody is left out. Default 0.5, as Envoy's; from 0 to 1. */
  readonly panicBelow?: number
  /** Whether suspect ones are used when nothing better is left, or callers wait. Default `last`. */
  readonly suspects?: 'last' | 'never'
  /** How long calls may go on over a connection whose endpoint has left, in ms. Default 10 000; from 0. */
  readonly drainMs?: number
  /** What `run` takes an error for. Default `failure`, but `nothing` for an `AbortError`. */
  readonly judge?: (error: unknown) => PoolVerdict
}

/** How a connection is asked for. */
export interface AcquireOptions {
  /** How long to wait for one, in ms; from 0, which is not to wait. Default that of the pool. */
  readonly withinMs?: number
  /** Gives up when it is aborted: the promise rejects with its reason. */
  readonly signal?: AbortSignal
}

/** How something is done over a connection of a pool. */
export interface PoolRunOptions extends AcquireOptions {
  /**
   * How often it may be begun in all, when the connection dies meanwhile: more than once only what may be done twice.
   * Default 1; from 1 to 100.
   */
  readonly tries?: number
}

/** The same, checked and complete; Infinity stands for "no limit". */
export interface PoolPlan {
  readonly source: EndpointSource | readonly Endpoint[]
  readonly dial: (endpoint: Endpoint) => Transport
  readonly connect: ConnectOptions & ChildOptions
  readonly min: number
  readonly max: number
  readonly idleMs: number
  readonly order: (endpoint: Endpoint) => number
  readonly choose: ReturnType<Choose>
  readonly maxPending: number
  readonly maxWaiting: number
  readonly withinMs: number
  readonly ejection: EjectionPlan
  readonly panicBelow: number
  readonly usesSuspects: boolean
  readonly drainMs: number
  readonly judge: (error: unknown) => PoolVerdict
}

const KEYS = [
  'endpoints',
  'dial',
  'connect',
  'min',
  'max',
  'idleMs',
  'order',
  'choose',
  'maxPending',
  'maxWaiting',
  'withinMs',
  'ejection',
  'panicBelow',
  'suspects',
  'drainMs',
  'judge',
]

const MOST = 1_000_000

/** @throws OptionError naming the option that cannot be used. */
export function poolPlan(options: PoolOptions): PoolPlan {
  checkOptions('pool', options, KEYS)
  const { connect = {}, endpoints, max, maxPending } = options
  const most = max === undefined ? NEVER : integerOption('max', max, 1, MOST)
  const source = sourceOf(endpoints)
  const dial = functionOption('dial', options.dial)
  // Of a registry's endpoints nothing is known yet; these ones should be heard of now.
  if (!('changes$' in source)) for (const one of source) connectPlan(apart(connect)[1], dial(one))
  return {
    source,
    dial,
    connect,
    min: options.min === undefined ? most : integerOption('min', options.min, 0, Math.min(most, MOST)),
    max: most,
    idleMs: millisOption('idleMs', options.idleMs ?? 60_000, 1),
    order: hookOption('order', options.order) ?? (() => 0),
    choose: functionOption('choose', options.choose ?? powerOfTwo())(),
    maxPending: maxPending === undefined ? NEVER : integerOption('maxPending', maxPending, 1, MOST),
    maxWaiting: integerOption('maxWaiting', options.maxWaiting ?? 1_000, 0, MOST),
    withinMs: millisOption('withinMs', options.withinMs ?? 5_000, 0),
    ejection: ejectionOf(options.ejection),
    panicBelow: numberOption('panicBelow', options.panicBelow ?? 0.5, 0, 1),
    usesSuspects: choiceOption('suspects', options.suspects ?? 'last', ['last', 'never']) === 'last',
    drainMs: millisOption('drainMs', options.drainMs ?? 10_000, 0),
    judge: hookOption('judge', options.judge) ?? judged,
  }
}

function functionOption<F>(name: string, value: F): F {
  return typeof value === 'function' ? value : refuse(name, 'a function', value)
}

function ejectionOf(ejection: EjectionOptions | false = {}): EjectionPlan {
  if (ejection === false) return { failures: NEVER, firstMs: 1, maxMs: 1, share: 0 }
  checkOptions('ejection', ejection, ['failures', 'firstMs', 'maxMs', 'share'])
  const { failures = 5, share = 0.1 } = ejection
  const firstMs = millisOption('ejection.firstMs', ejection.firstMs ?? 30_000, 1)
  return {
    failures: integerOption('ejection.failures', failures, 1, MOST),
    firstMs,
    maxMs: millisOption('ejection.maxMs', ejection.maxMs ?? Math.max(300_000, firstMs), firstMs),
    share: numberOption('ejection.share', share, 0, 1),
  }
}

function judged(error: unknown): PoolVerdict {
  return error instanceof Error && error.name === 'AbortError' ? 'nothing' : 'failure'
}
