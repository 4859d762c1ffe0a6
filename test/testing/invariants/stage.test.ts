import { describe, expect, test } from 'vitest'
import { Planted } from './planted.ts'

describe('A stage', () => {
  test('says what is left after a stop', () => {
    const planted = new Planted()
    const link = planted.alive('a')
    planted.stage.expectNothingLeft({ 'timers that wait': 2 })
    expect(planted.whats).toEqual([
      'root has stopped, and left 1 links that are open',
      'root has stopped, and left 2 timers that wait',
    ])
    link.owner.released()
    planted.stage.expectNothingLeft({ 'timers that wait': 0 })
    expect(planted.found).toEqual([3, 3])
  })

  test('takes stalls that follow on each other, and a clock that was set, for a night', () => {
    const planted = new Planted()
    planted.stage.notRunning({ from: 0, to: 6_000 })
    expect(planted.stage.sleeps.within(-1, 100_000)).toEqual([])
    planted.stage.notRunning({ from: 6_100, to: 11_000 })
    expect(planted.stage.sleeps.within(-1, 100_000)).toHaveLength(1)
    planted.stage.notRunning({ from: 50_000, to: 50_000 })
    expect(planted.stage.sleeps.within(40_000, 100_000)).toHaveLength(1)
  })

  test('knows which link is the present one while another takes its place', () => {
    const planted = new Planted()
    planted.connections.set('a', { rotates: true })
    planted.alive('a')
    const story = planted.stage.storyOf('a')
    const before = story.link
    planted.tell({ kind: 'rotating', id: 'a', generation: 2, why: 'age' })
    planted.dial('a')
    expect(story.link).toBe(before)
    planted.tell({ kind: 'rotated', id: 'a', generation: 2 })
    expect([story.link?.nth, before?.isLeft]).toEqual([1, true])
    planted.tell({ kind: 'rotating', id: 'a', generation: 3, why: 'age' })
    planted.dial('a')
    planted.tell({ kind: 'not-rotated', id: 'a', generation: 3, cause: { kind: 'eof', by: 'peer' } })
    expect([story.link?.nth, story.open.at(-1)?.isLeft]).toEqual([1, true])
  })

  test('forgets a connection that was removed, and one that was accepted once it has ended', () => {
    const planted = new Planted()
    planted.alive('a')
    planted.phase('fake://us#1', 'connecting')
    planted.tell({ kind: 'removed', id: 'a' })
    planted.phase('fake://us#1', 'stopped', { event: 'stop' })
    const summary = { frames: 0, beats: 0, misses: 0, reconnects: 0, rttMs: null, suspicions: 0 }
    planted.tell({
      kind: 'summary',
      id: 'fake://us#1',
      ...summary,
      verdicts: 0,
      detectionMs: null,
      stalls: 0,
    })
    expect([...planted.stage.stories.keys()]).toEqual([])
  })
})
