/** An async function as a child of a supervisor: given `beat()` and a signal, watched, and run again when it dies or hangs. */
import { listenOnly } from '../machines/protocol.ts'
import type { Program } from '../supervisor/program.ts'
import { ConnectionError, checkKnown, refuse } from '../transport/transport.ts'
import { mute } from './mute.ts'
import { prepared, type Usual } from './prepare.ts'
import { TaskHandle } from './task-handle.ts'
import { TaskLink } from './task-link.ts'

export { type Beat, TaskHandle } from './task-handle.ts'

/** What each run of a task is given. */
export interface TaskContext<Value = unknown> {
  /**
   * Says that it lives, and whatever else it is given: the handle's `beats$` tells of it. After the signal, without meaning.
   */
  beat(value?: Value): void
  /** Aborts when the run has to end: it was stopped, or judged hung. Its reason is a `ConnectionError` that says why. */
  readonly signal: AbortSignal
  /** Counts the runs, from 1. */
  readonly generation: number
}

/** What can be said of a task. */
export interface TaskOptions {
  /** For people. Default the function's own name, or `task`. */
  readonly name?: string
}

const USUAL: Usual = { protocol: listenOnly, isWatched: true, isMute: true }

/**
 * A task for a supervisor's `run`: an async function. When it returns it has *finished*, which is not to have died. When it
 * throws, that is a `crash`; when it does not `beat` in time, it is *silent*: its signal aborts. Either way its supervisor
 * runs it again. It is watched by the heartbeat's defaults unless told otherwise: it has to beat every 10 s, and
 * is suspect when that is late by 5 s, and dead 10 s later. `heartbeat: 'none'` watches for nothing but its end.
 *
 * A function cannot be ended from outside. One that does not heed its signal within `shutdownMs` is *left*: it runs on, but
 * nothing it does is heard; the event `left`, the handle and the supervisor's end say so. Nor can a task in an endless loop
 * be found out by the loop it blocks: that is what threads are for.
 *
 * @throws OptionError when it is no function.
 */
export function task<Result, Value = unknown>(
  run: (context: TaskContext<Value>) => Result | Promise<Result>,
  options: TaskOptions = {},
): Program<TaskHandle<Result, Value>> {
  if (typeof run !== 'function') refuse('task', 'a function', run)
  checkKnown(options, ['name'])
  const program: Program<TaskHandle<Result, Value>> = {
    name: options.name ?? (run.name === '' ? 'task' : run.name),
    kind: 'task',
    encode: () => mute('a task'),
    dial(owner, handle) {
      const { generation, clock, patienceMs } = handle
      return new TaskLink<Result, Value>(
        {
          clock,
          patienceMs,
          start: (beat, signal) => run({ beat, signal, generation }),
          why: () => new ConnectionError('the task has to end', handle.cause),
          beaten: (value) => handle.beaten(generation, value),
          returned: (result) => handle.returned(result),
          left: (goesOn) => handle.leaves(generation, goesOn),
        },
        owner,
      )
    },
    prepare: (id, said, child) =>
      prepared(program, USUAL, said, child, (plan, runs, keeper) => new TaskHandle(id, plan, runs, keeper)),
  }
  return program
}
