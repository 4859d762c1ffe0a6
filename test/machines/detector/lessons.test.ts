import { describe, expect, test } from 'vitest'
import type { Detector, LearnsFrom, Lessons } from '../../../src/machines/detector/detector.ts'
import { lessons } from '../../../src/machines/detector/lessons.ts'
import { LONG_AGO } from '../../../src/machines/never.ts'

const EVERY = 1_000

function learned(from: LearnsFrom, teach: (taught: Lessons) => void): number[] {
  const all: number[] = []
  const detector: Detector = {
    suspectMs: 500,
    deadMs: 1_500,
    learn: (lateMs) => all.push(lateMs),
    suspicion: () => 0,
  }
  teach(lessons(detector, EVERY, from))
  return all
}

/** Bytes come at these times of attention, the first ones after an opening at 0. */
function arrivals(...times: readonly number[]): (taught: Lessons) => void {
  return (taught) => {
    let before = 0
    for (const at of times) {
      taught.heard(at, before, LONG_AGO)
      before = at
    }
  }
}

describe('answers', () => {
  test('teach how long after the beat they came', () => {
    const late = learned('answers', (taught) => {
      taught.asked(1_000)
      taught.answered(1_030, LONG_AGO)
      taught.asked(2_000)
      taught.answered(2_045, LONG_AGO)
    })
    expect(late).toEqual([30, 45])
  })

  test('that come after several beats are late by what the first of them waited', () => {
    const late = learned('answers', (taught) => {
      taught.asked(1_000)
      taught.asked(1_500)
      taught.asked(2_000)
      taught.answered(2_600, LONG_AGO)
      taught.answered(2_600, LONG_AGO)
      taught.answered(2_601, LONG_AGO)
    })
    expect(late).toEqual([1_600])
  })

  test('that nobody asked for teach nothing', () => {
    expect(learned('answers', (taught) => taught.answered(5, LONG_AGO))).toEqual([])
  })

  test('teach nothing when we could not hear in between', () => {
    const late = learned('answers', (taught) => {
      taught.asked(1_000)
      taught.answered(1_400, 1_300)
      taught.asked(2_000)
      taught.answered(2_010, 1_300)
    })
    expect(late).toEqual([10])
  })

  test('to a beat that left when we could just hear again teach as any other', () => {
    const late = learned('answers', (taught) => {
      taught.asked(1_000)
      taught.answered(1_030, 1_000)
    })
    expect(late).toEqual([30])
  })
})

describe('gaps', () => {
  test('teach by how much the peer was later than its interval', () => {
    expect(learned('gaps', arrivals(1_000, 2_040, 3_000, 5_500))).toEqual([0, 40, 0, 1_500])
  })

  test('of a burst count once, by the longest in each half of an interval', () => {
    expect(learned('gaps', arrivals(10, 20, 30, 490, 600, 700, 1_010, 1_020, 1_030, 2_500))).toEqual([0, 470])
  })

  test('teach nothing when we could not hear in between', () => {
    const late = learned('gaps', (taught) => {
      taught.heard(1_000, 0, LONG_AGO)
      taught.heard(3_000, 1_000, 2_900)
      taught.heard(4_020, 3_000, 2_900)
    })
    expect(late).toEqual([0, 20])
  })

  test('that begin when we could just hear again teach as any other', () => {
    const late = learned('gaps', (taught) => taught.heard(2_040, 1_000, 1_000))
    expect(late).toEqual([40])
  })

  test('teach twice in an interval at the most, and exactly twice a peer that beats so often', () => {
    expect(learned('gaps', arrivals(500, 1_000, 1_500, 2_000))).toEqual([0, 0, 0, 0])
    expect(learned('gaps', arrivals(499, 998, 1_497, 1_996))).toEqual([0, 0])
  })

  test('are not what an answer teaches', () => {
    const late = learned('gaps', (taught) => {
      taught.asked(0)
      taught.answered(30, LONG_AGO)
    })
    expect(late).toEqual([])
  })
})
