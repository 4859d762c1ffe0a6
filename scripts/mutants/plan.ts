/** Tries planted bugs against suites, several at a time; each suite has to be green without a bug first. */
import type { Mutant } from '../../test/mutants/mutant.ts'
import { attempt } from './attempt.ts'
import type { Suite, SuiteName } from './suites.ts'
import type { Verdict } from './verdict.ts'

export interface Row {
  readonly mutant: Mutant
  /** By suite; one without a file for this bug is left out. */
  readonly verdicts: ReadonlyMap<SuiteName, Verdict>
}

export interface PlanOptions {
  readonly mutants: readonly Mutant[]
  readonly suites: readonly Suite[]
  /** How many trials run at once. */
  readonly jobs: number
  /** Whether the first suite that catches a bug is enough. */
  readonly isShort: boolean
  /** Told of each row as it is done. */
  readonly tell: (line: string) => void
  /** One suite against one bug. Default: in a process of its own. */
  readonly attempt?: typeof attempt
}

/** No suite takes less to be called a hang, whatever its usual time is; a loaded machine is no hang. */
const LEAST_DEADLINE_MS = 30_000
const TIMES_THE_USUAL = 6

/** @throws Error when a suite is not green by itself: to be caught would mean nothing then. */
export async function tryAll(options: PlanOptions): Promise<readonly Row[]> {
  const { mutants, suites, jobs, isShort, tell } = options
  const trial = options.attempt ?? attempt
  const usual = new Map<string, number>()
  const groups = new Map<string, readonly string[]>()
  for (const mutant of mutants) {
    for (const suite of suites) {
      const files = suite.files(mutant)
      if (files.length > 0) groups.set(files.join(), files)
    }
  }
  await inParallel([...groups], jobs, async ([key, files]) => {
    const began = performance.now()
    const verdict = await trial({ mutant: null, files }, 10 * 60_000)
    if (verdict.kind !== 'survived' || verdict.tests === 0) {
      const what = verdict.kind === 'survived' ? 'no test ran' : `${verdict.by}: ${verdict.why}`
      throw new Error(`not green without any bug: ${files.join(' ')}\n${what}`)
    }
    usual.set(key, performance.now() - began)
    tell(
      `${usual.size}/${groups.size} green without a bug: ${files.length === 1 ? key : `${files.length} files`}`,
    )
  })
  let done = 0
  return inParallel(mutants, jobs, async (mutant) => {
    const verdicts = new Map<SuiteName, Verdict>()
    for (const suite of suites) {
      const files = suite.files(mutant)
      if (files.length === 0) continue
      const deadlineMs = Math.max(LEAST_DEADLINE_MS, TIMES_THE_USUAL * (usual.get(files.join()) ?? 0))
      const verdict = await trial({ mutant, files }, deadlineMs)
      verdicts.set(suite.name, verdict)
      if (isShort && isCatch(verdict)) break
    }
    done += 1
    const row = { mutant, verdicts }
    tell(`${done}/${mutants.length} ${mutant.name}: ${catchersOf(row).join(', ') || 'caught by nothing'}`)
    return row
  })
}

/** Whether that counts: a mutant that cannot even run is no planted bug. */
function isCatch({ kind }: Verdict): boolean {
  return kind === 'caught' || kind === 'hang'
}

/** The suites that caught it. */
export function catchersOf({ verdicts }: Row): readonly SuiteName[] {
  return [...verdicts].flatMap(([suite, verdict]) => (isCatch(verdict) ? [suite] : []))
}

/** In the order of `items`, however many are under way. */
async function inParallel<Item, Result>(
  items: readonly Item[],
  jobs: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  const rest = items.entries()
  const worker = async (): Promise<void> => {
    for (const [index, item] of rest) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: jobs }, worker))
  return results
}
