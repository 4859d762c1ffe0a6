import { expect, test } from 'vitest'
import { Spans } from '../../../src/testing/invariants/spans.ts'
import { gapsOf } from '../../../src/testing/invariants/story.ts'
import { FakeLink } from '../../supervisor/fakes.ts'
import { Planted } from './planted.ts'

test('A story knows when its peer was last heard, and from where on it waits for whom', () => {
  const planted = new Planted()
  const link = planted.alive('a', 'fake://x')
  const story = planted.stage.storyOf('a')
  expect([story.lastSignAt, story.hasLink, story.isOver, story.isRouted]).toEqual([1, true, false, false])
  planted.now = 70
  link.owner.heard()
  expect([story.lastSignAt, story.waitsFor('fake://x')]).toEqual([70, false])
  planted.backoff('a', 1, 1_000)
  expect([story.waitsFor('fake://x'), story.waitsFor('fake://y'), story.waitsFor(null)]).toEqual([
    true,
    false,
    false,
  ])
})

test('Neither pauses of its own nor stalls of the process are attention', () => {
  const planted = new Planted()
  planted.alive('a')
  planted.now = 10
  planted.stage.paused('a', true)
  planted.now = 20
  planted.stage.paused('a', false)
  const process = new Spans()
  process.add({ from: 30, to: 40 })
  expect(gapsOf(planted.stage.storyOf('a'), process, 0, 50)).toEqual([
    { from: 30, to: 40 },
    { from: 10, to: 20 },
  ])
})

test('A story knows since when bytes of its link wait where the link says so, and of nothing where it does not', () => {
  const planted = new Planted()
  const story = planted.stage.storyOf('a')
  expect(story.unreadSince).toBeNull()
  planted.alive('a')
  const found = [
    null,
    new FakeLink(),
    { unreadSince: 5 },
    { unreadSince: null },
    { unreadSince: 'long ago' },
  ].map((link) => {
    if (story.link !== null) story.link.itself = link === null ? null : Object.assign(new FakeLink(), link)
    return story.unreadSince
  })
  expect(found).toEqual([null, null, 5, null, null])
})
