import { expect, test } from 'vitest'
import type { FeedEvent } from '../../src/index.ts'
import { connectPlan } from '../../src/machines/options.ts'
import type { SupervisorEnd } from '../../src/supervisor/end.ts'
import { FlatBranch } from '../../src/supervisor/flat-branch.ts'
import { flatPlan } from '../../src/supervisor/flat-options.ts'
import { Connection } from '../../src/supervisor/handle.ts'
import { virtualClock } from '../../src/testing/index.ts'
import { FakeTransport } from './fakes.ts'

/** What it does to its connections stands in both.test.ts, which tries it and the whole one alike. */
function inside() {
  const clock = virtualClock()
  const ends: SupervisorEnd[] = []
  let changes = 0
  const owner = {
    changed() {
      changes += 1
    },
    over(end: SupervisorEnd) {
      ends.push(end)
    },
  }
  const branch = new FlatBranch(owner, flatPlan({ clock, name: 'page' }))
  const transport = new FakeTransport()
  const made = (id: string): Connection =>
    new Connection(id, connectPlan({}, transport), transport, branch, null)
  return { clock, branch, ends, made, changes: () => changes }
}

test('Its owner is told of every change, and once of its end', async () => {
  const { clock, branch, ends, made, changes } = inside()
  branch.add(made('a'), 'transient')
  await clock.advance(0)
  expect(changes()).toBeGreaterThan(0)
  branch.stop({})
  await clock.advance(0)
  branch.stop({ now: true })
  expect(ends).toEqual([{ kind: 'stopped', killed: [] }])
})

test('A connection that it no longer knows, or never did, is none of its business', async () => {
  const { clock, branch, made } = inside()
  const [first, second] = [made('a'), made('a')]
  branch.add(second, 'transient')
  await clock.advance(0)
  branch.asked(first, { now: true })
  branch.drop(first)
  branch.settled(made('b'))
  branch.childEnded('b')
  await clock.advance(0)
  expect(branch.get('a')).toBe(second)
  expect(second.phase).toBe('alive')
  branch.stop({ now: true })
})

test('Its feed says of a connection where it leads, as soon as it is declared', async () => {
  const { clock, branch, made } = inside()
  const events: FeedEvent[] = []
  branch.feed.events$.subscribe((event) => events.push(event))
  branch.add(made('a'), 'transient')
  await clock.advance(0)
  expect(events[0]).toMatchObject({
    kind: 'added',
    id: 'a',
    of: 'page',
    endpoint: new FakeTransport().endpoint,
  })
  branch.stop({ now: true })
})
