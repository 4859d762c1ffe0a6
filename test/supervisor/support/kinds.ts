/** The two kinds of supervisors, as far as they are alike: that of pages, and the whole one. */
import * as page from '../../../src/browser.ts'
import { type Connection, type FeedEvent, seededRandom } from '../../../src/index.ts'
import type { FlatOptions, FlatSupervisor } from '../../../src/supervisor/flat.ts'
import * as tree from '../../../src/supervisor/tree/index.ts'
import { type VirtualClock, virtualClock } from '../../../src/testing/index.ts'
import { FakeLink, FakeTransport } from '../fakes.ts'

/** What both have. */
export type Either = Pick<
  FlatSupervisor,
  | 'id'
  | 'name'
  | 'phase'
  | 'since'
  | 'ended'
  | 'feed$'
  | 'connect'
  | 'connections'
  | 'quality'
  | 'stalls'
  | 'store'
  | 'remove'
  | 'stop'
  | typeof Symbol.asyncDispose
> & {
  find(id: string): unknown
  readonly children: readonly { readonly id: string }[]
}

/** Both dial as pages do, unless told otherwise. */
export const KINDS: readonly (readonly [string, (options?: FlatOptions) => Either])[] = [
  ['of pages', page.supervise],
  ['as a whole', (options) => tree.supervise({ dials: false, ...options })],
]

export interface Rig {
  readonly clock: VirtualClock
  readonly supervisor: Either
  readonly events: FeedEvent[]
}

/** One of either kind, in virtual time, with all that its feed tells. */
export function rigOf(make: (options?: FlatOptions) => Either, options: FlatOptions = {}): Rig {
  const clock = virtualClock()
  const supervisor = make({ clock, random: seededRandom(1), name: 'fleet', ...options })
  const events: FeedEvent[] = []
  supervisor.feed$.subscribe((event) => events.push(event))
  return { clock, supervisor, events }
}

/** An event in a few words. */
export function brief(event: FeedEvent): string {
  const id = 'id' in event ? ` ${event.id}` : ''
  return event.kind === 'phase' || event.kind === 'supervisor'
    ? `${event.kind === 'phase' ? event.to : event.phase}${id}`
    : `${event.kind}${id}`
}

/** Will not close until it is destroyed. */
class Stubborn extends FakeLink {
  override close(): void {}
}

/** What its links do is in the hands of the test. */
export class Puppet extends FakeTransport {
  /** Dials throw: bugs. */
  isBroken = false
  readonly isStubborn: boolean

  constructor({ isBroken = false, isStubborn = false } = {}) {
    super((dial) => {
      if (this.isBroken) throw new Error(`bug ${dial}`)
      return isStubborn ? new Stubborn() : new FakeLink()
    })
    this.isBroken = isBroken
    this.isStubborn = isStubborn
  }

  /** The latest link ends by its peer. */
  drop(): void {
    this.links.at(-1)?.owner?.ended({ kind: 'eof', by: 'peer' })
  }
}

/** Whose heartbeat takes any frame for a reason to throw, so that its life can be ended by a bug. */
export const FRAGILE = {
  heartbeat: {
    detector: 'none',
    protocol: {
      beat: null,
      pong: () => {
        throw new Error('a bug in the pattern')
      },
    },
  },
} as const

/** The life of a {@link FRAGILE} connection ends by a bug. */
export function crash(connection: Connection, transport: Puppet): void {
  if (connection.phase === 'alive') transport.links.at(-1)?.say('anything')
}
