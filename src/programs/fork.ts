/** A child process of Node's, with a channel for messages, as a child of a supervisor. */
import { type ChildProcess, type ForkOptions as NodeOptions, fork as startFork } from 'node:child_process'
import type { Program } from '../supervisor/program.ts'
import {
  among,
  checkWhat,
  type GroupOptions,
  MESSAGING_KEYS,
  type MessagingOptions,
  type OutputOptions,
  outputPlan,
} from './process-options.ts'
import { messagingProgram } from './process-program.ts'
import type { ProgramHandle } from './program-handle.ts'

/** What can be said of a forked process; what Node knows is handed on to it as it is, at each start. */
export interface ForkOptions
  extends OutputOptions,
    MessagingOptions,
    GroupOptions,
    Pick<NodeOptions, 'cwd' | 'env' | 'execArgv' | 'execPath' | 'uid' | 'gid' | 'serialization'> {}

const NODE_KEYS = ['cwd', 'env', 'execArgv', 'execPath', 'uid', 'gid', 'serialization'] as const

/**
 * A process that runs a module of Node's, with a channel, for a supervisor's `run`: messages are the frames. All that is said
 * of `thread` holds for it. Asked to end without a `goodbye`, its channel is closed, it gets SIGTERM 200 ms later, and
 * SIGKILL after `shutdownMs`; silent, it gets SIGKILL at once. Its standard input is empty.
 *
 * @param module a path or a `file:` URL.
 * @throws OptionError naming the option that cannot be used.
 */
export function fork(
  module: string | URL,
  args: readonly string[] = [],
  options: ForkOptions = {},
): Program<ProgramHandle> {
  checkWhat('module', module)
  const plan = outputPlan(module, options, ['group', ...MESSAGING_KEYS, ...NODE_KEYS])
  const messaging = among(options, MESSAGING_KEYS)
  const given = among(options, NODE_KEYS)
  const printed = plan.isKept ? 'pipe' : 'inherit'
  const start = (): ChildProcess =>
    startFork(module, args, {
      ...given,
      detached: plan.isGroup,
      stdio: ['ignore', printed, printed, 'ipc'],
    })
  return messagingProgram({ kind: 'fork', plan, messaging, start })
}
