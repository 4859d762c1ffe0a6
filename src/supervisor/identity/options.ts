/** What a table of identities can be told, checked at the door. */
import {
  checkOptions,
  choiceOption,
  deadlineOption,
  hookOption,
  integerOption,
} from '../../machines/check.ts'
import type { HeartbeatPlan } from '../../machines/heartbeat.ts'
import { NEVER } from '../../machines/never.ts'
import { OptionError } from '../../transport/transport.ts'
import type { IdentifyHook } from './by.ts'
import { type VisitOptions, visitPlan } from './visits.ts'

/** Who is who, and how many of them there may be. */
export interface IdentityOptions {
  /**
   * Who a newcomer is: `byFirstFrame()`, `byCertificate()`, `byHeader(name)`, `byAddress`, or a function of one's own. It is
   * asked before `authorise`, which may then look at `visitor.identity`, and before the connection is alive.
   */
  readonly by: IdentifyHook
  /**
   * What becomes of a newer link of an identity that has `maxPerIdentity` of them. It `replaces` the oldest (default), which
   * ends with `auth`, over WebSocket with code 4409; so a device whose old link is half-open is never locked out. Or it is
   * `refused`, over WebSocket with code 1013, once the older ones have proven that they live: those that can be asked are,
   * and when one of them dies meanwhile, the newer link takes its place.
   */
  readonly newer?: 'replaces' | 'refused'
  /** How many links an identity may have. Default 1; from 1 to 1 000 000. */
  readonly maxPerIdentity?: number
  /**
   * How many connections an address may have, over all listeners of the table; of IPv6, each /64. More are cut off before
   * any handshake, so that one address cannot eat the server. Behind a proxy all have the same address. Default `false`:
   * any number; from 1 to 1 000 000.
   */
  readonly maxPerAddress?: number | false
  /**
   * How many identities the table may hold, dead ones included. When it is full, the one that was dead longest is forgotten
   * for a new one; when there is none, a new one is refused, over WebSocket with code 1013. Default 100 000; from 1 to
   * 10 000 000.
   */
  readonly max?: number
  /**
   * What is expected of identities that come by on short links. Default: nothing, an identity is dead when its last
   * connection has ended.
   */
  readonly visits?: VisitOptions
  /** How long a dead identity stays in the table, in ms; `false` for ever. Default 60 000; 0 for not at all. */
  readonly forgetMs?: number | false
}

/** The same, checked and complete. */
export interface IdentityPlan {
  readonly by: IdentifyHook
  readonly refuses: boolean
  readonly maxPerIdentity: number
  readonly maxPerAddress: number
  readonly max: number
  readonly visits: HeartbeatPlan | null
  readonly forgetMs: number
}

const KEYS = ['by', 'newer', 'maxPerIdentity', 'maxPerAddress', 'max', 'visits', 'forgetMs'] as const

/** @throws OptionError naming the option that cannot be used. */
export function identityPlan(options: IdentityOptions): IdentityPlan {
  checkOptions('identities', options, KEYS)
  const { maxPerAddress = false, forgetMs = 60_000, visits } = options
  const by = hookOption('by', options.by)
  if (by === undefined) throw new OptionError('by', 'is missing: who is who?')
  return Object.freeze({
    by,
    refuses: choiceOption('newer', options.newer ?? 'replaces', ['replaces', 'refused']) === 'refused',
    maxPerIdentity: integerOption('maxPerIdentity', options.maxPerIdentity ?? 1, 1, 1_000_000),
    maxPerAddress:
      maxPerAddress === false ? NEVER : integerOption('maxPerAddress', maxPerAddress, 1, 1_000_000),
    max: integerOption('max', options.max ?? 100_000, 1, 10_000_000),
    visits: visits === undefined ? null : visitPlan(visits),
    forgetMs: forgetMs === 0 ? 0 : deadlineOption('forgetMs', forgetMs),
  })
}
