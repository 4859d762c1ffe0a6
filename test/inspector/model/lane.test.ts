import { describe, expect, test } from 'vitest'
import { bandsBetween, Lane, phaseAfter } from '../../../src/inspector/model/lane.ts'
import { memoryInUse } from '../../support/memory.ts'
import { event, NOTHING_COUNTED, phase } from './support/events.ts'

const NEW = { phase: null, since: 0, isPassing: false }

describe('A lane', () => {
  test('gives the events of a time, both ends included, however many have gone before', () => {
    const lane = new Lane()
    for (let at = 0; at < 500; at += 1) lane.add(phase(at, 'a', 'alive'))
    for (let n = 0; n < 300; n += 1) lane.shift()
    expect(lane.size).toBe(200)
    expect(lane.within(0, 302).map(({ at }) => at)).toEqual([300, 301, 302])
    expect(lane.within(498, 900).map(({ at }) => at)).toEqual([498, 499])
    expect(lane.within(600, 900)).toEqual([])
  })

  test('lets go of what has gone, be it ever so short: there are thousands of them', () => {
    const lanes = Array.from({ length: 2_000 }, () => new Lane())
    const heapMb = (): number => memoryInUse().heapUsed / 1_000_000
    const pass = (): void => {
      for (const lane of lanes) {
        lane.add(phase(0, 'a'.repeat(500).toUpperCase(), 'alive'))
        if (lane.size > 2) lane.shift()
      }
    }
    for (let n = 0; n < 4; n += 1) pass()
    const before = heapMb()
    for (let n = 0; n < 40; n += 1) pass()
    expect(heapMb() - before).toBeLessThan(2)
    expect(lanes[0]?.size).toBe(2)
  })

  test('keeps those of one millisecond together', () => {
    const lane = new Lane()
    for (const at of [1, 2, 2, 2, 3]) lane.add(phase(at, 'a', 'alive'))
    expect(lane.within(2, 2)).toHaveLength(3)
  })
})

describe('Bands', () => {
  test('go from phase to phase, until the end of what is known', () => {
    const events = [
      phase(10, 'a', 'connecting'),
      phase(12, 'a', 'alive'),
      event(13, { kind: 'fresh', id: 'a' }),
    ]
    expect(bandsBetween(events, NEW, 20)).toEqual([
      { phase: 'connecting', from: 10, to: 12 },
      { phase: 'alive', from: 12, to: 20 },
    ])
  })

  test('begin with what was there already', () => {
    const before = { phase: 'alive', since: 3, isPassing: false }
    expect(bandsBetween([], before, 9)).toEqual([{ phase: 'alive', from: 3, to: 9 }])
  })

  test('end where their node does: removed, or accepted and summed up', () => {
    const events = [phase(1, 'a', 'stopped'), event(2, { kind: 'summary', id: 'a', ...NOTHING_COUNTED })]
    expect(bandsBetween(events, { ...NEW, isPassing: true }, 9)).toEqual([
      { phase: 'stopped', from: 1, to: 2 },
    ])
    expect(bandsBetween(events, NEW, 9)).toEqual([{ phase: 'stopped', from: 1, to: 9 }])
    expect(bandsBetween([...events, event(4, { kind: 'removed', id: 'a' })], NEW, 9)).toEqual([
      { phase: 'stopped', from: 1, to: 4 },
    ])
  })

  test('of supervisors and listeners are told by their own events', () => {
    const cause = { kind: 'cancelled', by: 'us' } as const
    const bug = { kind: 'exhausted', by: 'us', detail: 'no port' } as const
    expect(
      [
        event(1, { kind: 'supervisor', id: 'a', phase: 'stopping' }),
        event(1, { kind: 'listening', id: 'a', endpoint: '' }),
        event(1, { kind: 'closed', id: 'a', endpoint: '', cause }),
        event(1, { kind: 'closed', id: 'a', endpoint: '', cause: bug }),
        event(1, { kind: 'stall', lostMs: 1 }),
      ].map((one) => phaseAfter(one)),
    ).toEqual(['stopping', 'listening', 'closed', 'failed', undefined])
  })
})
