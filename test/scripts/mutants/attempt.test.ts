/** The machinery behind the table of planted bugs, with real trials: it catches what is wrong, and nothing else. */
import { describe, expect, test, vi } from 'vitest'
import { attempt } from '../../../scripts/mutants/attempt.ts'
import { MUTANTS } from '../../mutants/index.ts'
import { HARMLESS, type Mutant } from '../../mutants/mutant.ts'

const WALKS = ['test/model/connection.test.ts']
const BACKOFF = ['test/machines/backoff.test.ts']
const LONG_MS = 120_000
// Each starts a vitest of its own: where many things run, that takes its time.
vi.setConfig({ testTimeout: LONG_MS })

function mutant(name: string): Mutant {
  const found = MUTANTS.find((one) => one.name === name)
  if (found === undefined) throw new Error(`there is no planted bug ${name}`)
  return found
}

/** The same place with something else in it. */
function instead(after: string): Mutant {
  return { ...mutant('delay-above-the-cap'), after }
}

describe('A suite', () => {
  test('that meets a planted bug says which test caught it, and when', async () => {
    const verdict = await attempt({ mutant: mutant('backoff-reset-on-open'), files: WALKS }, LONG_MS)
    expect(verdict).toMatchObject({ kind: 'caught', by: expect.stringContaining('every arrow') })
    expect(verdict.ms).toBeGreaterThan(0)
  })

  test('that meets a change without a bug is as green as without it', async () => {
    const [without, harmless] = await Promise.all(
      [null, HARMLESS].map((one) => attempt({ mutant: one, files: WALKS }, LONG_MS)),
    )
    expect(harmless).toMatchObject({ kind: 'survived', tests: expect.any(Number) })
    expect(without).toEqual({ ...harmless, ms: expect.any(Number) })
  })

  test.each([
    ['does not compile', 'return Math.min(('],
    ['calls what is not there', 'return nothing(backoff)'],
  ])('that meets a source which %s has not caught it', async (_, after) => {
    const verdict = await attempt({ mutant: instead(after), files: BACKOFF }, LONG_MS)
    expect(verdict.kind).toBe('broken')
  })

  test('that meets an endless loop is killed at its deadline', async () => {
    const verdict = await attempt({ mutant: instead('for (;;) {}'), files: BACKOFF }, 3_000)
    expect(verdict).toEqual({ kind: 'hang', ms: 3_000, by: 'the deadline', why: 'still running' })
  })
})
