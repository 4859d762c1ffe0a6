/** Divides seeds among processes, and adds up what they say. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { NO_RUNS, type SimulationSummary, together } from '../../src/testing/simulation/summary.ts'

export interface SharesOptions {
  readonly seed: number
  readonly seeds: number
  readonly workers: number
  /** Further arguments of each process. */
  readonly args: readonly string[]
  readonly progress: (line: string) => void
}

/** So many seeds are one process: what it has gathered in memory goes with it. */
const SHARE = 100
const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** Each line of `broken`, and the sum of all summaries. A seed that breaks something does not end the run. */
export async function runShares({ seed, seeds, workers, args, progress }: SharesOptions): Promise<{
  readonly sum: SimulationSummary
  readonly failures: readonly object[]
}> {
  let sum = NO_RUNS
  const failures: object[] = []
  let next = seed
  const end = seed + seeds
  const work = async (): Promise<void> => {
    while (next < end) {
      const first = next
      next = Math.min(end, first + SHARE)
      const last = next
      for (let from = first; from < last; ) {
        const told = await oneProcess(from, last - from, args)
        sum = together(sum, told.sum)
        if (told.failure !== null) failures.push(told.failure)
        // It ends with the first seed that breaks something: the others follow in another process.
        from += Math.max(1, told.sum.seeds)
      }
      progress(
        `${sum.seeds} of ${seeds} seeds, ${Math.round(sum.connectionHours)} connection-hours, ${failures.length} broken`,
      )
    }
  }
  await Promise.all(Array.from({ length: workers }, work))
  return { sum, failures }
}

async function oneProcess(
  seed: number,
  seeds: number,
  args: readonly string[],
): Promise<{ readonly sum: SimulationSummary; readonly failure: object | null }> {
  const child = spawn(
    process.execPath,
    [MAIN, 'simulate', '--json', '--seed', `${seed}`, '--seeds', `${seeds}`, ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let sum = NO_RUNS
  let failure: object | null = null
  for await (const line of createInterface({ input: child.stdout })) {
    const told: { readonly kind?: string } & SimulationSummary = JSON.parse(line)
    if (told.kind === 'broken') failure = told
    if (told.kind === 'summary') sum = told
  }
  const status = await new Promise((resolve) => {
    if (child.exitCode !== null) resolve(child.exitCode)
    else child.once('close', resolve)
  })
  if (status !== 0 && failure === null) throw new Error(`seed ${seed}: the process ended with ${status}`)
  return { sum: { ...NO_RUNS, ...pick(sum) }, failure }
}

function pick({
  seeds,
  connectionHours,
  events,
  hardships,
  acts,
  parts,
  checked,
}: SimulationSummary): SimulationSummary {
  return { seeds, connectionHours, events, hardships, acts, parts, checked }
}
