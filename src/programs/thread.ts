/** A worker thread as a child of a supervisor. */
import { type WorkerOptions as NodeOptions, Worker } from 'node:worker_threads'
import type { Program } from '../supervisor/program.ts'
import {
  among,
  checkWhat,
  MESSAGING_KEYS,
  type MessagingOptions,
  type OutputOptions,
  outputPlan,
} from './process-options.ts'
import { messagingProgram } from './process-program.ts'
import type { ProgramHandle } from './program-handle.ts'

/** What can be said of a thread; what Node knows is handed on to it as it is, at each start. */
export interface ThreadOptions
  extends OutputOptions,
    MessagingOptions,
    Pick<NodeOptions, 'argv' | 'env' | 'execArgv' | 'resourceLimits' | 'workerData'> {}

const NODE_KEYS = ['argv', 'env', 'execArgv', 'resourceLimits', 'workerData'] as const

/**
 * A worker thread for a supervisor's `run`: a module whose messages are the frames. It has *finished* when it exits with code 0.
 * Any other exit, and an exception that it does not catch, are failures, and `worker` of `pulsetree/worker` says which.
 *
 * It is watched where `run` is given a `heartbeat`: `ping` is sent and `pong` expected unless a protocol says otherwise;
 * `answerPings` of `pulsetree/worker` answers in it. Silent, or asked to end (after `goodbye`, if there is one), it is
 * terminated, in an endless loop, too.
 *
 * @param module an absolute path, a path that begins with `./`, or a URL.
 * @throws OptionError naming the option that cannot be used.
 */
export function thread(module: string | URL, options: ThreadOptions = {}): Program<ProgramHandle> {
  checkWhat('module', module)
  const plan = outputPlan(module, options, [...MESSAGING_KEYS, ...NODE_KEYS])
  const messaging = among(options, MESSAGING_KEYS)
  const given = among(options, NODE_KEYS)
  const start = (): Worker => new Worker(module, { ...given, stdout: plan.isKept, stderr: plan.isKept })
  return messagingProgram({ kind: 'thread', plan, messaging, start })
}
