/** The options of ready scenarios, checked at the door: a misspelt one would be a hardship that nobody asked for. */
import { OptionError } from '../../transport/cause.ts'
import { checkInteger, checkKnown, refuse } from '../../transport/option.ts'
import type { Way } from '../hardship.ts'
import { type Duration, inWords, millis } from './duration.ts'
import { textAt } from './fields.ts'

/** When it begins, how long it takes, and when everything is over. */
export interface Times {
  /** Default 5 s: for everybody to be alive. */
  readonly at?: Duration
  /** How long the hardship lasts; more than nothing. The default is said at each scenario. */
  readonly for?: Duration
  /** How long the calm lasts in which everybody should come back. Default 30 s. */
  readonly calm?: Duration
}

/** Two hosts, the first of which dials. */
export interface BetweenTimes extends Times {
  /** As for a hardship. */
  readonly between: Way
}

/** One host. */
export interface HostTimes extends Times {
  /** Whom it happens to. */
  readonly host: string
}

/** Several times the same. */
export interface Repeated {
  /** How often; a whole number, from 1 to 1000. */
  readonly times?: number
  /** From the beginning of one to that of the next: longer than each of them lasts. Default 20 s. */
  readonly every?: Duration
}

const TIMES = ['at', 'for', 'calm'] as const
/** A scenario is checked as a whole at each step that is added. */
const MOST_TIMES = 1_000

/** @param own what it takes besides the times. */
export function known<Options extends Times>(options: Options, ...own: readonly string[]): Options {
  checkKnown(options, [...own, ...TIMES])
  return options
}

/** How long it lasts: what takes no time has not happened. */
export function lengthOf({ for: duration }: Times, usual: Duration): number {
  const ms = millis('for', duration ?? usual)
  return ms > 0 ? ms : refuse('for', 'more than no time at all', ms)
}

/** The times at which what lasts `forMs` begins; between two of them there has to be an end. */
export function* starts(
  at: number,
  times: number,
  { every = '20s' }: Pick<Repeated, 'every'>,
  forMs: number,
): Generator<number> {
  checkInteger('times', times, 1, MOST_TIMES)
  const everyMs = millis('every', every)
  if (times > 1 && everyMs <= forMs) {
    throw new OptionError('every', `expected more than ${inWords(forMs)}, which each of them lasts`)
  }
  for (let n = 0; n < times; n += 1) yield at + n * everyMs
}

/** Several hosts, each of them once. */
export function hostsOf(hosts: readonly string[]): readonly string[] {
  if (!Array.isArray(hosts) || hosts.length === 0)
    throw new OptionError('hosts', 'expected at least one host')
  for (const [n, host] of hosts.entries()) {
    if (hosts.indexOf(textAt(host, `hosts[${n}]`)) < n)
      throw new OptionError('hosts', `${host} is there twice`)
  }
  return hosts
}
