import { describe, expect, test } from 'vitest'
import type { Connection, Program } from '../../src/index.ts'
import { task } from '../../src/programs/task.ts'
import { Vain } from '../../src/programs/vain.ts'
import type { Cause } from '../../src/transport/transport.ts'
import { testWorld } from '../support/world.ts'

const EOF: Cause = { kind: 'eof', by: 'peer' }

const other: Program<Connection> = JSON.parse('{"kind":"task","name":"other"}')

/** Failures after lives of so many ms each; null: it finished. Answers after which of them it is time for another one. */
async function replacedAfter(after: number, lives: readonly (number | null)[]): Promise<number[]> {
  const { supervisor } = testWorld()
  const handle = supervisor.run(
    'a',
    task(() => {}),
  )
  const vain = new Vain<Connection>({ after, stableMs: 1_000, with: () => other })
  const found: number[] = []
  for (const [index, livedMs] of lives.entries()) {
    if (livedMs === null) vain.finished()
    else vain.failed(EOF, livedMs)
    if (vain.instead(handle) !== null) found.push(index)
  }
  await supervisor.stop()
  return found
}

describe('Restarts are in vain', () => {
  test.each<[string, number, (number | null)[], number[]]>([
    ['at the first failure where none are allowed', 0, [0, 0], [0, 1]],
    ['when the program failed again after each of them', 2, [0, 0, 0], [2]],
    ['wherever it failed first after a long life', 2, [60_000, 0, 0], [2]],
    ['in a row alone: a life that was stable begins another one', 2, [0, 0, 1_000, 0, 999], [4]],
    ['in a row alone: work that was done begins another one', 2, [0, 0, null, 0, 0, 0], [5]],
    ['once: what took the place has as many', 1, [0, 0, 0, 0, 0], [1, 3]],
  ])('%s', async (_, after, lives, found) => {
    expect(await replacedAfter(after, lives)).toEqual(found)
  })

  test('and whoever replaces is told the causes of the row, oldest first, and of no life before it', async () => {
    const { supervisor } = testWorld()
    const handle = supervisor.run(
      'a',
      task(() => {}),
    )
    const told: unknown[] = []
    const vain = new Vain<Connection>({
      after: 1,
      with(failed, causes) {
        told.push(failed === handle, causes)
        return other
      },
    })
    const silent: Cause = { kind: 'silent', by: 'peer' }
    for (const [cause, livedMs] of [
      [EOF, 0],
      [silent, 5_000],
      [EOF, 4_999],
    ] as const)
      vain.failed(cause, livedMs)
    expect(vain.instead(handle)).toEqual({ program: other, restarts: 1 })
    expect(told).toEqual([true, [silent, EOF]])
    await supervisor.stop()
  })
})
