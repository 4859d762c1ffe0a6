import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))

test('The mutants of the back-off are all but killed by its own tests: a real run of stryker, in seconds', {
  timeout: 180_000,
}, () => {
  const { PATH } = process.env
  const run = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'scripts/mutation.ts', '--only', 'machines/backoff', '--mirror'],
    { cwd: root, encoding: 'utf8', env: { PATH } },
  )
  expect(run.status, `${run.stdout}${run.stderr}`).toBe(0)
  const [killed = 0, timedOut = 0, survived = 0, uncovered = 0, broke = 0, score = 0] =
    /^\| all \|(.*)%/m.exec(run.stdout)?.[1]?.split('|').map(Number) ?? []
  expect(killed).toBeGreaterThan(60)
  expect(killed + timedOut + survived + uncovered + broke).toBeLessThan(90)
  expect(score).toBeGreaterThanOrEqual(95)
})
