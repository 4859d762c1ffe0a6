import { expect, test } from 'vitest'
import { supervise } from '../../src/index.ts'
import type { StatelyEvent } from '../../src/stately/event.ts'
import { statelyEvents } from '../../src/stately/events.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { FakeTransport } from '../supervisor/fakes.ts'

test('Whoever subscribes is told of all that is there, then of what happens, and when it is over', async () => {
  const clock = virtualClock()
  const fleet = supervise({ name: 'fleet', clock })
  fleet.connect('feed', new FakeTransport())
  await clock.advance(1)
  const told: StatelyEvent[] = []
  let isOver = false
  statelyEvents(fleet).subscribe({ next: (event) => told.push(event), complete: () => (isOver = true) })
  expect(told.map(({ type, sessionId }) => [type, sessionId])).toEqual([
    ['@xstate.actor', 'fleet'],
    ['@xstate.actor', 'feed'],
  ])
  await fleet.stop()
  const values = told.flatMap((event) =>
    event.type === '@xstate.snapshot' && event.sessionId === 'feed' ? [event.snapshot.value] : [],
  )
  expect(values).toEqual(expect.arrayContaining(['dead', 'stopped']))
  expect(isOver).toBe(true)
})

test('Nobody subscribed, nobody looks', async () => {
  const fleet = supervise({ name: 'fleet' })
  const events$ = statelyEvents(fleet)
  expect(fleet.branch.feed.live).toBe(false)
  const subscription = events$.subscribe()
  expect(fleet.branch.feed.live).toBe(true)
  subscription.unsubscribe()
  expect(fleet.branch.feed.live).toBe(false)
  await fleet.stop()
})

test.each([
  [{ maxActors: 0 }, 'maxActors'],
  [{ maxActors: 1.5 }, 'maxActors'],
  [{ maxActors: 1_001 }, 'maxActors'],
  [{ only: 'feed' }, 'only'],
  [{ all: true }, 'statelyEvents.all'],
])('%j is refused by name', (options, name) => {
  const fleet = supervise()
  // @ts-expect-error: as a user without types would write it
  expect(() => statelyEvents(fleet, options)).toThrow(expect.objectContaining({ option: name }))
})
