/** Finds what an id of the page stands for. */
import { type Kept, Supervisor } from '../supervisor/supervisor.ts'

/** A part of a tree, and where it stands. */
export interface Found {
  readonly kept: Kept
  /** Who can start it again; null of the outermost supervisor, and of what was accepted. */
  readonly parent: Supervisor | null
  /** What its parent calls it. */
  readonly name: string
}

/** Of a page's id, which may be nothing but slashes; each step looks at all of what is before it. */
const MOST_STEPS = 64

/** What has this id in the tree under `supervisor`, itself included; null where there is none (any more). */
export function findIn(supervisor: Supervisor, id: string): Found | null {
  if (id === supervisor.id) return { kept: supervisor, parent: null, name: id }
  return findBelow(supervisor, id)
}

function findBelow(supervisor: Supervisor, id: string): Found | null {
  const { children, live, prefix } = supervisor.branch
  const name = id.slice(prefix.length)
  if (!id.startsWith(prefix)) return null
  if (children.get(id) !== undefined) {
    const kept = supervisor.find(name)
    return kept === undefined ? null : { kept, parent: supervisor, name }
  }
  const accepted = live.get(id)
  if (accepted !== undefined) return { kept: accepted, parent: null, name }
  // Names may have slashes in them.
  let at = name.indexOf('/')
  for (let step = 0; at > 0 && step < MOST_STEPS; step += 1, at = name.indexOf('/', at + 1)) {
    const nested = children.get(prefix + name.slice(0, at))?.child
    const found = nested instanceof Supervisor ? findBelow(nested, id) : null
    if (found !== null) return found
  }
  return null
}
