import { describe, expect, test } from 'vitest'
import { FakeLink } from '../../supervisor/fakes.ts'
import { Planted } from './planted.ts'

const SILENT = { event: 'peer.lost', cause: { kind: 'silent', by: 'peer' } } as const

describe('A peer', () => {
  test('that is suspected after its time is no wrong, and one before it is', () => {
    const fair = new Planted()
    fair.alive('a')
    fair.now += 15_000
    fair.phase('a', 'suspect', { event: 'peer.silent' })
    expect(fair.found).toEqual([])
    const unfair = new Planted()
    unfair.alive('a')
    unfair.now += 14_000
    unfair.phase('a', 'suspect', { event: 'peer.silent' })
    expect(unfair.found).toEqual([6])
  })

  test('that is charged for the time of a stall is found', () => {
    const planted = new Planted()
    planted.alive('a')
    planted.stage.notRunning({ from: 2_000, to: 9_000 })
    planted.now += 25_000
    planted.phase('a', 'suspect', { event: 'peer.silent' })
    planted.phase('a', 'dead', SILENT)
    expect(planted.whats).toEqual(['a was convicted after 18000 ms of silence, 25000 ms are its due'])
  })

  test('that is charged for the time of a pause is found', () => {
    const planted = new Planted()
    planted.alive('a')
    planted.stage.paused('a', true)
    planted.now += 20_000
    planted.stage.paused('a', false)
    planted.now += 6_000
    planted.phase('a', 'suspect', { event: 'peer.silent' })
    expect(planted.found).toEqual([6])
  })

  test('that is convicted right after a stall, whatever went before, is found', () => {
    const planted = new Planted()
    planted.alive('a')
    planted.now = 40_000
    planted.stage.notRunning({ from: 30_000, to: 36_000 })
    planted.phase('a', 'suspect', { event: 'peer.silent' })
    expect(planted.whats).toEqual(['a was suspected 4000 ms after we could hear again'])
  })

  test('that is accused while its bytes wait to be read is found', () => {
    const planted = new Planted()
    planted.alive('a')
    planted.stage.arriving('a', 12_000)
    planted.now += 15_000
    planted.phase('a', 'suspect', { event: 'peer.silent' })
    expect(planted.whats).toEqual(['a was suspected while its bytes of 12000 ms waited to be read'])
  })

  test.each<[string, { from: number; to: number }, boolean]>([
    ['during a stall', { from: 20_000, to: 25_500 }, true],
    ['before a stall', { from: 22_000, to: 25_500 }, false],
    ['during a gap that is no stall', { from: 20_900, to: 21_200 }, false],
  ])('that is convicted while what came %s is unread is found (%j: %s)', (_when, gap, isFound) => {
    const planted = new Planted()
    planted.alive('a')
    const story = planted.stage.storyOf('a')
    if (story.link !== null) story.link.itself = Object.assign(new FakeLink(), { unreadSince: 21_000 })
    planted.stage.notRunning(gap)
    planted.now = 60_000
    planted.phase('a', 'suspect', { event: 'peer.silent' })
    planted.phase('a', 'dead', SILENT)
    const found = ['suspected', 'convicted'].map(
      (what) => `a was ${what} while its bytes of 21000 ms waited to be read`,
    )
    expect(planted.whats.filter((what) => what.includes('to be read'))).toEqual(isFound ? found : [])
  })

  test('that is judged while we were asked not to read is not wronged by what waits', () => {
    const planted = new Planted()
    planted.alive('a')
    const story = planted.stage.storyOf('a')
    if (story.link !== null) story.link.itself = Object.assign(new FakeLink(), { unreadSince: 21_000 })
    planted.stage.notRunning({ from: 20_000, to: 25_500 })
    planted.now = 55_000
    planted.stage.paused('a', true)
    planted.now = 60_000
    planted.phase('a', 'suspect', { event: 'peer.silent' })
    expect(planted.whats.filter((what) => what.includes('to be read'))).toEqual([])
  })

  test('that was asked is waited for as long as for any answer, and no shorter', () => {
    const planted = new Planted()
    planted.alive('a')
    planted.now += 1_000
    planted.stage.asked('a', 'probe')
    planted.now += 5_000
    planted.phase('a', 'suspect', { event: 'peer.silent' })
    expect(planted.found).toEqual([])
  })
})
