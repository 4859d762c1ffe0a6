import { describe, expect, test } from 'vitest'
import type { Watched } from '../../src/machines/dials.ts'
import { Doubt, type DoubtOptions, doubtOf } from '../../src/supervisor/doubt.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { type Cause, timeoutCause } from '../../src/transport/transport.ts'

const RESET: Cause = { kind: 'reset', by: 'network', detail: '' }

class FakeLink implements Watched {
  readonly accepted: boolean
  silentMs: number | null = 5_000
  probes = 0

  constructor(accepted = false) {
    this.accepted = accepted
  }

  probe(): void {
    this.probes += 1
  }
}

/** So many links, open; and what was said of them. */
function scene(count: number, options: DoubtOptions = {}) {
  const clock = virtualClock()
  const told: (string | number)[][] = []
  const doubt = new Doubt(clock, doubtOf(options), {
    doubts: (lost, of) => told.push(['doubts', lost, of]),
    assured: (afterMs) => told.push(['assured', afterMs]),
  })
  const links = Array.from({ length: count }, () => new FakeLink())
  for (const link of links) doubt.saw(link, 'connecting', 'alive', null)
  /** So many of those still open end, oldest first. */
  const lose = (ends: number, cause: Cause | null = RESET): void => {
    for (const link of links.splice(0, ends)) doubt.saw(link, 'alive', 'dead', cause)
  }
  return { clock, told, doubt, links, lose }
}

describe('The options of a doubt', () => {
  test('have the defaults that the documentation states', () => {
    expect(doubtOf()).toEqual({ share: 0.5, withinMs: 1_000, least: 8 })
  })

  test.each<[string, DoubtOptions]>([
    ['dials.doubt.share', { share: 0 }],
    ['dials.doubt.share', { share: 1.1 }],
    ['dials.doubt.withinMs', { withinMs: 9 }],
    ['dials.doubt.least', { least: 1 }],
    ['dials.doubt.most', JSON.parse('{"most":1}')],
  ])('that cannot be used are refused by name: %s of %o', (option, options) => {
    expect(() => doubtOf(options)).toThrow(expect.objectContaining({ name: 'OptionError', option }))
  })
})

describe('We doubt ourselves', () => {
  test('once more than half of all links are lost within a second', async () => {
    const { clock, told, lose } = scene(10)
    lose(3)
    await clock.advance(800)
    lose(2)
    expect(told).toEqual([])
    lose(1)
    expect(told).toEqual([['doubts', 6, 10]])
  })

  test('not when they are lost one after the other', async () => {
    const { clock, told, lose } = scene(10)
    for (let lost = 0; lost < 10; lost += 1) {
      lose(1)
      await clock.advance(250)
    }
    expect(told).toEqual([])
    expect(clock.pending).toBe(1)
    await clock.advance(1_000)
    expect(clock.pending).toBe(0)
  })

  test('also when a stall of ours lies between: a second in which we ran is meant', () => {
    const { clock, told, lose } = scene(10)
    lose(3)
    // All timers come late, and once.
    clock.stall(6_000)
    clock.advanceSync(0)
    lose(3)
    expect(told).toEqual([['doubts', 6, 10]])
  })

  test('not for the sake of a few links', () => {
    const { told, lose } = scene(7)
    lose(7)
    expect(told).toEqual([])
  })

  test('by a share, a window and a number of links of one’s own', async () => {
    const { clock, told, lose } = scene(4, { share: 0.25, withinMs: 10_000, least: 4 })
    lose(1)
    await clock.advance(8_000)
    expect(told).toEqual([])
    lose(1)
    expect(told).toEqual([['doubts', 2, 4]])
  })

  test.each<[string, Cause | null, boolean]>([
    ['are silent', { kind: 'silent', by: 'peer' }, true],
    ['are reset', RESET, true],
    ['have no route any more', { kind: 'unreachable', by: 'network', detail: '' }, true],
    ['cannot be written to', timeoutCause('write'), true],
    ['are given up by the system', timeoutCause('kernel'), true],
    ['are read from in vain, which may be idleness', timeoutCause('read'), false],
    ['were idle', timeoutCause('idle'), false],
    ['end in order', { kind: 'eof', by: 'peer' }, false],
    ['say goodbye', { kind: 'closed', by: 'peer', code: 1001, planned: true }, false],
    ['are let go by us', { kind: 'cancelled', by: 'us' }, false],
    ['do not let us in any more', { kind: 'auth', by: 'peer', detail: '' }, false],
    ['end for no reason that is known', null, false],
  ])('or not, when all peers %s', (_, cause, doubts) => {
    const { told, lose } = scene(10)
    lose(10, cause)
    expect(told.length > 0).toBe(doubts)
  })

  test('counting suspects among those that are open, and dials that fail not at all', () => {
    const { told, doubt, links, lose } = scene(10)
    for (const link of links) doubt.saw(link, 'alive', 'suspect', null)
    for (let dial = 0; dial < 10; dial += 1) doubt.saw(new FakeLink(), 'connecting', 'dead', RESET)
    expect(told).toEqual([])
    lose(5)
    expect(told).toEqual([])
    lose(1)
    expect(told).toEqual([['doubts', 6, 10]])
  })

  test('counting suspects among those that are lost', () => {
    const { told, doubt, links } = scene(10)
    for (const link of links) doubt.saw(link, 'alive', 'suspect', null)
    for (const link of links.slice(0, 6)) doubt.saw(link, 'suspect', 'dead', { kind: 'silent', by: 'peer' })
    expect(told).toEqual([['doubts', 6, 10]])
  })

  test('with no timer for links that are too few to count', () => {
    const { clock, lose } = scene(7)
    lose(7)
    expect(clock.pending).toBe(0)
  })
})

describe('While we doubt ourselves', () => {
  test('all that are still open are asked once, in slices', async () => {
    const { clock, links, lose } = scene(2_000)
    lose(1_001)
    const asked = (): number => links.filter(({ probes }) => probes === 1).length
    expect(asked()).toBe(256)
    await clock.advance(1)
    expect(asked()).toBe(999)
    await clock.advance(5_000)
    expect(asked()).toBe(999)
  })

  test('one that is heard again assures us', async () => {
    const { clock, told, links, lose } = scene(20)
    lose(11)
    for (const link of links) link.silentMs = 6_000
    await clock.advance(1_000)
    expect(told).toHaveLength(1)
    for (const link of links.slice(-1)) link.silentMs = 10
    await clock.advance(100)
    expect(told.at(-1)).toEqual(['assured', 1_100])
  })

  test('one that has ended before its turn came is not asked', async () => {
    const { clock, doubt, links, lose } = scene(1_000)
    lose(501)
    const last = links.at(-1)
    if (last !== undefined) doubt.saw(last, 'alive', 'dead', { kind: 'eof', by: 'peer' })
    await clock.advance(100)
    expect(links.filter(({ probes }) => probes === 1)).toHaveLength(498)
    expect(last?.probes).toBe(0)
  })

  test('one of whose silence nothing is known any more has not answered', async () => {
    const { clock, told, links, lose } = scene(20)
    lose(11)
    for (const link of links) link.silentMs = null
    await clock.advance(1_000)
    expect(told).toEqual([['doubts', 11, 20]])
  })

  test('an accepted one that was only suspected is no peer that comes to us', () => {
    const { told, doubt, lose } = scene(10)
    const accepted = new FakeLink(true)
    doubt.saw(accepted, 'connecting', 'alive', null)
    lose(6)
    doubt.saw(accepted, 'alive', 'suspect', null)
    doubt.saw(accepted, 'suspect', 'alive', null)
    expect(told).toEqual([['doubts', 6, 11]])
  })

  test('one that has ended and is open again has not answered for that', async () => {
    const { clock, told, doubt, links, lose } = scene(20)
    const [last] = links.slice(-1)
    lose(20)
    if (last !== undefined) {
      last.silentMs = 0
      doubt.saw(last, 'connecting', 'alive', null)
    }
    await clock.advance(5_000)
    expect(told).toHaveLength(1)
  })

  test('a peer that comes to us assures us at once', async () => {
    const { clock, told, doubt, lose } = scene(10)
    await clock.advance(60_000)
    lose(6)
    doubt.saw(new FakeLink(true), 'connecting', 'alive', null)
    expect(told.at(-1)).toEqual(['assured', 0])
  })

  test('no timer runs for its own sake', async () => {
    const { clock, lose } = scene(10)
    lose(10)
    await clock.advance(1_000)
    expect(clock.pending).toBe(0)
  })
})

describe('After a doubt', () => {
  test('what is still to come of the same trouble makes no new one', async () => {
    const { clock, told, doubt, lose } = scene(100)
    lose(51)
    doubt.answered()
    doubt.answered()
    lose(49)
    await clock.advance(5_000)
    expect(told).toEqual([
      ['doubts', 51, 100],
      ['assured', 0],
    ])
    expect(clock.pending).toBe(0)
  })

  test('what is lost half a second later belongs to it still', async () => {
    const { clock, told, doubt, lose } = scene(100)
    lose(51)
    doubt.answered()
    await clock.advance(500)
    lose(49)
    await clock.advance(5_000)
    expect(told).toHaveLength(2)
  })

  test('the next trouble makes another', async () => {
    const { clock, told, doubt, lose } = scene(100)
    lose(51)
    doubt.answered()
    await clock.advance(1_000)
    lose(25)
    expect(told.at(-1)).toEqual(['doubts', 25, 49])
    doubt.end()
    expect(clock.pending).toBe(0)
  })
})
