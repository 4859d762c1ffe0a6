import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DetectorRule } from '../../src/machines/detector/detector.ts'
import { lessons } from '../../src/machines/detector/lessons.ts'
import { Bench, CAP, planOf, TICK } from './support/steady.ts'

describe('a heartbeat whose peer is silent from the start', () => {
  test('sends its beats, misses after every + timeout, then once a timeout with a probe each', () => {
    const bench = new Bench(planOf())
    bench.runTo(10_000)
    expect(bench.log).toEqual([
      ['beat', 1_000],
      ['beat', 1_500],
      ['missed', 1_500, 1],
      ['beat', 2_000],
      ['missed', 2_000, 2],
      ['missed', 2_500, 3],
    ])
  })

  test.each([
    { every: 1_000, timeout: 500, misses: 1, missed: [1_500] },
    { every: 1_000, timeout: 500, misses: 2, missed: [1_500, 2_000] },
    { every: 1_000, timeout: 250, misses: 4, missed: [1_250, 1_500, 1_750, 2_000] },
    { every: 500, timeout: 2_000, misses: 2, missed: [2_500, 4_500] },
    { every: 10_000, timeout: 5_000, misses: 3, missed: [15_000, 20_000, 25_000] },
    { every: 130, timeout: 70, misses: 2, missed: [200, 300] },
  ])('misses at $missed for every $every, timeout $timeout, misses $misses', (row) => {
    const bench = new Bench(planOf({ everyMs: row.every, timeoutMs: row.timeout, misses: row.misses }))
    bench.runTo(60_000)
    expect(bench.times('missed')).toEqual(row.missed)
  })

  test('is convicted within one tick of the bound, never before, whatever the options', () => {
    const options = fc.record({
      everyMs: fc.integer({ min: 100, max: 5_000 }),
      timeoutMs: fc.integer({ min: 100, max: 5_000 }),
      misses: fc.integer({ min: 1, max: 6 }),
      beats: fc.boolean(),
      skipWhenHeard: fc.boolean(),
    })
    fc.assert(
      fc.property(options, fc.double({ min: 0.001, max: 1, noNaN: true }), (plan, phase) => {
        const bench = new Bench(planOf(plan), phase)
        bench.runTo(60_000)
        const missed = bench.times('missed')
        expect(missed).toHaveLength(plan.misses)
        for (const [index, at] of missed.entries()) {
          const due = plan.everyMs + (index + 1) * plan.timeoutMs
          expect(at).toBeGreaterThanOrEqual(due)
          expect(at - due).toBeLessThan(TICK)
        }
        if (!plan.beats) expect(bench.times('beat')).toEqual([])
      }),
    )
  })

  test('gets no beat any more with the verdict, though one would be due', () => {
    const bench = new Bench(planOf({ everyMs: 500, timeoutMs: 500, misses: 1 }))
    bench.runTo(10_000)
    expect(bench.log).toEqual([
      ['beat', 500],
      ['missed', 1_000, 1],
    ])
  })

  test('that only listens is judged by the same clock, and sends nothing', () => {
    const bench = new Bench(planOf({ beats: false }))
    bench.runTo(10_000)
    expect(bench.log).toEqual([
      ['missed', 1_500, 1],
      ['missed', 2_000, 2],
      ['missed', 2_500, 3],
    ])
  })

  test('that does not judge beats on for ever', () => {
    const bench = new Bench(planOf({ judges: false }))
    bench.runTo(60_000)
    expect(bench.times('missed')).toEqual([])
    expect(bench.times('beat')).toHaveLength(60)
  })

  test('that neither beats nor judges asks for no visit', () => {
    expect(new Bench(planOf({ beats: false, judges: false })).next).toBe(Infinity)
  })
})

describe('the beats', () => {
  test.each([0.01, 0.3, 0.5, 0.999, 1])('begin within one interval, at phase %d of it', (phase) => {
    const bench = new Bench(planOf(), phase)
    bench.runTo(3_000)
    const first = bench.times('beat')[0] ?? Infinity
    expect(first).toBeGreaterThanOrEqual(1_000 * phase)
    expect(first).toBeLessThan(1_000 * phase + TICK)
  })

  test('go out every interval without drift, though each is up to a tick late', () => {
    const bench = new Bench(planOf({ everyMs: 130 }), 1)
    bench.onBeat = () => bench.hear()
    bench.runTo(130_000)
    const beats = bench.times('beat')
    expect(beats.length).toBeGreaterThanOrEqual(999)
    for (const [index, at] of beats.entries()) {
      expect(at - 130 * (index + 1)).toBeGreaterThanOrEqual(0)
      expect(at - 130 * (index + 1)).toBeLessThan(TICK)
    }
  })

  test('left out for traffic do not go out at the end of a stall, before what came in it was read', () => {
    const bench = new Bench(planOf({ skipWhenHeard: true }))
    bench.runTo(900)
    bench.hear()
    bench.stall(6_000)
    expect(bench.times('beat')).toEqual([])
  })

  test('missed in a stall are not made up for', () => {
    const bench = new Bench(planOf())
    bench.onBeat = () => bench.hear()
    bench.runTo(2_000)
    bench.stall(6_000)
    bench.runTo(10_000)
    expect(bench.times('beat')).toEqual([1_000, 2_000, 8_000, 9_000, 10_000])
  })

  test('are left out while anything was heard within the interval, if asked', () => {
    const bench = new Bench(planOf({ skipWhenHeard: true }))
    for (let at = 700; at <= 7_000; at += 700) {
      bench.runTo(at)
      bench.hear()
    }
    expect(bench.times('beat')).toEqual([])
    bench.runTo(7_950)
    expect(bench.times('beat')).toEqual([])
    bench.runTo(8_000)
    expect(bench.times('beat')).toEqual([8_000])
    bench.runTo(8_500)
    expect(bench.times('missed')).toEqual([8_500])
  })

  test('come back exactly one interval after the peer was last heard, not at the next round one', () => {
    const bench = new Bench(planOf({ skipWhenHeard: true }))
    for (const at of [600, 1_350]) {
      bench.runTo(at)
      bench.hear()
    }
    bench.runTo(3_000)
    expect(bench.times('beat')[0]).toBe(2_350)
    expect(bench.times('missed')[0]).toBe(2_850)
  })

  test('go out although the peer talks, unless asked otherwise', () => {
    const bench = new Bench(planOf())
    for (let at = 200; at <= 5_000; at += 200) {
      bench.runTo(at)
      bench.hear()
    }
    expect(bench.times('beat')).toEqual([1_000, 2_000, 3_000, 4_000, 5_000])
  })

  test('and a probe that falls on the same moment are one', () => {
    // Beats every 500 from 0; the peer was heard at 500 + 0: first miss at 1500, when a beat is due as well.
    const bench = new Bench(planOf({ everyMs: 500, timeoutMs: 500 }))
    bench.runTo(3_000)
    const beats = bench.times('beat')
    expect(beats).toEqual([...new Set(beats)])
  })
})

describe('of thousands of heartbeats, each is looked at when something may be due, and at no other time:', () => {
  test('one whose peer answers, at each beat, and when its answer would be late', () => {
    const bench = new Bench(planOf())
    bench.onBeat = () => bench.hear()
    bench.runTo(4_000)
    expect(bench.looks).toEqual([1_000, 1_500, 2_000, 2_500, 3_000, 3_500, 4_000])
  })

  test('one whose peer is silent, at each beat, miss and probe', () => {
    const bench = new Bench(planOf())
    bench.runTo(10_000)
    expect(bench.looks).toEqual([1_000, 1_500, 2_000, 2_500])
  })

  test('one that has a doubt to wait with, when its probe may go out', () => {
    const bench = new Bench(planOf({ everyMs: 60_000 }))
    bench.runTo(300)
    bench.doubt()
    bench.runTo(400)
    bench.hear()
    bench.doubt()
    bench.runTo(1_300)
    expect(bench.looks).toEqual([350, 450, 850])
  })

  test('one that leaves out a beat, when it may be due again', () => {
    const bench = new Bench(planOf({ skipWhenHeard: true }))
    bench.runTo(600)
    bench.hear()
    bench.runTo(2_000)
    expect(bench.looks).toEqual([1_000, 1_600])
  })

  test('one that was deaf for a while, when the probe has had its time', () => {
    const bench = new Bench(planOf({ everyMs: 10_000, timeoutMs: 2_000, misses: 1 }))
    bench.runTo(11_000)
    bench.deafAt = bench.attention.value
    bench.runTo(20_000)
    expect(bench.looks).toEqual([10_000, 12_000, 14_000])
    expect(bench.times('missed')).toEqual([14_000])
  })
})

describe('a sign of life', () => {
  test('starts the count of misses from nothing', () => {
    const bench = new Bench(planOf())
    bench.runTo(2_000)
    expect(bench.heartbeat.misses).toBe(2)
    bench.hear()
    expect(bench.heartbeat.misses).toBe(0)
    bench.runTo(10_000)
    expect(bench.log.filter(([what]) => what === 'missed')).toEqual([
      ['missed', 1_500, 1],
      ['missed', 2_000, 2],
      ['missed', 3_500, 1],
      ['missed', 4_000, 2],
      ['missed', 4_500, 3],
    ])
  })

  test('after each miss keeps the peer from ever being convicted', () => {
    const bench = new Bench(planOf())
    let seen = 0
    while (bench.now < 60_000) {
      bench.tick(TICK)
      const missed = bench.times('missed').length
      if (missed >= seen + 2) {
        seen = missed
        bench.hear()
      }
    }
    expect(bench.log.filter(([what, , misses]) => what === 'missed' && misses === 3)).toEqual([])
    expect(seen).toBeGreaterThan(40)
  })
})

describe('after a stall', () => {
  test.each([
    { situation: 'before any beat', from: 400, misses: 3 },
    { situation: 'straight after a beat', from: 1_050, misses: 3 },
    { situation: 'with one miss of three', from: 1_700, misses: 3 },
    { situation: 'just before the last miss of three', from: 2_450, misses: 3 },
    { situation: 'a while before the last miss of three', from: 2_200, misses: 3 },
    { situation: 'before any beat, at one miss', from: 400, misses: 1 },
    { situation: 'straight after a beat, at one miss', from: 1_050, misses: 1 },
    { situation: 'just before the only miss', from: 1_450, misses: 1 },
  ])('$situation no verdict falls before a probe went out and had a full timeout', ({ from, misses }) => {
    const bench = new Bench(planOf({ misses }))
    bench.runTo(from)
    bench.stall(6_000)
    const woken = bench.now
    bench.runTo(woken + 10_000)
    expect(bench.heartbeat.misses).toBe(misses)
    const verdict = bench.times('missed').at(-1) ?? Infinity
    const probe = bench.times('beat').find((at) => at >= woken) ?? Infinity
    expect(verdict - probe).toBeGreaterThanOrEqual(500)
    // And a dead peer is still found, within one more full deadline.
    expect(verdict - woken).toBeLessThanOrEqual(1_000 + misses * 500 + TICK)
  })

  test('in the tick that ends it nothing is judged: what waits in the sockets was not read yet', () => {
    const bench = new Bench(planOf({ misses: 1 }))
    bench.runTo(1_450)
    bench.stall(6_000)
    expect(bench.times('missed')).toEqual([])
    bench.hear()
    bench.runTo(bench.now + 1_000)
    expect(bench.times('missed')).toEqual([])
  })

  test('and another one after that, what waits in the sockets is still read before anything is judged', () => {
    const bench = new Bench(planOf({ misses: 1 }))
    bench.runTo(1_450)
    bench.stall(6_000)
    bench.runTo(bench.now + 400)
    // The probe is answered while we do not run.
    bench.stall(6_000)
    expect(bench.times('missed')).toEqual([])
    bench.hear()
    bench.runTo(bench.now + 1_000)
    expect(bench.times('missed')).toEqual([])
  })

  test('a beat that went out anyway is probe enough: the timeout counts from it', () => {
    const bench = new Bench(planOf())
    bench.runTo(1_200)
    // The beat of 2000 is due in it, and goes out at its end.
    bench.stall(6_000)
    const beat = bench.times('beat').at(-1)
    expect(beat).toBe(7_200)
    bench.runTo(20_000)
    expect(bench.times('missed')[0]).toBe(7_700)
  })

  test('a listener, who cannot probe, waits one full timeout', () => {
    const bench = new Bench(planOf({ beats: false }))
    bench.runTo(1_450)
    bench.stall(6_000)
    const woken = bench.now
    bench.runTo(20_000)
    const [first, second, third] = bench.times('missed')
    expect(first).toBeGreaterThanOrEqual(woken + 500)
    expect(first).toBeLessThanOrEqual(woken + 500 + 2 * TICK)
    expect((second ?? 0) - (first ?? 0)).toBe(500)
    expect((third ?? 0) - (second ?? 0)).toBe(500)
    expect(third).toBeDefined()
  })

  test('several in a row are no reason to wait for ever', () => {
    const bench = new Bench(planOf())
    // Runs for 100 ms, is blocked for 100 ms, and so on.
    while (bench.now < 20_000) {
      bench.tick(TICK)
      bench.tick(TICK)
      bench.stall(CAP + 20)
    }
    expect(bench.heartbeat.misses).toBe(3)
    expect(bench.times('missed').at(-1)).toBeLessThanOrEqual(2 * (1_000 + 3 * 500))
  })

  test('a peer that answers each probe at the next tick is never even suspected, whatever the stalls', () => {
    const stalls = fc.array(
      fc.record({ run: fc.integer({ min: 1, max: 40 }), stall: fc.integer({ min: CAP + 1, max: 20_000 }) }),
      { maxLength: 20 },
    )
    fc.assert(
      fc.property(stalls, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, phase) => {
        const bench = new Bench(planOf({ misses: 1 }), phase)
        let answered = true
        bench.onBeat = () => {
          answered = false
        }
        const tick = (ms: number) => {
          const waits = !answered
          bench.tick(ms)
          // Sockets are read after the timers of a turn.
          if (waits) {
            bench.hear()
            answered = true
          }
        }
        for (const { run, stall } of all) {
          for (let ran = 0; ran < run; ran += 1) tick(TICK)
          tick(stall)
        }
        expect(bench.times('missed')).toEqual([])
      }),
    )
  })
})

describe('after a pause', () => {
  test('a peer that was not read gets a probe and a full timeout', () => {
    const bench = new Bench(planOf())
    bench.runTo(1_450)
    bench.deafAt = bench.attention.value
    bench.runTo(10_000)
    const beats = bench.times('beat')
    const [first] = bench.times('missed')
    expect(beats).toContain(1_500)
    expect(first).toBe(2_000)
    expect(bench.heartbeat.misses).toBe(3)
  })

  test('that was over when the beat left, a peer has no more time than any other', () => {
    const bench = new Bench(planOf())
    bench.runTo(1_000)
    bench.deafAt = bench.attention.value
    bench.runTo(10_000)
    expect(bench.times('missed')).toEqual([1_500, 2_000, 2_500])
  })

  test('a peer that cannot be asked has a full timeout from when it could be heard again, and not longer', () => {
    const bench = new Bench(planOf({ beats: false }))
    bench.runTo(1_300)
    bench.deafAt = bench.attention.value
    bench.runTo(10_000)
    expect(bench.times('missed')).toEqual([1_800, 2_300, 2_800])
  })

  test('a peer that would be a suspect for long has one timeout before it is one', () => {
    const bench = new Bench(planOf({ everyMs: 10_000, forMs: 4_000, misses: 2 }))
    bench.runTo(10_200)
    bench.deafAt = bench.attention.value
    bench.runTo(60_000)
    // The probe goes out at the end of the first timeout, and has as long.
    expect(bench.times('missed')).toEqual([11_000, 15_000])
  })
})

describe('a doubt', () => {
  test('sends a probe with the next tick, and a peer that answers is none the worse', () => {
    const bench = new Bench(planOf())
    bench.onBeat = () => bench.hear()
    bench.runTo(300)
    bench.doubt()
    bench.runTo(3_000)
    // The probe takes the place of the beat that was due within the interval.
    expect(bench.log).toEqual([
      ['beat', 350],
      ['beat', 1_350],
      ['beat', 2_350],
    ])
  })

  test('counts the silence from its probe: suspect one timeout later, dead by the misses', () => {
    const bench = new Bench(planOf())
    bench.runTo(300)
    bench.doubt()
    bench.runTo(10_000)
    expect(bench.log).toEqual([
      ['beat', 350],
      ['beat', 850],
      ['missed', 850, 1],
      ['beat', 1_350],
      ['missed', 1_350, 2],
      ['missed', 1_850, 3],
    ])
  })

  test('late in a silence takes nothing from the bound', () => {
    const bench = new Bench(planOf())
    bench.runTo(1_300)
    bench.doubt()
    bench.runTo(10_000)
    expect(bench.times('missed')).toEqual([1_500, 2_000, 2_500])
  })

  test('that was refuted counts no more: the next silence is judged as any other', () => {
    const bench = new Bench(planOf())
    bench.runTo(300)
    bench.doubt()
    bench.runTo(400)
    bench.hear()
    bench.runTo(10_000)
    expect(bench.times('missed')).toEqual([1_900, 2_400, 2_900])
  })

  test('upon doubt, at every tick, is one probe in each timeout', () => {
    const bench = new Bench(planOf({ everyMs: 60_000 }))
    bench.onBeat = () => bench.hear()
    while (bench.now < 10_000) {
      bench.doubt()
      bench.tick(TICK)
    }
    const probes = bench.times('beat')
    expect(probes[0]).toBe(TICK)
    expect(probes).toHaveLength(20)
    for (const [index, at] of probes.entries()) expect(at - (probes[index - 1] ?? at - 500)).toBe(500)
  })

  test('shortly after one that was answered is not lost: it has its probe when the timeout is over', () => {
    const bench = new Bench(planOf({ everyMs: 60_000 }))
    bench.runTo(300)
    bench.doubt()
    bench.runTo(400)
    bench.hear()
    bench.doubt()
    bench.runTo(5_000)
    expect(bench.log.slice(0, 4)).toEqual([
      ['beat', 350],
      ['beat', 850],
      ['beat', 1_350],
      ['missed', 1_350, 1],
    ])
  })

  test('upon doubt does not put off the verdict on a peer that is silent', () => {
    const bench = new Bench(planOf())
    bench.runTo(300)
    while (bench.now < 10_000) {
      bench.doubt()
      bench.tick(TICK)
    }
    expect(bench.times('beat')).toEqual([350, 850, 1_350])
    expect(bench.times('missed')).toEqual([850, 1_350, 1_850])
  })

  test('asks for nothing where the peer is suspect: it is being asked', () => {
    const bench = new Bench(planOf())
    bench.runTo(1_600)
    bench.doubt()
    bench.runTo(10_000)
    expect(bench.times('beat')).toEqual([1_000, 1_500, 2_000])
    expect(bench.times('missed')).toEqual([1_500, 2_000, 2_500])
  })

  test('asks for nothing where nothing is sent', () => {
    const bench = new Bench(planOf({ beats: false }))
    bench.runTo(300)
    bench.doubt()
    bench.runTo(10_000)
    expect(bench.times('missed')).toEqual([1_500, 2_000, 2_500])
  })

  test('where nobody judges is a probe and no more', () => {
    const bench = new Bench(planOf({ judges: false }))
    bench.runTo(300)
    bench.doubt()
    bench.runTo(1_400)
    expect(bench.log).toEqual([
      ['beat', 350],
      ['beat', 1_350],
    ])
  })

  test('followed by a stall leaves the peer another probe and a full timeout', () => {
    const bench = new Bench(planOf({ misses: 1 }))
    bench.runTo(300)
    bench.doubt()
    bench.runTo(400)
    bench.stall(6_000)
    bench.runTo(8_000)
    expect(bench.log).toEqual([
      ['beat', 350],
      ['beat', 6_400],
      ['missed', 6_900, 1],
    ])
  })

  test('whenever it comes, convicts no peer that answers, and a silent one neither early nor late', () => {
    const doubts = fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 40 })
    const silentFrom = fc.integer({ min: 0, max: 100 })
    fc.assert(
      fc.property(doubts, silentFrom, (ticks, last) => {
        const bench = new Bench(planOf())
        let answered = 0
        bench.onBeat = () => {
          if (bench.now > last * TICK) return
          answered = bench.now
          bench.hear()
        }
        while (!bench.isOver && bench.now < 60_000) {
          bench.tick(TICK)
          if (ticks.includes(bench.now / TICK)) bench.doubt()
        }
        const [first = 0, , verdict = 0] = bench.times('missed')
        expect(first).toBeGreaterThan(answered)
        expect(first).toBeGreaterThanOrEqual((bench.times('beat').find((at) => at > answered) ?? 0) + 500)
        expect(verdict).toBe(first + 1_000)
        expect(verdict).toBeLessThanOrEqual(answered + 1_000 + 3 * 500)
      }),
    )
  })
})

describe('a suspect', () => {
  test.each([
    { forMs: 1_000, misses: 5, missed: [1_500, 1_750, 2_000, 2_250, 2_500] },
    { forMs: 3_000, misses: 3, missed: [1_500, 3_000, 4_500] },
    { forMs: 0, misses: 1, missed: [1_500] },
  ])('that has $forMs ms is asked evenly, the first time at once: $missed', ({ forMs, misses, missed }) => {
    const bench = new Bench(planOf({ forMs, misses }))
    bench.runTo(60_000)
    expect(bench.times('missed')).toEqual(missed)
    for (const at of missed.slice(0, -1)) expect(bench.times('beat')).toContain(at)
  })

  test('that is asked often has a whole first deadline after a stall all the same, and a probe in it', () => {
    const bench = new Bench(planOf({ forMs: 400, misses: 5 }))
    bench.runTo(1_550)
    bench.stall(2_000)
    const woken = bench.now
    bench.runTo(10_000)
    const [, second = NaN] = bench.times('missed')
    expect(second).toBeGreaterThanOrEqual(woken + 500)
    expect(bench.times('beat').some((at) => at >= woken && at <= second - 500 + TICK)).toBe(true)
    expect(bench.isOver).toBe(true)
    expect(bench.times('missed').at(-1)).toBeLessThanOrEqual(woken + 500 + 400)
  })
})

describe('a rule that does not keep to the limits', () => {
  test.each([
    { thresholds: { suspectMs: 1e9, deadMs: 1e9 }, suspicion: 7, missed: [1_500, 2_000, 2_500] },
    { thresholds: { suspectMs: 300, deadMs: 1e9 }, suspicion: 7, missed: [1_300, 1_900, 2_500] },
    { thresholds: { suspectMs: 1e9, deadMs: 400 }, suspicion: 7, missed: [1_400, 1_400, 1_400] },
    {
      thresholds: { suspectMs: Number.NaN, deadMs: Number.NaN },
      suspicion: 7,
      missed: [1_500, 2_000, 2_500],
    },
  ])('is held to them: $thresholds', ({ thresholds, suspicion, missed }) => {
    const rule: DetectorRule = {
      name: 'boundless',
      teacher: null,
      shortestMs: ({ suspectMs }) => suspectMs,
      detector: () => ({ ...thresholds, learn() {}, suspicion: () => suspicion }),
    }
    const bench = new Bench(planOf({ rule }))
    bench.runTo(1_100)
    expect(bench.heartbeat.suspicion(bench.attention.value, bench.heardAt)).toBe(1)
    bench.runTo(10_000)
    for (const [index, at] of missed.entries()) {
      expect((bench.times('missed')[index] ?? 0) - at).toBeGreaterThanOrEqual(0)
      expect((bench.times('missed')[index] ?? 0) - at).toBeLessThanOrEqual(3 * TICK)
    }
    expect(bench.isOver).toBe(true)
  })
})

describe('a suspect that is asked seldom', () => {
  test('and was not heard for a while in between has as long after one more probe as after the first', () => {
    const bench = new Bench(planOf({ everyMs: 10_000, forMs: 4_000, misses: 2 }))
    bench.runTo(12_000)
    expect(bench.times('missed')).toEqual([10_500])
    bench.stall(6_000)
    bench.runTo(60_000)
    // All but one gap of the stall is no attention: the second miss was due at 14 500 + 6000 − CAP.
    const askedAt = 14_500 + 6_000 - CAP
    expect(bench.times('beat')).toEqual([10_000, 10_500, askedAt])
    expect(bench.times('missed')).toEqual([10_500, askedAt + 4_000])
  })
})

test('Where silence is not judged it is not suspicious, however long it lasts', () => {
  const bench = new Bench(planOf({ judges: false }))
  bench.runTo(60_000)
  expect(bench.heartbeat.suspicion(bench.attention.value, bench.heardAt)).toBe(0)
})

describe('a detector that learns', () => {
  /** Suspects at twice what it was taught last, and convicts at four times that. */
  const rule: DetectorRule = {
    name: 'twice',
    teacher: lessons,
    shortestMs: () => 10,
    detector: (limits) => {
      let [suspectMs, deadMs] = [limits.suspectMs, limits.deadMs]
      return {
        get suspectMs() {
          return suspectMs
        },
        get deadMs() {
          return deadMs
        },
        learn(lateMs) {
          suspectMs = Math.min(limits.suspectMs, lateMs * 2)
          deadMs = Math.min(limits.deadMs, lateMs * 4)
        },
        suspicion: (lateMs) => Math.min(1, lateMs / deadMs),
      }
    },
  }

  test('judges by its limits until it was taught, then sooner', () => {
    const bench = new Bench(planOf({ rule, misses: 3 }))
    bench.runTo(1_000)
    expect(bench.times('beat')).toEqual([1_000])
    bench.runTo(1_100)
    bench.answer()
    bench.runTo(10_000)
    // Heard at 1100, late from 2100 on: suspect 200 ms later, dead 400 ms later, with a probe in the middle.
    expect(bench.times('missed')).toEqual([2_300, 2_400, 2_500])
    expect(bench.isOver).toBe(true)
  })

  test('is taught by gaps where there are no answers', () => {
    const bench = new Bench(planOf({ rule, learnsFrom: 'gaps', beats: false }))
    bench.runTo(1_150)
    bench.hear()
    bench.runTo(10_000)
    expect(bench.times('missed')).toEqual([2_450, 2_600, 2_750])
  })

  test('is taught by nothing else where answers can be told: business that comes late is none', () => {
    const bench = new Bench(planOf({ rule }))
    bench.runTo(1_150)
    bench.hear()
    bench.runTo(10_000)
    expect(bench.times('missed')).toEqual([2_650, 3_150, 3_650])
  })

  test('is another one for each link', () => {
    const plan = planOf({ rule })
    const [one, other] = [new Bench(plan), new Bench(plan)]
    one.runTo(1_000)
    one.runTo(1_050)
    one.answer()
    for (const bench of [one, other]) bench.runTo(1_200)
    one.runTo(10_000)
    other.runTo(10_000)
    expect(other.times('missed')).toEqual([1_500, 2_000, 2_500])
    expect(one.times('missed')).not.toEqual(other.times('missed'))
  })

  test('that convicts sooner than it suspects for long still gives both phases, one tick apart at the least', () => {
    const bench = new Bench(planOf({ rule, learnsFrom: 'gaps', beats: false }))
    bench.runTo(1_000)
    bench.hear()
    bench.runTo(10_000)
    const missed = bench.times('missed')
    expect(missed).toHaveLength(3)
    expect(new Set(missed).size).toBe(3)
  })
})

describe('a sleep as long as the bound', () => {
  test('makes the peer suspect at once, with a probe; then a whole deadline runs', () => {
    const bench = new Bench(planOf())
    bench.onBeat = () => {
      if (bench.now < 5_000) bench.hear()
    }
    bench.runTo(5_000)
    bench.sleep(2_500)
    const woken = bench.now
    bench.runTo(20_000)
    expect(bench.times('suspected')).toEqual([woken])
    expect(bench.times('beat')).toContain(woken)
    expect(bench.times('missed')).toEqual([woken + 500, woken + 1_000, woken + 1_500])
  })

  test('and another one are told once, while the peer is silent', () => {
    const bench = new Bench(planOf({ timeoutMs: 2_000 }))
    bench.runTo(500)
    bench.sleep(60_000)
    bench.runTo(bench.now + 500)
    bench.sleep(60_000)
    expect(bench.times('suspected')).toEqual([550])
  })

  test('is none when it was shorter', () => {
    const bench = new Bench(planOf())
    bench.onBeat = () => bench.hear()
    bench.runTo(5_000)
    bench.sleep(2_400)
    bench.runTo(10_000)
    expect(bench.times('suspected')).toEqual([])
    expect(bench.times('missed')).toEqual([])
  })

  test('is over for a peer whose bytes were read before anybody looked', () => {
    const bench = new Bench(planOf())
    bench.onBeat = () => bench.hear()
    bench.runTo(5_000)
    bench.wall += 60_000
    bench.tick(0)
    bench.hear()
    bench.look()
    bench.runTo(6_000)
    expect(bench.times('suspected')).toEqual([])
    expect(bench.times('beat')).toEqual([1_000, 2_000, 3_000, 4_000, 5_000, 6_000])
  })

  test('is not forgotten for a stall that follows before anybody looked', () => {
    const bench = new Bench(planOf())
    bench.onBeat = () => bench.hear()
    bench.runTo(5_000)
    bench.next = Infinity
    bench.wall += 60_000
    bench.tick(TICK)
    bench.stall(6_000)
    bench.look()
    expect(bench.times('suspected')).toEqual([bench.now])
  })

  test('gives a peer that a stall has had its deadline for already another whole one', () => {
    const bench = new Bench(planOf({ misses: 2 }))
    bench.runTo(1_400)
    bench.stall(6_000)
    while (!bench.heartbeat.suspects) bench.tick(TICK)
    bench.runTo(bench.now + 400)
    bench.sleep(60_000)
    const woken = bench.now
    expect(bench.times('beat').at(-1)).toBe(woken)
    bench.runTo(woken + 10_000)
    expect(bench.times('missed').at(-1)).toBe(woken + 500)
  })

  test('ends with any sign of life', () => {
    const bench = new Bench(planOf())
    bench.runTo(500)
    bench.sleep(60_000)
    expect(bench.heartbeat.suspects).toBe(true)
    bench.onBeat = () => bench.hear()
    bench.hear()
    expect(bench.heartbeat.suspects).toBe(false)
    bench.runTo(20_000)
    expect(bench.times('missed')).toEqual([])
    expect(bench.times('suspected')).toHaveLength(1)
  })
})

describe('Whoever looks closely at a heartbeat is told of its next beat, its next miss and the verdict', () => {
  const dueOf = ({ heartbeat, heardAt }: Bench) => heartbeat.due(heardAt)

  test('as they are when the link opens, and after each miss and sign of life', () => {
    const bench = new Bench(planOf({ everyMs: 1_000, timeoutMs: 500, misses: 3 }))
    expect(dueOf(bench)).toEqual([1_000, 1_500, 2_500])
    bench.runTo(1_500)
    // A miss brings a beat of its own, and the next one by the interval counts from that.
    expect(dueOf(bench)).toEqual([2_500, 2_000, 2_500])
    bench.runTo(2_000)
    expect(dueOf(bench)).toEqual([3_000, 2_500, 2_500])
    bench.hear()
    expect(dueOf(bench)).toEqual([3_000, 3_500, 4_500])
  })

  test('without a beat, where it only listens', () => {
    expect(dueOf(new Bench(planOf({ beats: false })))).toEqual([Infinity, 1_500, 2_500])
  })

  test('without a miss and a verdict, where it does not judge', () => {
    expect(dueOf(new Bench(planOf({ judges: false })))).toEqual([1_000, Infinity, Infinity])
  })
})
