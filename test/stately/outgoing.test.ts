import { expect, test } from 'vitest'
import type { StatelyEvent } from '../../src/stately/event.ts'
import { MOST_WAITING, Outgoing } from '../../src/stately/outgoing.ts'

const base = { rootId: 'fleet', createdAt: '0', id: null, _version: '0.7.2' } as const

function happened(sessionId: string, type: string): StatelyEvent {
  return { ...base, sessionId, type: '@xstate.event', sourceId: undefined, event: { type } }
}

function moved(sessionId: string, value: string): StatelyEvent {
  const snapshot = { status: 'active', value, context: {} } as const
  return { ...base, sessionId, type: '@xstate.snapshot', event: { type: 'x' }, snapshot }
}

test('What waits is handed out once, in order', () => {
  const outgoing = new Outgoing()
  expect(outgoing.isEmpty).toBe(true)
  const all = [happened('a', 'one'), happened('b', 'two'), moved('a', 'alive')]
  for (const event of all) expect(outgoing.add(event)).toBe(true)
  expect(outgoing.isEmpty).toBe(false)
  expect(outgoing.take()).toEqual(all)
  expect(outgoing.take()).toEqual([])
})

test('Of the snapshots of one actor the latest is told, behind all that led to it', () => {
  const outgoing = new Outgoing()
  const [first, second] = [happened('a', 'one'), happened('a', 'two')]
  const [old, other, latest] = [moved('a', 'alive'), moved('b', 'dead'), moved('a', 'suspect')]
  for (const event of [first, old, other, second, latest]) outgoing.add(event)
  expect(outgoing.take()).toEqual([first, other, second, latest])
  outgoing.add(old)
  expect(outgoing.take()).toEqual([old])
})

test('Snapshots that replace each other for ever take no memory', () => {
  const outgoing = new Outgoing()
  let isEnough = false
  for (let n = 0; n <= 2 * MOST_WAITING && !isEnough; n += 1) isEnough = !outgoing.add(moved('a', String(n)))
  expect(isEnough).toBe(true)
})

test('Too much is thrown away as a whole, and it says so', () => {
  const outgoing = new Outgoing()
  const answers = Array.from({ length: MOST_WAITING + 1 }, (_, n) => outgoing.add(happened('a', String(n))))
  expect(answers.indexOf(false)).toBe(MOST_WAITING)
  expect(outgoing.isEmpty).toBe(true)
  expect(outgoing.add(happened('a', 'again'))).toBe(true)
})
