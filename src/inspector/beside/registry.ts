/** A registry as the page shows it: whether what we advertise is still ours, and what is known of the services we watch. */
import type { BesideRow, ShownBeside } from '../wire.ts'
import { cut, fact, moment } from './facts.ts'
import { hasLists, hasMethods } from './form.ts'
import { toneOf } from './looks.ts'

/** An instance of a service. */
export interface InspectedInstance {
  /** What it is one of. */
  readonly service: string
  /** Unique in its service. */
  readonly id: string
  /** Where it is to be reached. */
  readonly endpoint: string
  /** What else is said of it. */
  readonly metadata: Readonly<Record<string, string>>
}

/** An instance that is advertised. */
export interface InspectedRegistration {
  /** Which. */
  readonly instance: InspectedInstance
  /** The id of what it lives as long as; null where that is no part of a tree. */
  readonly owner: string | null
  /** Whether it holds. */
  readonly state: string
  /** Until when at least, in ms since the epoch; null where it does not hold. */
  readonly heldUntil: number | null
  /** What keeps it from holding. */
  readonly problem: { readonly kind: string; readonly detail: string } | null
  /** Counts its sessions from 1. */
  readonly session: number
}

/** What is read of a registry: those of `pulsetree/registry` have it. */
export interface InspectedRegistry {
  /** What is advertised by it. */
  readonly registrations: readonly InspectedRegistration[]
  /** What is watched by it. */
  readonly watches: readonly {
    readonly service: string
    readonly instances: readonly InspectedInstance[]
    readonly isStale: boolean
  }[]
  /** By it registries are told from others. */
  watch(service: string): unknown
}

export function isRegistry(given: object): given is InspectedRegistry {
  return hasMethods(given, 'register', 'watch') && hasLists(given, 'registrations', 'watches')
}

/**
 * @param name what the host program calls it.
 * @param nodes the ids of nodes by the endpoint that they dial.
 */
export function shownRegistry(
  name: string,
  registry: InspectedRegistry,
  most: number,
  nodes: ReadonlyMap<string, string>,
): ShownBeside {
  const { registrations, watches } = registry
  const phase = phaseOf(registry)
  const rows: BesideRow[] = registrations.map(registered)
  for (const { service, instances, isStale } of watches) {
    const word = isStale ? 'stale' : 'known'
    const count = fact('instances', instances.length)
    rows.push({
      name: cut(service),
      level: 1,
      phase: word,
      tone: toneOf(word),
      facts: [...fact('watched', 'service'), ...count],
      link: null,
    })
    // No more than can be told: a service may have any number.
    for (const instance of instances.slice(0, most)) {
      const link = nodes.get(instance.endpoint) ?? null
      rows.push({
        name: cut(instance.id),
        level: 2,
        phase: word,
        tone: toneOf(word),
        facts: instanceFacts(instance),
        link,
      })
    }
  }
  const unseen = watches.reduce((sum, { instances }) => sum + Math.max(0, instances.length - most), 0)
  return {
    name,
    kind: 'registry',
    phase,
    tone: toneOf(phase),
    since: null,
    facts: [
      ...fact(
        'registered here',
        `${registrations.filter(({ state }) => state === 'held').length} held of ${registrations.length}`,
      ),
      ...fact('services watched', watches.length),
    ],
    rows: rows.slice(0, most),
    left: Math.max(0, rows.length - most) + unseen,
    link: null,
    chart: null,
  }
}

/** As far as it can be told from what it says of others. */
function phaseOf({ registrations, watches }: InspectedRegistry): string {
  const isAway = ({ state, problem }: InspectedRegistration): boolean =>
    state === 'doubtful' || problem?.kind === 'unreachable' || problem?.kind === 'overdue'
  if (watches.some(({ isStale }) => isStale) || registrations.some(isAway)) return 'out of touch'
  const isSure = watches.length > 0 || registrations.some(({ state }) => state === 'held')
  return isSure ? 'in touch' : 'unused'
}

/** Until when it is held moves on with each renewal, which is no news: it is told while nobody confirms it. */
function registered({
  instance,
  owner,
  state,
  heldUntil,
  problem,
  session,
}: InspectedRegistration): BesideRow {
  return {
    name: cut(instance.id),
    level: 1,
    phase: cut(state),
    tone: toneOf(state),
    facts: [
      ...fact('registered as', instance.service),
      ...moment('ours until', state === 'doubtful' ? heldUntil : null),
      ...fact('problem', problem === null ? null : `${problem.kind}: ${problem.detail}`),
      ...fact('session', session > 1 ? session : null),
      ...instanceFacts(instance),
    ],
    link: owner,
  }
}

function instanceFacts({ endpoint, metadata }: InspectedInstance): BesideRow['facts'] {
  const more = Object.entries(metadata).map(([key, value]) => `${key} ${value}`)
  return [...fact('endpoint', endpoint), ...fact('metadata', more.length === 0 ? null : more.join(', '))]
}
