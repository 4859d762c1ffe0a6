/** Takes the walks of `arrowPaths` with a real thing, step by step: no test library is needed for that. */
import type { AnyMachineSnapshot, EventObject } from 'xstate'
import { OptionError } from '../transport/cause.ts'
import type { ArrowPath } from './arrow-paths.ts'

/** How one walk is taken. Whatever throws, or rejects, ends it. */
export interface WalkSteps<TSystem, TSnapshot extends AnyMachineSnapshot, TEvent extends EventObject> {
  /** Makes what is walked with, in its first state: a fresh one for each walk. */
  begin(): TSystem | Promise<TSystem>
  /** Does to it what the event says. Called for every event but the start. */
  happen(system: TSystem, event: TEvent, to: TSnapshot): void | Promise<void>
  /** Compares it with the state that the specification is in. Called after the start and after every event. */
  compare(system: TSystem, state: TSnapshot): void | Promise<void>
  /** Takes it down, also after a failure. */
  end?(system: TSystem): void | Promise<void>
}

/** What was walked. */
export interface Walked {
  /** How many walks were taken. */
  readonly paths: number
  /** Steps taken, starts not counted. */
  readonly steps: number
  /** How often each type of event happened: one that is missing was never possible. */
  readonly events: ReadonlyMap<string, number>
}

/**
 * Takes every walk, one after the other.
 *
 * @throws WalkError at the first step at which something throws: it says which walk that was, and how far it came.
 *   OptionError naming `paths` where there is nothing to walk: a test that walks nothing would always pass.
 */
export async function walkPaths<TSystem, TSnapshot extends AnyMachineSnapshot, TEvent extends EventObject>(
  paths: readonly ArrowPath<TSnapshot, TEvent>[],
  walk: WalkSteps<TSystem, TSnapshot, TEvent>,
): Promise<Walked> {
  checkPaths(paths)
  const events = new Map<string, number>()
  let steps = 0
  for (const path of paths) {
    await takeOne(path, walk)
    for (const { event } of path.steps.slice(1)) events.set(event.type, (events.get(event.type) ?? 0) + 1)
    steps += path.steps.length - 1
  }
  return { paths: paths.length, steps, events }
}

/** A walk that failed: its `cause` is what was thrown. */
export class WalkError extends Error {
  /** The events from the start to the step that failed, that one included. */
  readonly events: readonly EventObject[]

  constructor(events: readonly EventObject[], state: AnyMachineSnapshot, cause: unknown) {
    const walked =
      events.length === 0 ? ['  (the start)'] : events.map((event) => `  ${JSON.stringify(event)}`)
    const why = cause instanceof Error ? cause.message : String(cause)
    const at = JSON.stringify(state.value)
    super(`the walk failed where the specification is ${at}, after\n${walked.join('\n')}\n${why}`, { cause })
    this.name = 'WalkError'
    this.events = events
  }
}

function checkPaths(paths: readonly { readonly steps: readonly unknown[] }[]): void {
  if (!Array.isArray(paths) || paths.length === 0)
    throw new OptionError('paths', 'expected at least one walk')
  const empty = paths.findIndex(({ steps }) => steps.length === 0)
  if (empty >= 0) throw new OptionError(`paths[${empty}]`, 'expected at least one step, that of the start')
}

async function takeOne<TSystem, TSnapshot extends AnyMachineSnapshot, TEvent extends EventObject>(
  path: ArrowPath<TSnapshot, TEvent>,
  walk: WalkSteps<TSystem, TSnapshot, TEvent>,
): Promise<void> {
  const system = await walk.begin()
  try {
    for (const [nth, { event, state }] of path.steps.entries()) {
      try {
        if (nth > 0) await walk.happen(system, event, state)
        await walk.compare(system, state)
      } catch (error) {
        throw new WalkError(
          path.steps.slice(1, nth + 1).map((step) => step.event),
          state,
          error,
        )
      }
    }
  } finally {
    await walk.end?.(system)
  }
}
