import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Agenda } from '../../src/testing/agenda.ts'

const nothing = (): void => {}

/** Takes everything off, in order. */
function emptied(agenda: Agenda): { at: number; order: number }[] {
  const seen: { at: number; order: number }[] = []
  for (let { first } = agenda; first !== undefined; first = agenda.first) {
    seen.push({ at: first.at, order: first.order })
    first.cancel()
  }
  return seen
}

test('Entries come out by time, and in the order of their insertion where times are equal', () => {
  const agenda = new Agenda()
  for (const at of [3, 1, 2, 1, 3, 1]) agenda.add(at, nothing)
  expect(emptied(agenda).map(({ at, order }) => [at, order])).toEqual([
    [1, 1],
    [1, 3],
    [1, 5],
    [2, 2],
    [3, 0],
    [3, 4],
  ])
})

test('A cancelled entry leaves at once, wherever it was; cancelling again does nothing', () => {
  const agenda = new Agenda()
  const entries = [5, 1, 4, 2, 3].map((at) => agenda.add(at, nothing))
  entries[2]?.cancel()
  entries[2]?.cancel()
  entries[0]?.cancel()
  expect(agenda.size).toBe(3)
  expect(emptied(agenda).map(({ at }) => at)).toEqual([1, 2, 3])
})

test('Whatever is added and cancelled in between, what is left comes out sorted', () => {
  const step = fc.record({ at: fc.nat(20), cancels: fc.option(fc.nat(), { nil: null }) })
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const agenda = new Agenda()
      const left: { at: number; order: number; cancel(): void }[] = []
      for (const { at, cancels } of steps) {
        left.push(agenda.add(at, nothing))
        if (cancels !== null) left.splice(cancels % left.length, 1)[0]?.cancel()
      }
      const expected = left.map(({ at, order }) => ({ at, order }))
      expected.sort((a, b) => a.at - b.at || a.order - b.order)
      expect(agenda.size).toBe(expected.length)
      expect(emptied(agenda)).toEqual(expected)
    }),
  )
})
