/**
 * Specifications of a connection's life, as walks through what the world does. They are written from the words of the
 * project, not from its chart: states here are what an onlooker could tell apart, events are what peers, networks and
 * users do, and the context says what must be seen next.
 *
 * Time belongs to the events: each of them names what passes (`peer.misses` is the time of one miss, `backoff.elapses`
 * the delay), so a walk never depends on when its steps are taken.
 */
import { assign, setup } from 'xstate'
import type { Phase } from '../../src/index.ts'

/** The times the walks are made for; a link is stable before a peer that spoke once can miss a beat. */
export const TIMES = {
  everyMs: 1_000,
  timeoutMs: 500,
  stableMs: 1_000,
  connectTimeoutMs: 800,
  closeTimeoutMs: 600,
  handshakeTimeoutMs: 700,
  firstMs: 1_000,
  factor: 2,
} as const

/** Every step from one phase to the next that anybody may ever see. */
export const EDGES: Readonly<Record<Phase | 'nothing', readonly Phase[]>> = {
  nothing: ['connecting'],
  connecting: ['alive', 'dead', 'stopped'],
  alive: ['suspect', 'dead'],
  suspect: ['alive', 'dead'],
  dead: ['backoff', 'stopped', 'failed'],
  backoff: ['connecting', 'stopped'],
  stopped: [],
  failed: [],
}

/** What must be seen. */
export interface Sight {
  /** The phases this step brings, in order. */
  readonly seen: readonly Phase[]
  /** Why the latest link ended: the kind, and of timeouts which. */
  readonly cause: string | null
  /** Dials in a row without a stable link, the one under way included. */
  readonly attempt: number
  /** Back-off delays since the last stable link, the one under way included. */
  readonly waits: number
  /** All dials; for accepted connections 1. */
  readonly dials: number
  readonly misses: number
  /** Something was heard on this link. */
  readonly proven: boolean
  /** … and it stayed alive after that for the stable time. */
  readonly stable: boolean
  /** The hook of an earlier link has not settled. */
  readonly abandoned: boolean
}

export type WorldEvent =
  | { readonly type: 'server.accepts' }
  | { readonly type: 'server.refuses' }
  /** Nobody answers the dial until its deadline has passed. */
  | { readonly type: 'dial.hangs' }
  | { readonly type: 'peer.speaks' }
  /** The peer goes on answering its heartbeats, for as long as makes a link stable. */
  | { readonly type: 'stable.passes' }
  /** One more sign of life does not come. */
  | { readonly type: 'peer.misses' }
  | { readonly type: 'peer.closes' }
  | { readonly type: 'link.resets' }
  | { readonly type: 'user.stops' }
  /** As the network is cut in silence, so that no goodbye is answered. */
  | { readonly type: 'user.stops.unheard' }
  | { readonly type: 'user.stops.now' }
  | { readonly type: 'user.retries' }
  | { readonly type: 'backoff.elapses' }
  | { readonly type: 'close.deadline' }
  /** The cut heals, and the peer answers our goodbye. */
  | { readonly type: 'goodbye.answered' }
  /** Ten minutes in which the server would accept. */
  | { readonly type: 'time.passes' }
  | { readonly type: 'first.frame.deadline' }
  | { readonly type: 'hook.agrees' }
  /** The hook finds that we are not let in. */
  | { readonly type: 'hook.refuses' }
  | { readonly type: 'hook.throws' }
  | { readonly type: 'handshake.deadline' }
  /** The same while the network is cut in silence. */
  | { readonly type: 'handshake.deadline.unheard' }
  /** The hook of the link before, which nobody waits for any more, says yes at last. */
  | { readonly type: 'old.hook.agrees' }

export type WorldEventType = WorldEvent['type']

const AT_FIRST: Sight = {
  seen: ['connecting'],
  cause: null,
  attempt: 1,
  waits: 0,
  dials: 1,
  misses: 0,
  proven: false,
  stable: false,
  abandoned: false,
}

/** What happened to the link, in the phases it shows and why. */
interface Loss {
  readonly phases: readonly Phase[]
  readonly cause: string
}

/** The words all models share. `misses` and `attempts` are those of the connection's options. */
function words(misses: number, attempts: number) {
  return setup({
    types: { context: {} as Sight, events: {} as WorldEvent },
    guards: {
      isLastMiss: ({ context }) => context.misses + 1 >= misses,
      isLastMissOfAll: ({ context }) => context.misses + 1 >= misses && context.attempt >= attempts,
      isLastAttempt: ({ context }) => context.attempt >= attempts,
      isProven: ({ context }) => context.proven,
      isAbandoned: ({ context }) => context.abandoned,
    },
    actions: {
      see: assign(({ context }, phases: readonly Phase[]) => ({
        seen: phases,
        waits: context.waits + waitsIn(phases),
      })),
      lose: assign(({ context }, { phases, cause }: Loss) => ({
        seen: phases,
        cause,
        misses: 0,
        waits: context.waits + waitsIn(phases),
      })),
      dial: assign({
        seen: ['connecting'],
        attempt: ({ context }) => context.attempt + 1,
        dials: ({ context }) => context.dials + 1,
        proven: false,
        stable: false,
      }),
      hear: assign({ proven: true, misses: 0 }),
      settle: assign({ stable: true, attempt: 0, waits: 0 }),
      abandon: assign({ abandoned: true }),
      forgetHook: assign({ abandoned: false }),
      // The first miss comes after `everyMs + timeoutMs` of silence, and by then a proven link is stable.
      miss: assign(({ context }) => ({
        seen: context.misses === 0 ? (['suspect'] as const) : [],
        misses: context.misses + 1,
        ...settledIfProven(context),
      })),
      // Even the last one shows what it means before it is over.
      missFirst: assign(({ context }) => settledIfProven(context)),
    },
  })
}

function settledIfProven({ proven, attempt, waits }: Sight): Pick<Sight, 'stable' | 'attempt' | 'waits'> {
  return proven ? { stable: true, attempt: 0, waits: 0 } : { stable: false, attempt, waits }
}

function waitsIn(phases: readonly Phase[]): number {
  return phases.filter((phase) => phase === 'backoff').length
}

/** What tells states apart; the rest of the context is only compared. */
export function stateKey({ value, context }: { readonly value: unknown; readonly context: Sight }): string {
  const { attempt, waits, misses, proven, stable } = context
  return JSON.stringify([value, attempt, waits, misses, proven, stable])
}

/** The same for a life in which attempts are not limited, and so not told apart. */
export function stateKeyWithoutAttempts({
  value,
  context,
}: {
  readonly value: unknown
  readonly context: Sight
}): string {
  return JSON.stringify([value, context.misses, context.proven, context.abandoned])
}

const NOTHING = { actions: { type: 'see', params: [] } } as const
const STOPPED = {
  target: '#stopped',
  actions: { type: 'lose', params: { phases: ['stopped'], cause: 'cancelled' } },
} as const
const STOPPED_IN_ORDER = {
  target: '#stopped',
  actions: { type: 'lose', params: { phases: ['dead', 'stopped'], cause: 'cancelled' } },
} as const
const STOPPING = {
  target: '#closing',
  actions: { type: 'lose', params: { phases: ['dead'], cause: 'cancelled' } },
} as const

const OVER = {
  on: { 'user.stops': NOTHING, 'user.stops.now': NOTHING, 'user.retries': NOTHING, 'time.passes': NOTHING },
} as const

/** Our goodbye is not answered: the connection rests in dead. */
const CLOSING = {
  on: {
    'user.stops': NOTHING,
    'user.retries': NOTHING,
    'user.stops.now': { target: '#stopped', actions: { type: 'see', params: ['stopped'] } },
    'close.deadline': { target: '#stopped', actions: { type: 'see', params: ['stopped'] } },
    'goodbye.answered': { target: '#stopped', actions: { type: 'see', params: ['stopped'] } },
  },
} as const

const BACKOFF = {
  on: {
    'backoff.elapses': { target: '#connecting', actions: 'dial' },
    'user.retries': { target: '#connecting', actions: 'dial' },
    'user.stops': STOPPED,
    'user.stops.now': STOPPED,
  },
} as const

/** A link that ends for `cause` in a phase where another dial may follow. */
function lost<const TCause extends string>(cause: TCause) {
  return [
    {
      guard: 'isLastAttempt',
      target: '#failed',
      actions: { type: 'lose', params: { phases: ['dead', 'failed'], cause } },
    },
    { target: '#backoff', actions: { type: 'lose', params: { phases: ['dead', 'backoff'], cause } } },
  ] as const
}

/** A connection that we dial: nothing to wait for once the link is there. */
export function dialledModel(misses: number, attempts: number) {
  const missed: Phase[] = misses === 1 ? ['suspect', 'dead'] : ['dead']
  return words(misses, attempts).createMachine({
    context: AT_FIRST,
    initial: 'connecting',
    states: {
      connecting: {
        id: 'connecting',
        on: {
          'server.accepts': { target: 'alive', actions: { type: 'see', params: ['alive'] } },
          'server.refuses': lost('refused'),
          'dial.hangs': lost('timeout connect'),
          'user.retries': NOTHING,
          'user.stops': STOPPED,
          'user.stops.now': STOPPED,
        },
      },
      alive: {
        id: 'alive',
        on: {
          'peer.speaks': { actions: ['hear', { type: 'see', params: [] }] },
          'stable.passes': {
            guard: 'isProven',
            actions: ['settle', { type: 'see', params: [] }],
          },
          'peer.misses': [
            {
              guard: ({ context }) => misses === 1 && !context.proven && context.attempt >= attempts,
              target: '#failed',
              actions: { type: 'lose', params: { phases: [...missed, 'failed'], cause: 'silent' } },
            },
            {
              guard: 'isLastMiss',
              target: '#backoff',
              actions: [
                'missFirst',
                { type: 'lose', params: { phases: [...missed, 'backoff'], cause: 'silent' } },
              ],
            },
            { target: 'suspect', actions: 'miss' },
          ],
          'peer.closes': lost('eof'),
          'link.resets': lost('reset'),
          'user.retries': NOTHING,
          'user.stops': STOPPED_IN_ORDER,
          'user.stops.unheard': STOPPING,
          'user.stops.now': STOPPED_IN_ORDER,
        },
      },
      suspect: {
        on: {
          'peer.speaks': { target: 'alive', actions: ['hear', { type: 'see', params: ['alive'] }] },
          'peer.misses': [
            {
              guard: 'isLastMissOfAll',
              target: '#failed',
              actions: { type: 'lose', params: { phases: ['dead', 'failed'], cause: 'silent' } },
            },
            {
              guard: 'isLastMiss',
              target: '#backoff',
              actions: { type: 'lose', params: { phases: ['dead', 'backoff'], cause: 'silent' } },
            },
            { actions: 'miss' },
          ],
          'peer.closes': lost('eof'),
          'link.resets': lost('reset'),
          'user.retries': NOTHING,
          'user.stops': STOPPED_IN_ORDER,
          'user.stops.unheard': STOPPING,
          'user.stops.now': STOPPED_IN_ORDER,
        },
      },
      closing: { id: 'closing', ...CLOSING },
      backoff: { id: 'backoff', ...BACKOFF },
      stopped: { id: 'stopped', ...OVER },
      failed: { id: 'failed', ...OVER },
    },
  })
}

/** Of an accepted connection's link, for `cause`: nobody dials again. */
function ended<const TCause extends string>(cause: TCause) {
  return {
    target: '#stopped',
    actions: { type: 'lose', params: { phases: ['dead', 'stopped'], cause } },
  } as const
}

/** A connection that somebody dialled to us, and who has to say something first. */
export function acceptedModel(misses: number) {
  return words(misses, 1).createMachine({
    context: AT_FIRST,
    initial: 'connecting',
    states: {
      connecting: {
        on: {
          'peer.speaks': { target: 'alive', actions: ['hear', { type: 'see', params: ['alive'] }] },
          'first.frame.deadline': ended('timeout handshake'),
          'peer.closes': ended('eof'),
          'link.resets': ended('reset'),
          'user.retries': NOTHING,
          'user.stops': STOPPED,
          'user.stops.now': STOPPED,
        },
      },
      alive: {
        on: {
          'peer.speaks': NOTHING,
          'peer.misses': [
            {
              guard: 'isLastMiss',
              target: '#stopped',
              actions: { type: 'lose', params: { phases: ['suspect', 'dead', 'stopped'], cause: 'silent' } },
            },
            { target: 'suspect', actions: 'miss' },
          ],
          'peer.closes': ended('eof'),
          'link.resets': ended('reset'),
          'user.retries': NOTHING,
          'user.stops': STOPPED_IN_ORDER,
          'user.stops.unheard': STOPPING,
          'user.stops.now': STOPPED_IN_ORDER,
        },
      },
      suspect: {
        on: {
          'peer.speaks': { target: 'alive', actions: ['hear', { type: 'see', params: ['alive'] }] },
          'peer.misses': [{ guard: 'isLastMiss', ...ended('silent') }, { actions: 'miss' }],
          'peer.closes': ended('eof'),
          'link.resets': ended('reset'),
          'user.retries': NOTHING,
          'user.stops': STOPPED_IN_ORDER,
          'user.stops.unheard': STOPPING,
          'user.stops.now': STOPPED_IN_ORDER,
        },
      },
      closing: { id: 'closing', ...CLOSING },
      stopped: { id: 'stopped', ...OVER },
    },
  })
}

/** What the hook of a link that is gone may still say, at any time: nobody listens. */
const OLD_HOOK = {
  'old.hook.agrees': { guard: 'isAbandoned', actions: ['forgetHook', { type: 'see', params: [] }] },
} as const

/** The link ends while its hook runs. */
function lostWithHook<const TCause extends string>(cause: TCause) {
  return {
    target: '#backoff',
    actions: ['abandon', { type: 'lose', params: { phases: ['dead', 'backoff'], cause } }],
  } as const
}

/** A connection that we dial and whose `onOpen` hook decides; as many attempts as it takes. */
export function handshakeModel() {
  return words(1, Number.POSITIVE_INFINITY).createMachine({
    context: AT_FIRST,
    initial: 'connecting',
    states: {
      connecting: {
        id: 'connecting',
        on: {
          'server.accepts': { target: 'shaking', actions: { type: 'see', params: [] } },
          'server.refuses': lost('refused'),
          'user.stops': STOPPED,
          ...OLD_HOOK,
        },
      },
      shaking: {
        on: {
          'hook.agrees': { target: 'alive', actions: { type: 'see', params: ['alive'] } },
          'hook.refuses': {
            target: '#failed',
            actions: { type: 'lose', params: { phases: ['dead', 'failed'], cause: 'auth' } },
          },
          'hook.throws': lost('protocol'),
          'handshake.deadline': lostWithHook('timeout handshake'),
          'handshake.deadline.unheard': {
            target: 'leaving',
            actions: ['abandon', { type: 'lose', params: { phases: ['dead'], cause: 'timeout handshake' } }],
          },
          'peer.speaks': { actions: ['hear', { type: 'see', params: [] }] },
          'peer.closes': lostWithHook('eof'),
          'link.resets': lostWithHook('reset'),
          'user.stops': { target: '#stopped', actions: ['abandon', STOPPED.actions] },
          'user.stops.now': { target: '#stopped', actions: ['abandon', STOPPED.actions] },
          ...OLD_HOOK,
        },
      },
      alive: {
        on: {
          'peer.closes': lost('eof'),
          'user.stops': STOPPED_IN_ORDER,
          ...OLD_HOOK,
        },
      },
      // Dead, and waiting for the answer to our goodbye; another dial is to follow.
      leaving: {
        on: {
          'close.deadline': { target: 'backoff', actions: { type: 'see', params: ['backoff'] } },
          'goodbye.answered': { target: 'backoff', actions: { type: 'see', params: ['backoff'] } },
          'user.retries': NOTHING,
          'user.stops': { target: '#closing', actions: { type: 'see', params: [] } },
          'user.stops.now': { target: '#stopped', actions: { type: 'see', params: ['stopped'] } },
          ...OLD_HOOK,
        },
      },
      closing: { id: 'closing', on: { ...CLOSING.on, ...OLD_HOOK } },
      backoff: { id: 'backoff', on: { ...BACKOFF.on, ...OLD_HOOK } },
      stopped: { id: 'stopped', on: { ...OVER.on, ...OLD_HOOK } },
      failed: { id: 'failed', ...OVER },
    },
  })
}
