import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { History } from '../../../src/inspector/model/history.ts'
import { Model } from '../../../src/inspector/model/model.ts'
import type { ShownEvent } from '../../../src/inspector/wire.ts'
import { event, fleetOf, phase } from './support/events.ts'
import { Fleet, fleetActs } from './support/fleet.ts'

const seed = Number(process.env['PULSETREE_SEED'] ?? 20260101)

function names(events: Iterable<ShownEvent>): string[] {
  return [...events].map((one) => ('to' in one ? `${one.at} ${one.to}` : `${one.at} ${one.kind}`))
}

describe('A moment', () => {
  test('is what all events until then have made, wherever chapters begin and however much was told at once', async () => {
    const cut = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 100 }),
        fleetActs,
        fc.integer({ min: 1, max: 40 }),
        cut,
        async (n, acts, chapter, cuts) => {
          const fleet = new Fleet(n)
          for (const act of acts) await fleet.act(act)
          await fleet.finish()
          const { events } = fleet
          const history = new History({ chapter })
          for (let from = 0, turn = 0; from < events.length; turn += 1) {
            const to = from + (cuts[turn % cuts.length] ?? 1)
            history.add(events.slice(from, to))
            from = to
          }
          const moments = [...new Set(events.map(({ at }) => at))]
          for (const moment of moments) {
            const model = new Model()
            for (const one of events) if (one.at <= moment) model.apply(one)
            expect(history.at(moment).nodes).toEqual(model.nodes)
          }
        },
      ),
      { numRuns: 12, seed },
    )
  }, 60_000)

  test('before anything is known is the first that is, and after all of it the present', () => {
    const history = new History()
    history.reset(100, fleetOf(100, 'a'))
    history.add([phase(200, 'a', 'alive')])
    expect(history.at(50)).toMatchObject({ at: 100 })
    expect(history.at(50).nodes.get('a')?.phase).toBe('connecting')
    expect(history.at(900)).toEqual(history.present)
  })

  test('is found among ten thousand nodes and a hundred thousand events by going through one chapter', () => {
    const ids = Array.from({ length: 10_000 }, (_, n) => `n${n}`)
    const history = new History()
    history.reset(0, fleetOf(0, ...ids))
    let applied = 0
    for (let at = 1; at <= 100; at += 1) {
      history.add(Array.from({ length: 1_000 }, (_, n) => phase(at, `n${(at * 31 + n) % 10_000}`, 'alive')))
    }
    const { apply } = Model.prototype
    Model.prototype.apply = function counted(one) {
      applied += 1
      apply.call(this, one)
    }
    try {
      expect(history.at(50).nodes.size).toBe(10_001)
    } finally {
      Model.prototype.apply = apply
    }
    expect(applied).toBeLessThanOrEqual(5_001)
  })

  test('that was handed out stays as it was', () => {
    const history = new History()
    history.reset(0, fleetOf(0, 'a'))
    const before = history.present
    history.add([phase(1, 'a', 'alive')])
    expect(before.nodes.get('a')?.phase).toBe('connecting')
    expect(history.present.nodes.get('a')?.phase).toBe('alive')
  })
})

describe('A history', () => {
  test('forgets the oldest when there is too much, and says from when on it knows', () => {
    const history = new History({ events: 100, chapter: 20 })
    history.reset(0, fleetOf(0, 'a', 'b'))
    for (let at = 1; at <= 1_000; at += 1) history.add([phase(at, at > 900 ? 'a' : 'b', 'alive')])
    expect(history.size).toBeLessThanOrEqual(100)
    expect(history.forgotten + history.size).toBe(1_000)
    expect(history.span()).toEqual({ from: history.forgotten, to: 1_000 })
    expect(history.eventsOf('a')).toHaveLength(100 - (100 - history.size))
    expect(history.eventsOf('b')).toEqual([])
    expect(history.at(0).nodes.get('b')?.phase).toBe('alive')
  })

  test('forgets by size, too', () => {
    const history = new History({ bytes: 100_000, chapter: 10 })
    for (let at = 1; at <= 500; at += 1) {
      history.add([event(at, { kind: 'frame', id: 'a', text: 'x'.repeat(1_000) })])
    }
    expect(history.size).toBeLessThan(60)
    expect(history.size).toBeGreaterThan(20)
  })

  test('tells what happened to one, and what concerned all', () => {
    const history = new History()
    history.add([
      phase(1, 'a', 'alive'),
      event(2, { kind: 'stall', lostMs: 300 }),
      phase(3, 'b', 'dead'),
      phase(4, 'a', 'dead'),
    ])
    expect(names(history.eventsOf('a'))).toEqual(['1 alive', '4 dead'])
    expect(names(history.eventsOf('a', 2))).toEqual(['4 dead'])
    expect(names(history.commonEvents(0, 5))).toEqual(['2 stall'])
    expect(names(history.backwards(3))).toEqual(['3 dead', '2 stall', '1 alive'])
  })

  test('shows what came after the wall clock was set back behind what came before', () => {
    const history = new History()
    history.add([phase(100, 'a', 'alive'), phase(40, 'a', 'dead'), phase(101, 'a', 'backoff')])
    expect(names(history.eventsOf('a'))).toEqual(['100 alive', '100 dead', '101 backoff'])
    expect(history.at(100).nodes.get('a')?.phase).toBe('dead')
  })

  test('has a gap where nothing was told, and knows both sides of it', () => {
    const history = new History()
    history.reset(10, fleetOf(10, 'a'))
    history.add([phase(20, 'a', 'alive')])
    history.reset(50, fleetOf(45, 'a', 'b'), 7)
    history.add([phase(60, 'a', 'suspect')])
    expect(history.gaps()).toEqual([{ from: 20, to: 50, skipped: 7 }])
    expect(history.bandsOf('a')).toEqual([
      { phase: 'connecting', from: 10, to: 20 },
      { phase: 'alive', from: 20, to: 20 },
      { phase: 'connecting', from: 45, to: 60 },
      { phase: 'suspect', from: 60, to: 60 },
    ])
    expect(history.at(30).nodes.has('b')).toBe(false)
    expect(history.at(55).nodes.has('b')).toBe(true)
  })

  test('does not take the word of a tree for a time of which events are known', () => {
    const history = new History()
    history.reset(10, fleetOf(10, 'a'))
    history.add([phase(20, 'a', 'alive')])
    history.reset(50, fleetOf(5, 'a'))
    expect(history.bandsOf('a')).toEqual([
      { phase: 'connecting', from: 10, to: 20 },
      { phase: 'alive', from: 20, to: 20 },
      { phase: 'connecting', from: 20, to: 50 },
    ])
  })

  test('cuts bands to the time asked for, and goes on while nothing happens', () => {
    const history = new History()
    history.reset(10, fleetOf(10, 'a'))
    history.add([phase(20, 'a', 'alive')])
    history.reached(90)
    expect(history.bandsOf('a', 15, 30)).toEqual([
      { phase: 'connecting', from: 15, to: 20 },
      { phase: 'alive', from: 20, to: 30 },
    ])
    expect(history.span()).toEqual({ from: 10, to: 90 })
    expect(history.bandsOf('nobody')).toEqual([])
  })

  test('that is empty knows nothing, and says so', () => {
    const history = new History()
    history.reached(5)
    expect(history.span()).toBeNull()
    expect(history.present.nodes.size).toBe(0)
    expect([...history.recorded()]).toEqual([])
  })
})

describe('A recording made of a history', () => {
  test('leads to the same tree at every moment', () => {
    const history = new History({ events: 50, chapter: 10 })
    history.reset(0, fleetOf(0, 'a', 'b', 'c'))
    for (let at = 1; at <= 200; at += 1) {
      history.add([phase(at, ['a', 'b', 'c'][at % 3] ?? '', at % 2 === 0 ? 'alive' : 'suspect')])
    }
    history.reset(300, fleetOf(300, 'a', 'd'))
    history.add([phase(310, 'd', 'alive')])
    const read = new History()
    read.add([...history.recorded()])
    for (const moment of [160, 180, 200, 300, 310]) {
      const shown = (from: History) =>
        [...from.at(moment).nodes.values()].map(({ id, phase: now }) => `${id} ${now}`)
      expect(shown(read)).toEqual(shown(history))
    }
  })
})
