/** Hunts the mutants of an area. */
import { relative } from 'node:path'
import type { Area } from './areas.ts'
import { type Judged, mutate } from './mutate.ts'

export interface Hunt {
  readonly area: Area
  /** Those of its sources that are mutated. */
  readonly sources: readonly string[]
  readonly root: string
  /** The folder in which verdicts are kept. */
  readonly cache: string
  readonly fresh: boolean
  readonly concurrency: number
}

/** With its quick tests, and those that survive with its models. */
export async function hunt({ area, sources, root, cache, ...how }: Hunt): Promise<readonly Judged[]> {
  const first = await mutate({ ...how, sources, tests: area.tests, remembered: `${cache}/${area.name}.json` })
  const left = first.filter(hasSurvived)
  if (left.length === 0 || area.models.length === 0) return first
  const second = await mutate({
    ...how,
    sources: [...new Set(left.map((mutant) => rangeOf(mutant, root)))],
    tests: area.models,
    remembered: `${cache}/${area.name}-models.json`,
  })
  const verdicts = new Map(second.map((mutant) => [keyOf(mutant), mutant]))
  return first.map((mutant) => {
    const later = verdicts.get(keyOf(mutant))
    // What the models do not go to has survived the others all the same.
    return hasSurvived(mutant) && later !== undefined && !hasSurvived(later) ? later : mutant
  })
}

/** By the mirrors of its sources alone: a first look, in seconds. Nothing is remembered of it. */
export function glance({ sources, fresh, concurrency }: Hunt): Promise<readonly Judged[]> {
  const tests = sources.map((path) => path.replace(/^src/, 'test').replace(/\.ts$/, '.test.ts'))
  return mutate({ sources, tests, remembered: null, fresh, concurrency })
}

function hasSurvived({ status }: Judged): boolean {
  return status === 'Survived' || status === 'NoCoverage'
}

/** As stryker takes it: columns count from 0 there, and from 1 in what it reports. */
function rangeOf({ fileName, location: { start, end } }: Judged, root: string): string {
  return `${relative(root, fileName)}:${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`
}

function keyOf({ fileName, location: { start, end }, mutatorName, replacement }: Judged): string {
  return [fileName, start.line, start.column, end.line, end.column, mutatorName, replacement].join(':')
}
