/** Options of a child at run time. */
import { checkOptions, integerOption } from '../machines/check.ts'
import type { ConnectOptions, Plan } from '../machines/options.ts'
import { OptionError, type Transport } from '../transport/transport.ts'
import { apart, type Child, type ChildOptions } from './child.ts'
import { Connection } from './handle.ts'
import { ListenerHandle } from './listener.ts'
import type { Said } from './recipe.ts'
import type { Supervisor } from './supervisor.ts'

/** What may be said anew of a child. */
export interface ChangeOptions extends ChildOptions, Omit<ConnectOptions, 'rotation' | 'holdFrames'> {
  /** Of a connection: what dials from its next link on. */
  readonly transport?: Transport
  /** Of a listener: those that are there already stay, should they be more. */
  readonly maxConnections?: number
}

/** Those that a connection keeps. */
const FIXED = ['rotation', 'holdFrames']

/**
 * Changes options of a child while it lives. What is not said stays as it was; a nested object, such as `heartbeat`, is
 * said as a whole. Options of children, and `maxConnections`, hold at once: a delay or a stop that is under way goes on as
 * it began. Those of a connection, and its `transport`, hold from its next link on: with `rotate()` after this they are
 * proven before the old link is closed, with `restart` they hold at once. What else was said of listeners, programs and
 * nested supervisors cannot be changed while they live.
 *
 * @throws OptionError naming the option that cannot be used, or changed, or `id` when there is no such child; everything
 *   is as it was then.
 */
export function change(supervisor: Supervisor, id: string, options: ChangeOptions): void {
  const { branch } = supervisor
  const entry = branch.children.get(branch.prefix + id)
  if (entry === undefined || entry.specify === null) {
    throw new OptionError('id', `there is no child called ${id}`)
  }
  const { child } = entry
  const { transport, ...now } = options
  checkKnown(child, options)
  const said = together(entry.said, now)
  const { plan, make, once, dial } = entry.specify(said, transport ?? entry.transport)
  if (child instanceof Connection && dial !== undefined) redial(child, dial.plan, dial.transport)
  if (child instanceof ListenerHandle && said.maxConnections !== undefined) {
    child.maxConnections = integerOption('maxConnections', said.maxConnections, 1, 1_000_000)
  }
  entry.said = said
  entry.transport = transport ?? entry.transport
  entry.plan = plan
  entry.make = once ? null : make
  branch.feed.emit({ kind: 'changed', id: child.id })
}

/** @throws OptionError when the plan or the transport does not go with what the connection is. */
function redial(connection: Connection, plan: Plan, transport: Transport): void {
  const { clock, random } = connection.world
  // One that leads to several endpoints says here what it needs.
  transport.route?.({ clock, random, rotates: plan.rotation !== null, hint() {} }).gone()
  connection.rotator?.replan(plan, transport)
  connection.session.next = { plan, transport }
}

function checkKnown(child: Child, options: ChangeOptions): void {
  const [, rest] = apart(options)
  const names = Object.keys(rest)
  if (child instanceof ListenerHandle) checkOptions('change', rest, ['maxConnections'])
  else if (child instanceof Connection && !child.session.finishes) {
    checkOptions(
      'change',
      rest,
      names.filter((name) => !FIXED.includes(name)),
    )
  } else checkOptions('change', rest, [])
}

/** Two options say the same: the one that is said now takes the place of both. */
function together(before: Said, now: Said): Said {
  const isDelayed = now.restartDelayMs !== undefined || now.restartBackoff !== undefined
  if (!isDelayed) return { ...before, ...now }
  const { restartDelayMs: _, restartBackoff: __, ...others } = before
  return { ...others, ...now }
}
