import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { TESTS } from '../../../scripts/mutation/tests.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** How each test of a file ends under the runner of mutants. */
function ends(file: string): Record<string, string> {
  const { PATH } = process.env
  const run = spawnSync(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config=scripts/mutation/vitest.config.ts',
      '--reporter=json',
      '--silent',
    ],
    { cwd: root, encoding: 'utf8', env: { PATH, [TESTS]: JSON.stringify([file]) } },
  )
  const { testResults } = JSON.parse(run.stdout.slice(run.stdout.indexOf('{'))) as {
    testResults: { assertionResults: { fullName: string; status: string }[] }[]
  }
  return Object.fromEntries(
    testResults.flatMap(({ assertionResults }) =>
      assertionResults.map(({ fullName, status }) => [fullName, status]),
    ),
  )
}

// Stryker looks at tests alone: a file that fails without any has caught nothing.
test('A suite that throws while it is collected has a test that fails, and the others are run', () => {
  expect(ends('test/scripts/mutation/support/breaks.ts')).toEqual({
    'is well': 'passed',
    'what throws while it is collected can be collected': 'failed',
    'what stands beside it is well, too': 'passed',
  })
})

test('A file that throws while it is loaded has one as well', () => {
  expect(ends('test/scripts/mutation/support/breaks-at-once.ts')).toEqual({
    'what was there before is well': 'passed',
    'can be loaded': 'failed',
  })
})
