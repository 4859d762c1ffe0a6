import { expect, test } from 'vitest'
import { Actor } from '../../../src/testing/recording/actor.ts'
import { noting } from './support/collecting.ts'

const never = Number.POSITIVE_INFINITY
const link = (number: number, dialledAt: number, openedAt: number, overAt = never) => ({
  number,
  connection: 0,
  dialledAt,
  openedAt,
  closedAt: overAt,
  releasedAt: overAt,
  throws: false,
})

test('A dial where the recording has one follows it; any other joins the link that there was', () => {
  const stage = { at: 10, soon: (task: () => void) => task() }
  const actor = new Actor(0, [link(3, 10, 20), link(4, 900, 910)], stage, false)
  const transport = actor.transport('e')
  const [first, second] = [noting(), noting()]
  transport.dial(first)
  actor.dials(3, false)
  stage.at = 20
  actor.link(3)?.opened()
  expect(first.calls).toEqual(['opened'])
  stage.at = 50
  transport.dial(second)
  actor.link(3)?.heard()
  expect(second.calls).toEqual(['opened', 'heard'])
})

test('A dial that comes before the recorded one waits for it', () => {
  const stage = { at: 10, soon: (task: () => void) => task() }
  const actor = new Actor(0, [link(3, 10, 20, 30), link(4, 900, 910)], stage, false)
  actor.transport('e').dial(noting())
  stage.at = 40
  const early = noting()
  actor.transport('e').dial(early)
  stage.at = 900
  actor.dials(4, false)
  actor.link(4)?.opened()
  expect(early.calls).toEqual(['opened'])
})

test('Who waits to dial is let go when the recorded one went, or at once where that had a link', () => {
  const stage = { at: 10, soon: (task: () => void) => task() }
  const actor = new Actor(0, [link(3, 10, 20), link(4, 900, 910)], stage, false)
  const dials: boolean[] = []
  const place = actor.place({ dial: (early) => dials.push(early), probe: () => {} })
  place.waits(1)
  place.ready()
  expect(dials).toEqual([])
  actor.dials(3, true)
  expect(dials).toEqual([true])
  stage.at = 25
  place.ready()
  expect(dials).toEqual([true, false])
})

test('Hooks pass when the recorded ones did, be it before they were asked', async () => {
  const actor = new Actor(0, [], { at: 0, soon: () => {} }, false)
  const later = actor.hook()
  actor.pass()
  await later
  await actor.hook()
  expect(actor.name).toBe('c0')
})
