/**
 * Paths for model-based tests, keyed by arrow: every transition that a specification machine can take, from every
 * state it can be in, is walked by at least one path. Paths that only visit each state leave arrows unwalked, and the
 * bugs that sit on them unseen.
 */
import {
  type ActorLogic,
  type AnyMachineSnapshot,
  type AnyStateNode,
  type EventObject,
  StateMachine,
} from 'xstate'
import {
  adjacencyMapToArray,
  createShortestPathsGen,
  getAdjacencyMap,
  type StatePath,
  serializeSnapshot,
} from 'xstate/graph'
import { OptionError } from '../transport/cause.ts'
import { checkInteger, checkKnown } from '../transport/option.ts'

/**
 * One walk through a machine, in the form that `xstate/graph` and `@xstate/test` use. Its first step is the start
 * (`xstate.init`); every other one is an event and the state it leads to.
 */
export type ArrowPath<TSnapshot extends AnyMachineSnapshot, TEvent extends EventObject> = StatePath<
  TSnapshot,
  TEvent
>

/** Which walks to look for. */
export interface ArrowPathsOptions<TSnapshot extends AnyMachineSnapshot, TEvent extends EventObject, TInput> {
  /** What the world may do: all events to try, with their payloads. Default: every type the machine names, bare. */
  readonly events?: readonly TEvent[] | ((snapshot: TSnapshot) => readonly TEvent[])
  /**
   * What tells one state from another. Default: value and context, as JSON. Leave out of it what is there only to be
   * compared, and what grows without end.
   */
  readonly keyOf?: (snapshot: TSnapshot) => string
  /** Where a walk ends although the machine could go on. Default: nowhere. */
  readonly stopWhen?: (snapshot: TSnapshot) => boolean
  /** The machine's input. */
  readonly input?: TInput
  /** A machine with more arrows than this is taken for one without end. Default 10 000. */
  readonly maxArrows?: number
}

/**
 * The shortest walks that together take every arrow: every event, in every state in which the machine can take it. A
 * walk that another one begins with is left out. Pure, and always in the same order: breadth first.
 *
 * The machine has to be a specification: assigns and guards, no `invoke`, no `after`.
 *
 * @throws Error when there are more than `maxArrows`: something in the key never comes back.
 * @throws OptionError when the machine invokes something or waits: what it did then would depend on when a step is taken;
 *   when it takes none of the events, since a test without walks would always pass; or naming the option that cannot be used.
 */
export function arrowPaths<TSnapshot extends AnyMachineSnapshot, TEvent extends EventObject, TInput>(
  machine: ActorLogic<TSnapshot, TEvent, TInput>,
  options: ArrowPathsOptions<TSnapshot, TEvent, TInput> = {},
): ArrowPath<TSnapshot, TEvent>[] {
  checkKnown(options, ['events', 'keyOf', 'stopWhen', 'input', 'maxArrows'])
  checkSpecification(machine)
  // A prefix, because an object puts keys that look like numbers before all others.
  const keyOf = (snapshot: TSnapshot): string => `state ${(options.keyOf ?? serializeSnapshot)(snapshot)}`
  const arrows = arrowsOf(machine, options, keyOf)
  const first = arrows[0]
  if (first === undefined) {
    const option = options.events === undefined ? 'machine' : 'events'
    throw new OptionError(option, 'where the machine begins it takes none of them: there is nothing to walk')
  }
  const leadsOn = new Set(arrows.map(({ state }) => keyOf(state)))
  const ways = new Map(startOf(machine, first.state, options.input).map((path) => [keyOf(path.state), path]))
  const paths: ArrowPath<TSnapshot, TEvent>[] = []
  for (const { state: from, event, nextState: state } of arrows) {
    const way = ways.get(keyOf(from))
    if (way === undefined) continue
    const path = { state, steps: [...way.steps, { event, state }], weight: way.weight + 1 }
    const key = keyOf(state)
    const isFirstWay = !ways.has(key)
    if (isFirstWay) ways.set(key, path)
    if (!isFirstWay || !leadsOn.has(key)) paths.push(path)
  }
  return paths
}

function checkSpecification(machine: unknown): void {
  if (!(machine instanceof StateMachine)) return
  const nodes: AnyStateNode[] = [machine.root]
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    const has = node.invoke.length > 0 ? 'invokes an actor' : node.after.length > 0 ? 'has a delay' : null
    if (has !== null) {
      throw new OptionError(
        'machine',
        `its state ${node.key} ${has}: a specification has none, let an event stand for what comes of it`,
      )
    }
    nodes.push(...Object.values(node.states))
  }
}

/** The walk that goes nowhere. */
function startOf<TSnapshot extends AnyMachineSnapshot, TEvent extends EventObject, TInput>(
  machine: ActorLogic<TSnapshot, TEvent, TInput>,
  fromState: TSnapshot,
  input: TInput | undefined,
): ArrowPath<TSnapshot, TEvent>[] {
  const toStates = createShortestPathsGen<TSnapshot, TEvent, TInput>()
  return toStates(machine, { fromState, events: [], ...(input === undefined ? {} : { input }) })
}

/** Every arrow, breadth first. */
function arrowsOf<TSnapshot extends AnyMachineSnapshot, TEvent extends EventObject, TInput>(
  machine: ActorLogic<TSnapshot, TEvent, TInput>,
  options: ArrowPathsOptions<TSnapshot, TEvent, TInput>,
  keyOf: (snapshot: TSnapshot) => string,
): { state: TSnapshot; event: TEvent; nextState: TSnapshot }[] {
  const { events, stopWhen, input } = options
  const maxArrows = checkInteger('maxArrows', options.maxArrows ?? 10_000, 1, 1_000_000_000)
  return adjacencyMapToArray(
    getAdjacencyMap(machine, {
      serializeState: keyOf,
      filterEvents: (snapshot, event) => snapshot.can(event),
      limit: maxArrows,
      ...(events === undefined ? {} : { events }),
      ...(stopWhen === undefined ? {} : { stopWhen }),
      ...(input === undefined ? {} : { input }),
    }),
  )
}
