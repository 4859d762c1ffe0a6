/** The rows of what stands beside the tree: each part, and under it what it keeps or knows. */
import type { BesideFact, BesideRow, ShownBeside } from '../../../../src/inspector/wire.ts'
import type { Tone } from '../ui/shapes.ts'

/** What a row says of somebody. */
export interface Service {
  readonly name: string
  /** Of a part; empty of what is under one. */
  readonly kind: string
  readonly phase: string
  readonly tone: Tone
  readonly since: number | null
  readonly facts: readonly BesideFact[]
  /** The id of a node of the tree. */
  readonly link: string | null
}

export interface ServiceRow {
  /** Stays the same from one telling to the next. */
  readonly id: string
  /** Where it belongs. */
  readonly part: ShownBeside
  readonly node: Service
  readonly level: number
  readonly position: number
  readonly siblings: number
  readonly isOpen: boolean | null
}

export interface ServicesAsked {
  /** Empty: all. */
  readonly search: string
  /** Ids of those whose rows are folded away. */
  readonly folded: ReadonlySet<string>
}

interface Branch {
  readonly id: string
  readonly node: Service
  readonly under: readonly Branch[]
}

export function servicesRows(
  parts: readonly ShownBeside[],
  { search, folded }: ServicesAsked,
): readonly ServiceRow[] {
  const wanted = search.trim().toLowerCase()
  const rows: ServiceRow[] = []
  const add = (branches: readonly Branch[], level: number, part: ShownBeside | null): void => {
    const seen = wanted === '' ? branches : branches.filter((branch) => isWanted(branch, wanted))
    for (const [index, { id, node, under }] of seen.entries()) {
      const own = part ?? parts.find(({ name }) => name === node.name)
      if (own === undefined) continue
      // What is looked for is not to be hidden by an old fold.
      const isOpen = under.length === 0 ? null : wanted !== '' || !folded.has(id)
      rows.push({ id, part: own, node, level, position: index + 1, siblings: seen.length, isOpen })
      if (isOpen === true) add(under, level + 1, own)
    }
  }
  add(parts.map(branchOf), 1, null)
  return rows
}

/** The row that one is on: the one that was chosen, else the first breaker, since its chart says most. */
export function rowAt(rows: readonly ServiceRow[], chosen: string | null): number {
  const at = rows.findIndex(({ id }) => id === chosen)
  if (at >= 0) return at
  const first = rows.findIndex(({ part }) => part.chart !== null)
  return first >= 0 ? first : Math.min(0, rows.length - 1)
}

function branchOf(part: ShownBeside): Branch {
  const { name, kind, phase, tone, since, facts, link } = part
  const known = new Map<string, number>()
  const under: { id: string; node: Service; under: Branch[] }[] = []
  for (const row of part.rows) {
    const last = row.level === 2 ? under.at(-1) : undefined
    const id = unique(known, `${last?.id ?? name}\n${row.name}`)
    const branch = { id, node: serviceOf(row), under: [] }
    if (last === undefined) under.push(branch)
    else last.under.push(branch)
  }
  return { id: name, node: { name, kind, phase, tone, since, facts, link }, under }
}

function serviceOf({ name, phase, tone, facts, link }: BesideRow): Service {
  return { name, kind: '', phase, tone, since: null, facts, link }
}

/** One that is leaving may have the name of the one in its place. */
function unique(known: Map<string, number>, id: string): string {
  const nth = (known.get(id) ?? 0) + 1
  known.set(id, nth)
  return nth === 1 ? id : `${id}\n${nth}`
}

function isWanted({ node, under }: Branch, wanted: string): boolean {
  const { name, kind, phase, facts } = node
  const texts = [name, kind, phase, ...facts.map((fact) => ('value' in fact ? fact.value : ''))]
  return (
    texts.some((text) => text.toLowerCase().includes(wanted)) ||
    under.some((branch) => isWanted(branch, wanted))
  )
}
