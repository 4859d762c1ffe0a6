import { expect, test } from 'vitest'
import { connectionChart } from '../../src/machines/connection.ts'
import { PHASES } from '../../src/machines/events.ts'
import { acts, contextOf, guards, INITIAL, notes, type State, states } from '../../src/machines/life.ts'

/** What the transitions are stands in support/every-arrow.ts: it walks all of them. */
const all: readonly State[] = Object.values(states)

test('A life has the phases that users see, and each of them tells of itself as it is entered', () => {
  expect(Object.keys(states)).toEqual(PHASES)
  for (const phase of PHASES) {
    expect(states[phase].entry).toContainEqual({ type: 'show', params: { phase } })
  }
})

test('No action and no guard is left that no transition asks for', () => {
  const steps = all.flatMap(({ on = {} }) => Object.values(on).flat())
  const done = all.flatMap(({ entry, exit = [] }) => [...entry, ...exit])
  const named = [...done, ...steps.flatMap(({ actions = [] }) => actions)].filter(
    (one) => typeof one === 'string',
  )
  expect(new Set(named)).toEqual(new Set([...Object.keys(acts), ...Object.keys(notes)]))
  expect(new Set(steps.flatMap(({ guard = [] }) => guard))).toEqual(new Set(Object.keys(guards)))
})

test('A life begins with a dial, which is noted in what it begins with: its entry notes nothing', () => {
  expect(states[INITIAL].entry.filter((one) => typeof one === 'string' && one in notes)).toEqual([])
  const port = {
    retries: false,
    finishes: false,
    entered() {},
    open() {},
    release() {},
    destroy() {},
    wait() {},
    cancelWait() {},
  }
  expect(contextOf({ port, accepted: false })).toEqual({
    port,
    accepted: false,
    attempts: 1,
    waits: 0,
    cause: null,
    stopping: false,
  })
})

test('XState draws the same table', () => {
  expect(Object.keys(connectionChart.states)).toEqual(PHASES)
})
