import { describe, expect, test } from 'vitest'
import { type DeadlineName, Deadlines, NO_DEADLINES, type Stage } from '../../src/machines/deadlines.ts'
import { NEVER } from '../../src/machines/never.ts'
import { connectPlan } from '../../src/machines/options.ts'
import type { TimeoutOf } from '../../src/transport/transport.ts'
import { whole } from '../support/carriers.ts'

const plan = connectPlan({ readTimeoutMs: 3_000, idleMs: 5_000 }, whole)
const quiet = connectPlan({}, whole)

interface Row {
  readonly situation: string
  readonly stage: Stage
  readonly set: Partial<Deadlines>
  readonly attention?: number
  readonly now?: number
  readonly heardAt?: number
  readonly passed: TimeoutOf | null
}

const WAITED: readonly DeadlineName[] = ['stageAt', 'firstFrameAt', 'frameAt', 'holdAt']
const NAMES: readonly DeadlineName[] = [...WAITED, 'stableAt', 'writeAt', 'ageAt']

function deadlinesWith(set: Partial<Deadlines>): Deadlines {
  return Object.assign(new Deadlines(), set)
}

describe('a deadline', () => {
  test.each<Row>([
    {
      situation: 'dialling in time',
      stage: 'dialling',
      set: { stageAt: 1_000 },
      attention: 999.9,
      passed: null,
    },
    {
      situation: 'dialling too long',
      stage: 'dialling',
      set: { stageAt: 1_000 },
      attention: 1_000,
      passed: 'connect',
    },
    {
      situation: 'hooks that take too long',
      stage: 'shaking',
      set: { stageAt: 1_000 },
      attention: 1_000,
      passed: 'handshake',
    },
    {
      situation: 'no first frame',
      stage: 'shaking',
      set: { firstFrameAt: 1_000 },
      attention: 1_000,
      passed: 'handshake',
    },
    {
      situation: 'a frame never finished',
      stage: 'open',
      set: { frameAt: 1_000 },
      attention: 1_000,
      passed: 'frame',
    },
    {
      situation: 'a frame never finished in the handshake',
      stage: 'shaking',
      set: { frameAt: 1_000 },
      attention: 1_000,
      passed: 'frame',
    },
    {
      situation: 'closing too long',
      stage: 'closing',
      set: { stageAt: 1_000 },
      attention: 1_000,
      passed: 'close',
    },
    {
      situation: 'closing in time, too old',
      stage: 'closing',
      set: { stageAt: 1_000, ageAt: 1 },
      attention: 999,
      now: 500,
      passed: null,
    },
    { situation: 'too old', stage: 'open', set: { ageAt: 1_000 }, now: 1_000, passed: 'age' },
    {
      situation: 'too old while dialling',
      stage: 'dialling',
      set: { ageAt: 1_000 },
      now: 1_000,
      passed: 'age',
    },
    {
      situation: 'old by attention, not by the clock',
      stage: 'open',
      set: { ageAt: 1_000 },
      attention: 2_000,
      now: 999,
      heardAt: 2_000,
      passed: null,
    },
    {
      situation: 'late by the clock, not by attention',
      stage: 'open',
      set: { frameAt: 1_000 },
      attention: 999,
      now: 60_000,
      heardAt: 999,
      passed: null,
    },
    {
      situation: 'nothing read just not long enough',
      stage: 'open',
      set: {},
      attention: 3_999,
      heardAt: 1_000,
      passed: null,
    },
    {
      situation: 'nothing read too long',
      stage: 'open',
      set: {},
      attention: 4_000,
      heardAt: 1_000,
      passed: 'read',
    },
    {
      situation: 'nothing read while shaking hands',
      stage: 'shaking',
      set: {},
      attention: 60_000,
      passed: null,
    },
    {
      situation: 'held bytes and stability, which are no limits',
      stage: 'open',
      set: { holdAt: 1, stableAt: 1 },
      attention: 100,
      heardAt: 100,
      passed: null,
    },
  ])('$situation: $passed', ({ stage, set, attention = 0, now = 0, heardAt = 0, passed }) => {
    expect(deadlinesWith(set).passed(stage, plan, now, attention, heardAt, attention)).toBe(passed)
  })

  test('for idleness passes where none for reading is set', () => {
    const idle = connectPlan({ idleMs: 5_000 }, whole)
    const deadlines = new Deadlines()
    expect(deadlines.passed('open', idle, 0, 4_999, 0, 4_999)).toBeNull()
    expect(deadlines.passed('open', idle, 0, 5_000, 0, 5_000)).toBe('idle')
  })

  test.each<{ stage: Stage; set: Partial<Deadlines>; passed: TimeoutOf | null }>([
    { stage: 'dialling', set: { stageAt: 1 }, passed: null },
    { stage: 'shaking', set: { stageAt: 1, firstFrameAt: 1, frameAt: 1 }, passed: null },
    { stage: 'open', set: { frameAt: 1 }, passed: null },
    { stage: 'open', set: { ageAt: 1 }, passed: 'age' },
    { stage: 'closing', set: { stageAt: 1 }, passed: 'close' },
  ])(
    'that the peer may have kept is not judged straight after a stall, while $stage',
    ({ stage, set, passed }) => {
      expect(deadlinesWith(set).passed(stage, plan, 60_000, 60_000, 0, Number.NEGATIVE_INFINITY)).toBe(passed)
    },
  )
})

describe('the next look', () => {
  const every = {
    stageAt: 6_000,
    firstFrameAt: 5_000,
    frameAt: 4_000,
    holdAt: 3_000,
    stableAt: 2_000,
    writeAt: 1_000,
  }

  test.each(Object.entries(every))('is due with %s, when it is the earliest', (name, at) => {
    const deadlines = deadlinesWith({ [name]: at })
    // 500 ms of attention have gone by when the clock says 10 000.
    expect(deadlines.next('dialling', quiet, 10_000, 500, 0)).toBe(10_000 + at - 500)
  })

  test('is the earliest of all', () => {
    const names = Object.keys(every)
    const deadlines = deadlinesWith(every)
    const looks = names.toReversed().map((name) => {
      const next = deadlines.next('open', quiet, 0, 0, 0)
      Object.assign(deadlines, { [name]: NEVER })
      return next
    })
    expect(looks).toEqual([1_000, 2_000, 3_000, 4_000, 5_000, 6_000])
    expect(deadlines.next('open', quiet, 0, 0, 0)).toBe(NEVER)
  })

  test('is due by the clock for the age, whatever the attention', () => {
    expect(deadlinesWith({ ageAt: 9_000, frameAt: 8_000 }).next('open', quiet, 1_000, 0, 0)).toBe(9_000)
    expect(deadlinesWith({ ageAt: 9_000, frameAt: 7_000 }).next('open', quiet, 1_000, 0, 0)).toBe(8_000)
  })

  test('is due with silence only on an open link', () => {
    const deadlines = new Deadlines()
    expect(deadlines.next('open', plan, 10_000, 700, 500)).toBe(10_000 + 2_800)
    for (const stage of ['dialling', 'shaking', 'closing'] as const) {
      expect(deadlines.next(stage, plan, 10_000, 700, 500)).toBe(NEVER)
    }
  })

  test('agrees with what has passed: at that moment, and not before', () => {
    for (const stage of ['dialling', 'shaking', 'open', 'closing'] as const) {
      const deadlines = deadlinesWith({ stageAt: 2_345, ageAt: 60_000 })
      const next = deadlines.next(stage, plan, 0, 0, 0)
      expect(deadlines.passed(stage, plan, next, next, 0, next)).not.toBeNull()
      expect(deadlines.passed(stage, plan, next - 1, next - 1, 0, next - 1)).toBeNull()
    }
  })
})

describe('time in which we did not listen', () => {
  test('moves what the peer is waited for, and nothing else', () => {
    const deadlines = deadlinesWith({
      stageAt: 1,
      firstFrameAt: 2,
      frameAt: 3,
      holdAt: 4,
      stableAt: 5,
      writeAt: 6,
      ageAt: 7,
    })
    deadlines.excuse(100)
    expect(deadlines).toMatchObject({
      firstFrameAt: 102,
      frameAt: 103,
      holdAt: 4,
      stableAt: 5,
      writeAt: 6,
      ageAt: 7,
    })
  })

  test('starts nothing that was not running', () => {
    const deadlines = new Deadlines()
    deadlines.excuse(100)
    expect(deadlines.next('open', quiet, 0, 0, 0)).toBe(NEVER)
  })
})

test('none run until one is set, whichever it is; a link without any has none that pass or are due', () => {
  expect(NO_DEADLINES).toEqual(new Deadlines())
  expect(NO_DEADLINES.areNone).toBe(true)
  for (const name of NAMES) expect(deadlinesWith({ [name]: 1 }).areNone).toBe(false)
  expect(NO_DEADLINES.passed('dialling', quiet, 1e9, 1e9, 0, 1e9)).toBeNull()
  expect(NO_DEADLINES.next('dialling', quiet, 0, 0, 0)).toBe(NEVER)
})
