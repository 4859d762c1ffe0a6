/**
 * Several endpoints in order of preference, as one transport: a connection over it is dialled to the first that is not
 * known to be down, and goes back to a better one by rotation, so that nothing is interrupted. Runs in browsers, too.
 */
import { Guide, type GuideOptions } from './failover/guide.ts'
import { Way } from './failover/way.ts'
import { checkInteger, checkKnown, checkRange, OptionError, refuse, type Transport } from './transport.ts'

/** When to go on to the next endpoint, and when to try a better one again. */
export interface FailoverOptions {
  /**
   * How many dials of one endpoint in a row have to fail before it is known to be down; from 1 to 1000, default 1. A link
   * counts as one that failed when nothing was heard on it, and when it ended because its peer was silent.
   */
  readonly failedAfter?: number
  /**
   * How long an endpoint that is known to be down is passed over, in ms. Default 30 000; from 10 to 2^31. If all of them are
   * down the one is dialled that was found so first.
   */
  readonly failedForMs?: number
  /**
   * While its link leads to a lesser endpoint: how often a connection tries whether a better one is up again, in ms; drawn
   * between half of it and all of it. The new link replaces the old one once it is proven: needs the option `rotation` of the
   * connection. `false`: only when the link has ended. Default 60 000; from 10 to 2^31.
   */
  readonly backAfterMs?: number | false
}

/** The longest duration: 2^31 ms. */
const LONGEST_MS = 2 ** 31

/**
 * The transports must cut frames alike, and agree on pings of their own. One value may serve many connections: what one
 * finds out all of them know.
 *
 * A link that was lost is dialled again first where it led, after the back-off's delay; a dial that failed makes the next
 * one go to the next endpoint, at once as far as the budget of dials allows and the limit on early dials: the first one is
 * free, further ones come with growing delays until a link was stable.
 *
 * @param transports in order of preference, two or more.
 * @throws OptionError naming the option that cannot be used.
 */
export function failover(transports: readonly Transport[], options: FailoverOptions = {}): Transport {
  const [first, ...others] = alike(transports)
  const guide = new Guide([first, ...others], checked(options))
  const { cut, pings = false } = first
  const hinting = transports.find(({ hints }) => hints !== undefined)
  return {
    name: 'failover',
    endpoint: transports.map(({ endpoint }) => endpoint).join(' | '),
    cut,
    pings,
    encode: (payload) => first.encode(payload),
    ...(hinting === undefined ? {} : { hints: (take) => hinting.hints?.(take) ?? (() => {}) }),
    dial: (owner) => first.dial(owner),
    route(traveller) {
      if (guide.backAfterMs !== false && !traveller.rotates) {
        throw new OptionError(
          'rotation',
          'failover goes back by it: rotation() of pulsetree/rotation, or backAfterMs: false',
        )
      }
      return new Way(guide, traveller)
    },
    avoid(endpoint, clock) {
      guide.avoid(endpoint, clock.now())
    },
  }
}

function alike(transports: readonly Transport[]): readonly [Transport, ...Transport[]] {
  const name = 'transports'
  if (!Array.isArray(transports)) refuse(name, 'a list of transports', transports)
  const [first, ...others] = transports
  if (first === undefined || others.length === 0) throw new OptionError(name, 'expected two or more')
  for (const each of transports) {
    if (typeof each?.dial !== 'function') throw new OptionError(name, 'expected objects with dial')
    if (each.once) throw new OptionError(name, `${each.endpoint} can be dialled once only`)
    if (each.route !== undefined) throw new OptionError(name, `${each.endpoint} leads to several itself`)
    if (
      (each.cut === 'whole') !== (first.cut === 'whole') ||
      (each.pings ?? false) !== (first.pings ?? false)
    ) {
      throw new OptionError(name, `${each.endpoint} has other frames, or other pings, than ${first.endpoint}`)
    }
  }
  return [first, ...others]
}

function checked(options: FailoverOptions): GuideOptions {
  checkKnown(options, ['failedAfter', 'failedForMs', 'backAfterMs'], 'failover', 'failover.')
  const { backAfterMs = 60_000 } = options
  return {
    failedAfter: checkInteger('failover.failedAfter', options.failedAfter ?? 1, 1, 1_000),
    failedForMs: millis('failover.failedForMs', options.failedForMs ?? 30_000),
    backAfterMs: backAfterMs === false ? false : millis('failover.backAfterMs', backAfterMs),
  }
}

function millis(name: string, value: number): number {
  return checkRange(name, value, 10, LONGEST_MS, 'milliseconds')
}
