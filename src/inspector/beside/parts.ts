/** What stands beside the tree: breakers, pools and registries, told apart by their form, read all at once. */
import { checkObject, messageOf, OptionError } from '../../transport/transport.ts'
import type { ShownBeside } from '../wire.ts'
import { type InspectedBreaker, isBreaker, shownBreaker } from './breaker.ts'
import { fact } from './facts.ts'
import { type InspectedPool, isPool, shownPool } from './pool.ts'
import { type InspectedRegistry, isRegistry, shownRegistry } from './registry.ts'

/** What can be shown beside a tree: one of `pulsetree/breaker`, `pulsetree/pool` or `pulsetree/registry`. */
export type Beside = InspectedBreaker | InspectedPool | InspectedRegistry

/** Of these there may be so many. */
export const MOST_BESIDE = 64
/** Rows of one of them. */
const MOST_ROWS = 256

interface Part {
  readonly name: string
  readonly kind: ShownBeside['kind']
  read(nodes: ReadonlyMap<string, string>): ShownBeside
}

export class Parts {
  readonly #parts: readonly Part[]
  readonly #pools: readonly InspectedPool[]

  /** @throws OptionError naming `beside`, or the one of it that is none of these. */
  constructor(beside: Readonly<Record<string, Beside>>) {
    checkObject(beside, 'beside')
    const given = Object.entries(beside)
    if (Array.isArray(beside)) throw new OptionError('beside', 'expected an object that gives each its name')
    if (given.length > MOST_BESIDE) throw new OptionError('beside', `expected ${MOST_BESIDE} at most`)
    this.#parts = given.map(([name, one]) => partOf(name, one))
    this.#pools = given.flatMap(([, one]) => (isPool(one) ? [one] : []))
  }

  get isEmpty(): boolean {
    return this.#parts.length === 0
  }

  /** All of them, as they are now. */
  read(): readonly ShownBeside[] {
    const nodes = new Map<string, string>()
    for (const { members } of this.#pools) {
      for (const { endpoint, connection } of members) nodes.set(endpoint, connection)
    }
    return this.#parts.map((part) => {
      try {
        return part.read(nodes)
      } catch (error) {
        // It may be anybody's that only has the form: whoever looks must not break the program.
        return unreadable(part, error)
      }
    })
  }
}

function partOf(name: string, one: Beside): Part {
  if (name === '') throw new OptionError('beside', 'expected a name for each')
  if (typeof one === 'object' && one !== null) {
    if (isBreaker(one)) return { name, kind: 'breaker', read: () => shownBreaker(name, one) }
    if (isPool(one)) return { name, kind: 'pool', read: () => shownPool(name, one, MOST_ROWS) }
    if (isRegistry(one)) {
      return { name, kind: 'registry', read: (nodes) => shownRegistry(name, one, MOST_ROWS, nodes) }
    }
  }
  throw new OptionError(`beside.${name}`, 'expected a breaker, a pool or a registry')
}

function unreadable({ name, kind }: Part, error: unknown): ShownBeside {
  const facts = fact('cannot be read', messageOf(error))
  return {
    name,
    kind,
    phase: 'failed',
    tone: 'ink',
    since: null,
    facts,
    rows: [],
    left: 0,
    link: null,
    chart: null,
  }
}
