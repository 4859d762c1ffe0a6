/**
 * A specification of a circuit breaker, as walks through what may happen to it: written from what is promised, not from our
 * code. It opens by two failures in a row, passes two probes at most, and has open times of one length.
 */
import { assign, setup } from 'xstate'

export const FAILURES = 2
export const PROBES = 2
export const OPEN_MS = 1_000

export type BreakerModelEvent =
  /** Somebody wants to make a call; where it passes, it is under way from now on. */
  | { readonly type: 'call.wanted' }
  /** The oldest call under way comes to an end. */
  | { readonly type: 'call.succeeds' | 'call.fails' | 'call.is.called.off' }
  /** The one that was begun last succeeds before those that are under way for longer. */
  | { readonly type: 'latest.succeeds' }
  /** So long that an open time is over. */
  | { readonly type: 'time.passes' }
  | { readonly type: 'peer.dies' | 'peer.is.alive' }
  | { readonly type: 'user.stops' }

export const EVENTS: readonly BreakerModelEvent[] = [
  { type: 'call.wanted' },
  { type: 'call.succeeds' },
  { type: 'call.fails' },
  { type: 'call.is.called.off' },
  { type: 'latest.succeeds' },
  { type: 'time.passes' },
  { type: 'peer.dies' },
  { type: 'peer.is.alive' },
  { type: 'user.stops' },
]

/** More under way at once tell nothing new. */
const MOST_UNDER_WAY = 3

export interface Sight {
  /** Calls under way, oldest first: the time they began in. */
  readonly underWay: readonly ('now' | 'before')[]
  readonly failedInRow: number
  readonly probesSucceeded: number
  readonly isPeerDead: boolean
  /** Whether the latest call that was wanted passed. */
  readonly passed: boolean | null
}

const BEGIN = { failedInRow: 0, probesSucceeded: 0 }

export function stateKey({ value, context }: { readonly value: unknown; readonly context: Sight }): string {
  const { passed: _, ...rest } = context
  return JSON.stringify([value, rest])
}

export const breakerModel = setup({
  types: { context: {} as Sight, events: {} as BreakerModelEvent },
  guards: {
    isUnderWay: ({ context }) => context.underWay.length > 0,
    hasRoom: ({ context }) => context.underWay.length < MOST_UNDER_WAY,
    isFree: ({ context: { underWay, probesSucceeded } }) =>
      underWay.length < MOST_UNDER_WAY &&
      underWay.filter((time) => time === 'now').length + probesSucceeded < PROBES,
    isPeerThere: ({ context }) => !context.isPeerDead,
  },
  actions: {
    pass: assign(({ context }) => ({ passed: true, underWay: [...context.underWay, 'now' as const] })),
    refuse: assign({ passed: false }),
    endLatest: assign(({ context }) => ({ passed: null, underWay: context.underWay.slice(0, -1) })),
    succeedLatest: assign(({ context }) => (isLatestOfNow(context) ? { failedInRow: 0 } : {})),
    succeedLatestAsProbe: assign(({ context }) =>
      isLatestOfNow(context) ? { probesSucceeded: context.probesSucceeded + 1 } : {},
    ),
    end: assign(({ context }) => ({ passed: null, underWay: context.underWay.slice(1) })),
    enter: assign(({ context }) => ({
      ...BEGIN,
      passed: null,
      underWay: context.underWay.map(() => 'before' as const),
    })),
    rest: assign({ passed: null }),
    dies: assign({ isPeerDead: true, passed: null }),
    lives: assign({ isPeerDead: false, passed: null }),
    fail: assign(({ context }) => (isOfNow(context) ? { failedInRow: context.failedInRow + 1 } : {})),
    succeed: assign(({ context }) => (isOfNow(context) ? { failedInRow: 0 } : {})),
    succeedAsProbe: assign(({ context }) =>
      isOfNow(context) ? { probesSucceeded: context.probesSucceeded + 1 } : {},
    ),
  },
}).createMachine({
  context: { ...BEGIN, underWay: [], isPeerDead: false, passed: null },
  initial: 'closed',
  states: {
    closed: {
      on: {
        'call.wanted': { guard: 'hasRoom', actions: 'pass' },
        'call.succeeds': { guard: 'isUnderWay', actions: ['succeed', 'end'] },
        'call.fails': [
          {
            guard: ({ context }) => isOfNow(context) && context.failedInRow + 1 === FAILURES,
            target: 'open',
            actions: ['end', 'enter'],
          },
          { guard: 'isUnderWay', actions: ['fail', 'end'] },
        ],
        'latest.succeeds': { guard: 'isUnderWay', actions: ['succeedLatest', 'endLatest'] },
        'call.is.called.off': { guard: 'isUnderWay', actions: 'end' },
        'time.passes': { actions: 'rest' },
        'peer.dies': { target: 'open', actions: ['dies', 'enter'] },
        'user.stops': { target: 'stopped', actions: 'enter' },
      },
    },
    open: {
      on: {
        'call.wanted': { actions: 'refuse' },
        'call.succeeds': { guard: 'isUnderWay', actions: 'end' },
        'call.fails': { guard: 'isUnderWay', actions: 'end' },
        'latest.succeeds': { guard: 'isUnderWay', actions: 'endLatest' },
        'time.passes': [{ guard: 'isPeerThere', target: 'half-open', actions: 'enter' }, { actions: 'rest' }],
        'peer.dies': { guard: 'isPeerThere', actions: 'dies' },
        'peer.is.alive': {
          guard: ({ context }) => context.isPeerDead,
          target: 'half-open',
          actions: ['lives', 'enter'],
        },
        'user.stops': { target: 'stopped', actions: 'enter' },
      },
    },
    'half-open': {
      on: {
        'call.wanted': [
          { guard: 'isFree', actions: 'pass' },
          { guard: 'hasRoom', actions: 'refuse' },
        ],
        'call.succeeds': [
          {
            guard: ({ context }) => isOfNow(context) && context.probesSucceeded + 1 === PROBES,
            target: 'closed',
            actions: ['end', 'enter'],
          },
          { guard: 'isUnderWay', actions: ['succeedAsProbe', 'end'] },
        ],
        'call.fails': [
          { guard: ({ context }) => isOfNow(context), target: 'open', actions: ['end', 'enter'] },
          { guard: 'isUnderWay', actions: 'end' },
        ],
        'latest.succeeds': [
          {
            guard: ({ context }) => isLatestOfNow(context) && context.probesSucceeded + 1 === PROBES,
            target: 'closed',
            actions: ['endLatest', 'enter'],
          },
          { guard: 'isUnderWay', actions: ['succeedLatestAsProbe', 'endLatest'] },
        ],
        'call.is.called.off': { guard: 'isUnderWay', actions: 'end' },
        'peer.dies': { target: 'open', actions: ['dies', 'enter'] },
        'user.stops': { target: 'stopped', actions: 'enter' },
      },
    },
    stopped: { on: { 'call.wanted': { actions: 'refuse' }, 'time.passes': { actions: 'rest' } } },
  },
})

/** Whether the oldest call under way began in the present time. */
function isOfNow({ underWay }: Sight): boolean {
  return underWay[0] === 'now'
}

function isLatestOfNow({ underWay }: Sight): boolean {
  return underWay.at(-1) === 'now'
}
