/** Sets of instances: what is new in one, and what is kept of one that a registry has forgotten. Pure. */
import type { Instance } from './registry.ts'

/** In the order of their ids, as code units have it; of two with one id the last one. */
export function inOrder(instances: readonly Instance[]): readonly Instance[] {
  const byId = new Map(instances.map((instance) => [instance.id, instance]))
  return [...byId.values()].sort((one, other) => (one.id < other.id ? -1 : 1))
}

/** What came and what went; what is another one under its old id is in both. */
export function differenceOf(
  before: readonly Instance[],
  after: readonly Instance[],
): { readonly added: readonly Instance[]; readonly removed: readonly Instance[] } {
  return { added: without(after, before), removed: without(before, after) }
}

/** What a registry knows, and of what it knew before it lost its data, whoever is not there again. */
export function remembered(before: readonly Instance[], read: readonly Instance[]): readonly Instance[] {
  const ids = new Set(read.map(({ id }) => id))
  return inOrder([...read, ...before.filter(({ id }) => !ids.has(id))])
}

function without(instances: readonly Instance[], others: readonly Instance[]): readonly Instance[] {
  const byId = new Map(others.map((other) => [other.id, other]))
  return instances.filter((instance) => {
    const other = byId.get(instance.id)
    return other === undefined || !isSame(instance, other)
  })
}

function isSame(one: Instance, other: Instance): boolean {
  const [names, others] = [Object.keys(one.metadata), Object.keys(other.metadata)]
  return (
    one.endpoint === other.endpoint &&
    names.length === others.length &&
    names.every((name) => one.metadata[name] === other.metadata[name])
  )
}
