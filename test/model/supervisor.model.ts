/**
 * A specification of a supervisor and its parent, as walks through what may happen to three children: one permanent, one
 * transient, one temporary. Written from OTP's words, not from our code: no actors, no promises, no timers. Every event names
 * the time it takes, so that a walk never depends on when its steps are taken.
 *
 * `supervision.model.ts` is another one, for sequences that chance draws; this one is small enough to take every arrow.
 */
import { assign, setup } from 'xstate'

/** Before each restart, and the window in which restarts are counted. */
export const DELAY_MS = 100
export const WINDOW_MS = 1_000

type Kid = 0 | 1 | 2

export type SupervisedEvent =
  /** Of a child, by itself. */
  | { readonly type: 'crashes' | 'finishes'; readonly kid: Kid }
  | { readonly type: 'user.stops' | 'user.starts' | 'user.restarts'; readonly kid: Kid }
  /** The user stops the whole. */
  | { readonly type: 'user.stops.all' }
  /** So long that restarts which are due take place. */
  | { readonly type: 'delay.passes' }
  /** So long that no restart is counted any more. */
  | { readonly type: 'window.passes' }
  /** Ten minutes, after the end. */
  | { readonly type: 'time.passes' }

/** Everything to try; what makes no difference to a child of its kind is left out. */
export const EVENTS: readonly SupervisedEvent[] = [
  { type: 'crashes', kid: 0 },
  { type: 'crashes', kid: 1 },
  { type: 'finishes', kid: 1 },
  { type: 'finishes', kid: 2 },
  ...([0, 1, 2] as const).map((kid) => ({ type: 'user.stops', kid }) as const),
  ...([0, 1, 2] as const).map((kid) => ({ type: 'user.starts', kid }) as const),
  { type: 'user.restarts', kid: 1 },
  { type: 'user.stops.all' },
  { type: 'delay.passes' },
  { type: 'window.passes' },
  { type: 'time.passes' },
]

export type Strategy = 'one_for_one' | 'one_for_all' | 'rest_for_one'

/** As declared; the position is the order of their start. */
export const RESTARTS = ['permanent', 'transient', 'temporary'] as const

/** So many restarts within the window: of the children, and of their supervisor by its parent. */
export const MOST = { children: 1, supervisor: 1 } as const

type ByUser = 'user.stops' | 'user.starts' | 'user.restarts'

type Status =
  | 'up'
  /** Its restart, or that of its group, is under way. */
  | 'due'
  /** It ended by itself, or was let go. */
  | 'over'
  /** Its user stopped it. */
  | 'stopped'

/** What must be seen, and what tells one state from another. */
export interface Sight {
  /** `+` started, `-` stopped, `!` ended by itself, `in` its restart told, `??` a supervisor gave up. */
  readonly seen: readonly string[]
  readonly kids: readonly Status[]
  /** Whose restart was asked for first, starts first, where each has a delay of its own. */
  readonly queue: readonly number[]
  /** Whose restart together was asked for and has not come yet, whatever became of them meanwhile. */
  readonly group: readonly number[]
  /** Restarts in the window. */
  readonly counted: number
  readonly countedAbove: number
}

const KIDS = [0, 1, 2] as const
const name = (kid: number): string => `k0/l${kid}`

/** What becomes of `kid` when it ends by itself. */
function fallen(before: Sight, kid: number, isCrash: boolean, strategy: Strategy): Sight {
  const fell = [`!${name(kid)}`]
  const restart = RESTARTS[kid]
  if (restart === 'temporary' || (restart === 'transient' && !isCrash)) {
    return { ...before, seen: fell, kids: before.kids.with(kid, 'over') }
  }
  if (before.counted === MOST.children) return gaveUp(before, kid, fell)
  const counted = before.counted + 1
  const told = [...fell, `${name(kid)} in ${DELAY_MS}`]
  const down = before.kids.with(kid, 'due')
  if (strategy === 'one_for_one') {
    return { ...before, seen: told, counted, kids: down, queue: [...before.queue, kid] }
  }
  const scope = KIDS.filter((other) => strategy === 'one_for_all' || other >= kid)
  const { kids, stopped } = halted(down, scope)
  const group = KIDS.filter((other) => before.group.includes(other) || scope.includes(other))
  return { ...before, seen: [...told, ...stopped], counted, kids, group }
}

/** Those of `group` that are up stop, the last declared first. */
function halted(kids: readonly Status[], group: readonly number[]): { kids: Status[]; stopped: string[] } {
  const up = group.filter((kid) => kids[kid] === 'up').reverse()
  return {
    kids: kids.map((status, kid) =>
      up.includes(kid) ? (RESTARTS[kid] === 'temporary' ? 'over' : 'due') : status,
    ),
    stopped: up.map((kid) => `-${name(kid)}`),
  }
}

/** Too many restarts: all stop, and the parent restarts the supervisor, or gives up too. */
function gaveUp(before: Sight, kid: number, fell: readonly string[]): Sight {
  const { kids, stopped } = halted(before.kids.with(kid, 'due'), KIDS)
  const above = before.countedAbove === MOST.supervisor ? ['top??'] : [`k0 in ${DELAY_MS}`]
  const countedAbove = before.countedAbove + 1
  return {
    ...before,
    seen: [...fell, 'k0??', ...stopped, ...above],
    kids,
    queue: [],
    group: [],
    counted: 0,
    countedAbove,
  }
}

/** A finished one of a group starts again with it; one that is temporary, or that its user stopped, does not. */
function isWanted(status: Status | undefined, kid: number): boolean {
  return status !== 'stopped' && (status !== 'over' || RESTARTS[kid] !== 'temporary')
}

/** A group of which nobody is wanted any more is forgotten. */
function settled(sight: Sight): Sight {
  return sight.group.some((kid) => isWanted(sight.kids[kid], kid)) ? sight : { ...sight, group: [] }
}

/** Restarts that are due take place: in the order in which they were asked for, a group in that of its declaration. */
function restarted(before: Sight): Sight {
  const together = before.group.filter((kid) => before.kids[kid] !== 'up' && isWanted(before.kids[kid], kid))
  const order = [...before.queue, ...together]
  const seen = order.map((kid) => `+${name(kid)}`)
  return { ...before, seen, kids: up(before.kids, order), queue: [], group: [] }
}

/** The supervisor starts again: each child that its user has not stopped, finished ones included. */
function startedAnew(before: Sight): Sight {
  const order = KIDS.filter((kid) => before.kids[kid] !== 'stopped')
  return { ...before, seen: order.map((kid) => `+${name(kid)}`), kids: up(before.kids, order), queue: [] }
}

function up(kids: readonly Status[], order: readonly number[]): Status[] {
  return kids.map((status, kid) => (order.includes(kid) ? 'up' : status))
}

function allStopped(before: Sight): Sight {
  const { stopped } = halted(before.kids, KIDS)
  return { ...before, seen: stopped, kids: before.kids.map(() => 'stopped'), queue: [] }
}

function byUser(before: Sight, kid: number, does: ByUser): Sight {
  const isUp = before.kids[kid] === 'up'
  const queue = before.queue.filter((one) => one !== kid)
  const stops = isUp && does !== 'user.starts' ? [`-${name(kid)}`] : []
  const starts = does === 'user.stops' ? [] : [`+${name(kid)}`]
  return {
    ...before,
    seen: [...stops, ...starts],
    kids: before.kids.with(kid, does === 'user.stops' ? 'stopped' : 'up'),
    queue,
  }
}

/** What tells states apart. */
export function stateKey({ value, context }: { readonly value: unknown; readonly context: Sight }): string {
  const { kids, queue, group, counted, countedAbove } = context
  return JSON.stringify([value, kids, queue, group, counted, countedAbove])
}

const FALLS = [
  { guard: 'isLast', target: 'over', actions: 'fall' },
  { guard: 'isTooOften', target: 'resting', actions: 'fall' },
  { guard: 'isUp', actions: 'fall' },
] as const

export function supervisorModel(strategy: Strategy) {
  return setup({
    types: { context: {} as Sight, events: {} as SupervisedEvent },
    guards: {
      isUp: ({ context, event }) => statusOf(context, event) === 'up',
      isDown: ({ context, event }) => ['over', 'stopped'].includes(statusOf(context, event) ?? ''),
      isNotStopped: ({ context, event }) => statusOf(context, event) !== 'stopped',
      isDue: ({ context }) => isAwaited(context),
      isCounted: ({ context }) => context.counted + context.countedAbove > 0 && !isAwaited(context),
      isLast: ({ context, event }) => isTooOften(context, event) && context.countedAbove === MOST.supervisor,
      isTooOften: ({ context, event }) => isTooOften(context, event),
    },
    actions: {
      fall: assign(({ context, event }) =>
        'kid' in event ? settled(fallen(context, event.kid, event.type === 'crashes', strategy)) : context,
      ),
      obey: assign(({ context, event }) =>
        event.type === 'user.stops' || event.type === 'user.starts' || event.type === 'user.restarts'
          ? settled(byUser(context, event.kid, event.type))
          : context,
      ),
      restart: assign(({ context }) => restarted(context)),
      startAnew: assign(({ context }) => startedAnew(context)),
      stopAll: assign(({ context }) => allStopped(context)),
      forget: assign({ seen: [], counted: 0, countedAbove: 0 }),
      rest: assign({ seen: [] }),
    },
  }).createMachine({
    context: {
      seen: KIDS.map((kid) => `+${name(kid)}`),
      kids: ['up', 'up', 'up'],
      queue: [],
      group: [],
      counted: 0,
      countedAbove: 0,
    },
    initial: 'running',
    states: {
      running: {
        on: {
          crashes: FALLS,
          finishes: FALLS,
          'user.stops': { guard: 'isNotStopped', actions: 'obey' },
          'user.starts': { guard: 'isDown', actions: 'obey' },
          'user.restarts': { guard: 'isNotStopped', actions: 'obey' },
          'delay.passes': { guard: 'isDue', actions: 'restart' },
          'window.passes': { guard: 'isCounted', actions: 'forget' },
          'user.stops.all': { target: 'over', actions: 'stopAll' },
        },
      },
      // It gave up, and its parent will start it again.
      resting: {
        on: {
          'delay.passes': { target: 'running', actions: 'startAnew' },
          'user.stops.all': { target: 'over', actions: 'stopAll' },
        },
      },
      over: { on: { 'time.passes': { actions: 'rest' } } },
    },
  })
}

/** A restart is under way. */
function isAwaited({ queue, group }: Sight): boolean {
  return queue.length + group.length > 0
}

function statusOf({ kids }: Sight, event: SupervisedEvent): Status | undefined {
  return 'kid' in event ? kids[event.kid] : undefined
}

/** Whether this end asks for one restart more than there may be. */
function isTooOften(context: Sight, event: SupervisedEvent): boolean {
  if (!('kid' in event) || statusOf(context, event) !== 'up' || context.counted < MOST.children) return false
  const restart = RESTARTS[event.kid]
  return restart === 'permanent' || (restart === 'transient' && event.type === 'crashes')
}
