/** A program's options, checked at the door, and the handles that follow from them. */
import { NEVER } from '../machines/never.ts'
import { connectPlan, type Plan } from '../machines/options.ts'
import type { HeartbeatProtocol } from '../machines/protocol.ts'
import { sorterFor } from '../machines/sorter.ts'
import type { ChildPlan } from '../supervisor/child.ts'
import type { Connection } from '../supervisor/handle.ts'
import type { Keeper } from '../supervisor/keeper.ts'
import type { Program, RunOptions } from '../supervisor/program.ts'
import { OptionError } from '../transport/transport.ts'
import { Runner } from './runner.ts'

/** What holds for one kind of program where nobody says otherwise. */
export interface Usual {
  /** How it is watched: the protocol of a heartbeat that is asked for without one. */
  readonly protocol: HeartbeatProtocol
  /** Whether it is watched unasked. */
  readonly isWatched: boolean
  /** Whether no frames are exchanged with it: whoever waits for it to be idle waits for its end. */
  readonly isMute?: boolean
  /** Default `deliver`. */
  readonly frames?: 'deliver' | 'ignore'
  /** Why nothing is ever heard of it, where that is so: then it cannot be watched. */
  readonly unheard?: string
}

/** How long an orderly end may take when its supervisor sets no limit: the longest time that can be said, 24 days. */
const LONGEST_MS = 2 ** 31

/** Programs end for good or are started again by their supervisor: nobody dials. */
const FOREIGN = ['backoff', 'retry', 'rotation']

/** What judges by what is heard. */
const LISTENING = ['heartbeat', 'firstFrameTimeoutMs', 'readTimeoutMs', 'idleMs', 'staleAfterMs'] as const

/**
 * @param make a handle over this runner.
 * @throws OptionError naming the option that cannot be used.
 */
export function prepared<Handle extends Connection>(
  program: Program<Handle>,
  usual: Usual,
  { replace, ...options }: RunOptions<Handle>,
  { restart, shutdownMs }: ChildPlan,
  make: (plan: Plan, runner: Runner<Handle>, keeper: Keeper) => Handle,
): (keeper: Keeper) => Handle {
  const foreign = FOREIGN.find((name) => name in options)
  if (foreign !== undefined) {
    throw new OptionError(foreign, 'is for connections; a program is started again by its supervisor')
  }
  const deaf = usual.unheard === undefined ? undefined : LISTENING.find((name) => isAsked(options[name]))
  if (deaf !== undefined) throw new OptionError(deaf, `nothing is heard of this program: ${usual.unheard}`)
  const { heartbeat = usual.isWatched ? {} : 'none' } = options
  const patienceMs = shutdownMs === NEVER ? LONGEST_MS : Math.max(shutdownMs, 1)
  const { pong } = usual.protocol
  const checked = connectPlan(
    {
      closeTimeoutMs: patienceMs,
      frames: usual.frames ?? 'deliver',
      ...options,
      heartbeat:
        typeof heartbeat === 'object' && heartbeat !== null
          ? { protocol: usual.protocol, ...heartbeat }
          : heartbeat,
      retry: () => false,
    },
    new Runner(program, replace),
  )
  // Watched or not, it may say by the heartbeat of its kind that it is up: that is no business.
  const plan =
    pong === null || checked.heartbeat !== null
      ? checked
      : Object.freeze({ ...checked, sorter: sorterFor({ pong }, checked.cut) })
  return (keeper) => {
    // One that is started again whatever it ends of has no end to wait for.
    const runner = new Runner(program, replace, usual.isMute === true && restart !== 'permanent')
    const handle = make(plan, runner, keeper)
    runner.handle = handle
    return handle
  }
}

function isAsked(option: unknown): boolean {
  return option !== undefined && option !== false && option !== 'none'
}
