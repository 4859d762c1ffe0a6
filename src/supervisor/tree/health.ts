/** Whether a tree can do its work: what HTTP health endpoints are asked for. */
import { checkOptions, hookOption } from '../../machines/check.ts'
import { describeCause } from '../../transport/transport.ts'
import type { Supervisor } from '../supervisor.ts'
import type { ChildNode, SupervisorNode } from './nodes.ts'
import { treeOf } from './tree.ts'

/** What is asked of a tree. */
export interface HealthOptions {
  /**
   * Which children have to be well for the tree to be ready; of a supervisor that does not matter, nothing under it does.
   * Default: all.
   */
  readonly matters?: (node: ChildNode) => boolean
}

/** Something that keeps a tree from being ready. */
export interface Ailment {
  /** Of whom, or of what. */
  readonly id: string
  /** What that is. */
  readonly kind: ChildNode['kind']
  /** Where it is in its life; `draining` of whatever is being drained. */
  readonly phase: ChildNode['phase']
  /** For people. */
  readonly why: string
}

/** How a tree is, as JSON can carry it. */
export interface Health {
  /** Whether the supervisor can do its work. If not, nothing but a new process, or a new supervisor, will help. */
  readonly live: boolean
  /** Whether, besides, all that matters is well. */
  readonly ready: boolean
  /** What is not well; empty when ready. */
  readonly ailments: readonly Ailment[]
}

/**
 * How a tree is. It is *live* until its outermost supervisor has given up or ended. It is *ready* while that one runs, its
 * children are well, nested ones included, and none of them is being drained: connections `alive` or `suspect`, listeners
 * `listening`, supervisors `running`. Children that ended because they were asked to, or that were temporary, are not
 * missed; accepted connections do not count. A program has a moment to answer in: what is dialled again is not ready
 * meanwhile.
 *
 * @param of a supervisor, or a tree that was looked at before.
 * @throws OptionError naming the option that cannot be used.
 */
export function healthOf(of: Supervisor | SupervisorNode, options: HealthOptions = {}): Health {
  checkOptions('healthOf', options, ['matters'])
  const matters = hookOption('matters', options.matters) ?? (() => true)
  const root = 'branch' in of ? treeOf(of) : of
  const ailments = [...ailmentsOf(root, matters)]
  return {
    live: root.phase === 'running' || root.phase === 'stopping',
    ready: ailments.length === 0,
    ailments,
  }
}

function* ailmentsOf(
  supervisor: SupervisorNode,
  matters: (node: ChildNode) => boolean,
): Generator<Ailment, void, undefined> {
  // Whatever its children are, they are on their way out.
  if (supervisor.phase !== 'running' || supervisor.isDraining) return yield ailmentOf(supervisor)
  for (const node of supervisor.children) {
    if (!matters(node) || isDone(node)) continue
    if (node.kind === 'supervisor') yield* ailmentsOf(node, matters)
    else if (!WELL.has(node.phase) || node.isDraining) yield ailmentOf(node)
  }
}

const WELL: ReadonlySet<ChildNode['phase']> = new Set<ChildNode['phase']>(['alive', 'suspect', 'listening'])

/** Ended, and not by any failure that somebody should hear of. */
function isDone({ phase, child }: ChildNode): boolean {
  if (child?.life.is !== 'ended') return false
  return phase !== 'failed' || child.restart === 'temporary'
}

function ailmentOf(node: ChildNode): Ailment {
  const { id, kind, cause } = node
  const isWell = node.phase === 'running' || WELL.has(node.phase)
  // What else is wrong matters more: a drain ends by itself.
  const phase = isWell ? 'draining' : node.phase
  const why = isWell || cause === null ? '' : `: ${describeCause(cause)}`
  return { id, kind, phase, why: `${id} is ${phase}${why}` }
}
