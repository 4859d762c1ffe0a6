/** The short form of `npm run fuzz`, and that it finds what it is there to find. */
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { TestProcess } from '../support/process.ts'
import { isSame } from './bytes.ts'
import { crew } from './crew.ts'
import { inputNumber } from './generate.ts'
import { caseOf, inputOf } from './input.ts'
import { ordersOf } from './orders.ts'
import { PLANTED } from './planted.ts'
import { reportOf } from './report.ts'
import { type FailureKind, runSlice } from './slice.ts'
import { TARGETS } from './targets/index.ts'

const SCRIPT = fileURLToPath(new URL('../../scripts/fuzz.ts', import.meta.url))

test('Twenty thousand inputs for the parsers of foreign bytes break nothing', {
  timeout: 300_000,
}, async () => {
  await using run = new TestProcess(['--import', 'tsx', SCRIPT, '--inputs', '20000', '--seed', 'short'])
  const { status } = await run.ended
  expect(`${run.lines.join('\n')}${run.stderr}`).toMatch(/^all +20,\d\d\d .* 0$/m)
  expect(status).toBe(0)
})

/** Where each failure costs a process, or the time of a hang, the first input has the bug. */
const INPUTS: Readonly<Record<string, number>> = {
  'never returns': 1,
  dies: 1,
  'throws later': 1,
  leaks: 1_500,
}

describe('A planted bug is reported with its input:', () => {
  const found = crew({
    list: new URL('./planted.ts', import.meta.url).href,
    targets: PLANTED,
    orders: PLANTED.filter(({ name }) => name !== 'works too long').map(({ name }) => ({
      target: name,
      seed: 'planted',
      from: 0,
      to: INPUTS[name] ?? 30,
    })),
    hosts: 2,
    hangMs: 5_000,
    heapMb: 128,
  })

  test.each<[string, FailureKind, string | null]>([
    ['throws', 'wrong', 'bug'],
    ['never returns', 'hang', null],
    ['dies', 'death', null],
    ['throws later', 'wrong', null],
    ['leaks', 'memory', null],
  ])('one that %s is %s', { timeout: 180_000 }, async (name, kind, least) => {
    const { failures } = await found
    const ours = failures.filter(({ target }) => target === name)
    expect(ours[0]).toMatchObject({ target: name, kind })
    if (least !== null) expect(ours[0]?.input.bytes).toEqual([least])
  })

  test('one that works too long is slow, by the clock of the processor', { timeout: 180_000 }, async () => {
    const slow = PLANTED.find(({ name }) => name === 'works too long')
    const slice = { seed: 'planted', from: 0, to: 1, patience: { trials: 0, ms: 0 } }
    const { failures } =
      slow === undefined ? { failures: [] } : await runSlice(slow, slice, { begins: () => {} }, null)
    expect(failures).toMatchObject([{ target: 'works too long', kind: 'slow' }])
  })

  test('one that is well is in the table, and nowhere else', { timeout: 180_000 }, async () => {
    const outcome = await found
    expect(outcome.failures.filter(({ target }) => target === 'is well')).toEqual([])
    const report = reportOf(outcome, PLANTED, 'planted')
    expect(report).toMatch(/^is well +\d\d .* 0$/m)
    expect(report).toMatch(/again: {2}npm run fuzz -- --target throws --seed planted --only \d+/)
  })
})

describe('Inputs', () => {
  test('are the same for the same seed and number, and others for others', () => {
    for (const target of TARGETS) {
      const number = target.corpus.length + 3
      expect(inputNumber(target, 'a', number)).toEqual(inputNumber(target, 'a', number))
    }
    const [target] = TARGETS
    const texts = Array.from({ length: 50 }, (_, at) =>
      JSON.stringify(target && inputNumber(target, 'a', 100 + at)),
    )
    expect(new Set(texts).size).toBeGreaterThan(40)
  })

  test('are the same again when they were written down', () => {
    for (const target of TARGETS) {
      for (let number = 0; number < 40; number += 1) {
        const { bytes, steps, knobs } = inputNumber(target, 'written', number)
        const again = inputOf(caseOf({ bytes, steps, knobs }, 'why'))
        // Compared as a whole: matchers look at each of a hundred thousand bytes.
        expect([isSame(again.bytes, bytes), again.steps, again.knobs]).toEqual([true, steps, knobs])
      }
    }
  })

  test('are shared out among all targets, and each has its corpus', () => {
    const orders = ordersOf(TARGETS, 1_000_000, 'a')
    expect(orders.reduce((sum, { from, to }) => sum + to - from, 0)).toBeGreaterThanOrEqual(1_000_000)
    for (const { name, corpus } of TARGETS) {
      const ours = ordersOf(TARGETS, 1, 'a').filter(({ target }) => target === name)
      expect(ours.reduce((sum, { from, to }) => sum + to - from, 0)).toBeGreaterThan(corpus.length)
    }
  })
})

test('Every target has a name of its own, and says what it is about', () => {
  expect(new Set(TARGETS.map(({ name }) => name)).size).toBe(TARGETS.length)
  for (const { of, words } of TARGETS) {
    expect(of).toMatch(/\.ts/)
    // Inputs are blown up with them.
    expect(words).not.toContain('')
  }
})
