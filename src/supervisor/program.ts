/** What `run` keeps: something that beats, and may finish. The contract; which programs there are stands in `src/programs`. */
import type { ConnectOptions } from '../machines/options.ts'
import type { Cause, Link, LinkOwner, Payload } from '../transport/transport.ts'
import type { ChildOptions, ChildPlan } from './child.ts'
import type { Connection } from './handle.ts'
import type { Keeper } from './keeper.ts'

/**
 * Something that runs: `task` of `pulsetree/task`; `thread`, `fork` and `command` of `pulsetree/programs`. It is only said
 * what runs; each life of the child runs it anew.
 */
export interface Program<Handle extends Connection = Connection> {
  /** For people: what runs. */
  readonly name: string
  /** @internal What may take its place is of the same kind. */
  readonly kind: string
  /** @internal See {@link Transport.encode}. */
  encode(payload: Payload): Payload
  /** @internal Starts it, and tells `handle` what cannot be told by a link. */
  dial(owner: LinkOwner, handle: Handle): Link
  /** @internal @throws OptionError naming the option that cannot be used. */
  prepare(id: string, options: RunOptions<Handle>, child: ChildPlan): (keeper: Keeper) => Handle
}

/** What may be said of a program that runs: what may be said of a connection, but for dialling again, which it does not. */
export interface RunOptions<Handle extends Connection = Connection>
  extends Omit<ConnectOptions, 'backoff' | 'retry' | 'rotation'>,
    ChildOptions {
  /** Another program in its place, after restarts in vain. Default: the same one again, as often as intensities allow. */
  readonly replace?: ReplaceOptions<Handle>
}

/** When a program is given up for another one. */
export interface ReplaceOptions<Handle extends Connection = Connection> {
  /**
   * After so many restarts in a row that were in vain, the next one runs another program, and the count starts over. From 0
   * (at the first failure) to 1000. An intensity counts on: let it have room for more restarts than these.
   */
  readonly after: number
  /**
   * A restart was in vain when the program failed again within this time, in ms; time in which this process did not run is
   * not counted. Default 5000; at least 1.
   */
  readonly stableMs?: number
  /**
   * Says what to run from now on: another command, another host; of the same kind as before. What it throws is a crash.
   *
   * @param handle what has failed: its `cause`, its `exit`, its output.
   * @param causes of the ends in this row, oldest first.
   */
  with(handle: Handle, causes: readonly Cause[]): Program<Handle>
}
