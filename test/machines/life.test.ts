import { expect, test } from 'vitest'
import { connectionChart } from '../../src/machines/connection.ts'
import { type ConnectionPort, PHASES } from '../../src/machines/events.ts'
import {
  acts,
  contextOf,
  guards,
  INITIAL,
  notes,
  outputOf,
  type State,
  states,
} from '../../src/machines/life.ts'
import type { Cause } from '../../src/transport/transport.ts'

const PORT: ConnectionPort = {
  retries: false,
  finishes: false,
  entered() {},
  open() {},
  release() {},
  destroy() {},
  wait() {},
  cancelWait() {},
}

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
  expect(contextOf({ port: PORT, accepted: false })).toEqual({
    port: PORT,
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

test.each<{ what: string; finishes: boolean; cause: Cause; ends: 'stopped' | 'failed' }>([
  { what: 'has done its work', finishes: true, cause: closed(true), ends: 'stopped' },
  { what: 'was closed before that', finishes: true, cause: closed(false), ends: 'failed' },
  { what: 'was broken off', finishes: true, cause: { kind: 'eof', by: 'peer' }, ends: 'failed' },
  { what: 'never comes to an end of its own', finishes: false, cause: closed(true), ends: 'failed' },
])('A life that $what ends $ends', ({ finishes, cause, ends }) => {
  const context = { ...contextOf({ port: { ...PORT, finishes }, accepted: false }), cause }
  expect(guards.endsStopped(context)).toBe(ends === 'stopped')
  expect(outputOf(context)).toEqual({ phase: ends, cause })
})

test('A life that ends before it had a reason to was called off by us', () => {
  const context = contextOf({ port: { ...PORT, finishes: true }, accepted: true })
  expect(outputOf(context)).toEqual({ phase: 'stopped', cause: { kind: 'cancelled', by: 'us' } })
})

test('A peer that was waited for in vain fell silent by its own doing', () => {
  expect(notes.noteSilent()).toEqual({ cause: { kind: 'silent', by: 'peer' } })
})

function closed(planned: boolean): Cause {
  return { kind: 'closed', by: 'peer', code: 1000, planned }
}
