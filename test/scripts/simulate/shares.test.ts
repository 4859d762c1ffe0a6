import { expect, test } from 'vitest'
import { runShares } from '../../../scripts/simulate/shares.ts'
import '../../support/cli.ts'

test('Seeds that are divided among processes add up to what one of them says', async () => {
  const lines: string[] = []
  const options = { seed: 1, seeds: 3, args: ['--hours', '0.02', '--connections', '10'] }
  const two = await runShares({ ...options, workers: 2, progress: (line) => lines.push(line) })
  const one = await runShares({ ...options, workers: 1, progress: () => {} })
  expect(two).toEqual(one)
  expect([two.sum.seeds, two.failures]).toEqual([3, []])
  expect(lines.at(-1)).toMatch(/^3 of 3 seeds, \d+ connection-hours, 0 broken$/)
}, 30_000)

test('A process that cannot do what it was told ends the run', async () => {
  const args = ['--hours', 'many']
  await expect(runShares({ seed: 1, seeds: 1, workers: 1, args, progress: () => {} })).rejects.toThrow(
    'ended with 2',
  )
}, 30_000)
