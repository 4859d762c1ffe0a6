/** `npm run mutation`: changes the sources one small thing at a time, and counts the changes that no test notices. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { AREAS, sourcesOf } from './mutation/areas.ts'
import { explain, survivorsOf } from './mutation/explain.ts'
import { EXPLAINED } from './mutation/explained.ts'
import { glance, hunt } from './mutation/hunt.ts'
import { scoresOf, tableOf } from './mutation/score.ts'

/** In percent, for each folder. */
const ENOUGH = 85

const { values } = parseArgs({
  options: {
    // An area, or a part of the path of sources: `--only framing --only machines/detector`.
    only: { type: 'string', multiple: true, default: [] },
    // With the mirrors of the sources alone; no survivor has to be explained then.
    mirror: { type: 'boolean', default: false },
    // Forgets the verdicts of earlier runs.
    fresh: { type: 'boolean', default: false },
    concurrency: { type: 'string', default: '1' },
  },
})
const { only, mirror, fresh } = values
const concurrency = Number(values.concurrency)
const root = fileURLToPath(new URL('..', import.meta.url))
const cache = join(root, 'node_modules/.cache/mutation')

const mutated = new Set<string>()
const mutants = []
for (const area of AREAS) {
  const sources = sourcesOf(area, root).filter(
    (path) => only.length === 0 || only.some((part) => part === area.name || path.includes(part)),
  )
  if (sources.length === 0) continue
  for (const path of sources) mutated.add(path)
  mutants.push(...(await (mirror ? glance : hunt)({ area, sources, root, cache, fresh, concurrency })))
}
if (mutants.length === 0) {
  console.error(
    `mutation: --only: no source of ${AREAS.map(({ name }) => name).join(', ')} is called ${only}`,
  )
  process.exit(2)
}

const scores = scoresOf(mutants)
console.log(tableOf(scores))
const { open, stale } = explain(survivorsOf(mutants, root), EXPLAINED, mutated)
for (const { at, code, becomes } of open) console.log(`survived: ${at}: ${code} → ${becomes}`)
if (!mirror) {
  for (const { file, code, becomes } of stale)
    console.log(`explained, but gone: ${file}: ${code} → ${becomes}`)
}
const isExplained = mirror || open.length + stale.length === 0
process.exitCode = isExplained && scores.every(({ score }) => score >= ENOUGH) ? 0 : 1
