import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { OptionError } from '../../../src/index.ts'
import { phi } from '../../../src/machines/detector/index.ts'
import { readRecording, replay } from '../../../src/testing/recording/index.ts'
import { rough } from './support/lines.ts'
import { type Detector, recorded, type Trouble, type WorldOptions } from './support/world.ts'

const kinds = [
  'nothing',
  'cut',
  'one way',
  'freeze',
  'stall',
  'refuse',
  'crash',
  'reset',
  'send',
  'pause',
  'retry',
  'stop',
  'probe',
  'jump',
] as const

const trouble: fc.Arbitrary<Trouble> = fc.record({
  kind: fc.constantFrom(...kinds),
  ms: fc.integer({ min: 1, max: 6_000 }),
})

const world: fc.Arbitrary<WorldOptions> = fc.record({
  seed: fc.nat(),
  detectors: fc.array(fc.constantFrom<Detector>('fixed', 'phi', 'adaptive'), { minLength: 1, maxLength: 2 }),
  latencyMs: fc.integer({ min: 1, max: 300 }),
  isRaw: fc.boolean(),
  hooks: fc.boolean(),
  troubles: fc.array(trouble, { maxLength: 6 }),
})

/** Worlds that went another way once. */
const FOUND: readonly WorldOptions[] = [
  // The wall clock jumps, which is seen after the chance of a link was drawn, and before its hooks are told to be through.
  {
    seed: 0,
    detectors: ['adaptive'],
    latencyMs: 1,
    isRaw: false,
    hooks: true,
    troubles: [
      { kind: 'jump', ms: 1_557 },
      { kind: 'jump', ms: 2_886 },
      { kind: 'nothing', ms: 3_759 },
      { kind: 'cut', ms: 1_256 },
      { kind: 'nothing', ms: 2 },
    ],
  },
  // Reading is paused and resumed in between two ticks.
  {
    seed: 0,
    detectors: ['adaptive', 'fixed'],
    latencyMs: 274,
    isRaw: false,
    hooks: false,
    troubles: [
      { kind: 'refuse', ms: 795 },
      { kind: 'pause', ms: 2_266 },
      { kind: 'pause', ms: 100 },
      { kind: 'probe', ms: 726 },
    ],
  },
]

/** How many worlds; more of them by hand. */
const WORLDS = Number(process.env['RECORDED_WORLDS'] ?? 40)

describe('a world that was recorded', () => {
  test('goes the same way again, with stalls and cuts, by each detector', async () => {
    const report = await replay(readRecording(await rough()))
    expect(report.difference).toBeNull()
    expect(report.arrivals).toBeGreaterThan(60)
    expect(report.outcomes).toBeGreaterThan(20)
    expect(report).toMatchObject({ connections: 3, replayed: 3, notes: [], isAsked: false, rows: [] })
  })

  test('goes the same way again whatever befalls it', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (options) => {
        const { difference } = await replay(readRecording(await recorded(options)))
        expect(difference).toBeNull()
      }),
      { numRuns: WORLDS, examples: FOUND.map((options) => [options]) },
    )
  }, 120_000)
})

describe('a difference that was planted is found', () => {
  let lines: readonly string[] = []
  const find = (what: string): number => lines.findIndex((line) => line.includes(what))
  const replayed = async (changed: readonly string[]) => (await replay(readRecording(changed))).difference

  beforeAll(async () => {
    lines = await rough({ detectors: ['fixed'] })
  })

  test('where a phase is another', async () => {
    const index = find('"event":"peer.silent"')
    const changed = lines.map((line, at) =>
      at === index ? line.replace('"to":"suspect"', '"to":"dead"') : line,
    )
    expect(await replayed(changed)).toMatchObject({ line: index + 1, id: 'c0' })
  })

  test('where a verdict came a second later, with what led there', async () => {
    const index = find('"event":"peer.lost"')
    const changed = lines.map((line, at) =>
      at === index ? line.replace(/"at":(\d+)/, (_, ms) => `"at":${Number(ms) + 1_000}`) : line,
    )
    const difference = await replayed(changed)
    expect(difference).toMatchObject({ line: index + 1, machine: expect.stringContaining('1000 ms sooner') })
    expect(difference?.led?.heardMsBefore).toHaveLength(5)
    expect(difference?.led?.silentMs).toBeGreaterThan(1_000)
  })

  test('where a verdict is missing', async () => {
    const index = find('"event":"peer.silent"')
    expect(await replayed(lines.toSpliced(index, 1))).toMatchObject({
      // That of the tape at which it falls.
      line: index,
      recorded: null,
      machine: 'alive → suspect (peer.silent)',
    })
  })

  test('where an answer came three seconds later than it did', async () => {
    // Three answers, one a second, are taken out where they came; the fourth stays.
    const logs = [...lines.entries()].filter(([, line]) => line.includes('"log":')).map(([index]) => index)
    const late = new Set(logs.slice(4, 7))
    const changed = lines.map((line, at) => (late.has(at) ? line.replaceAll(/H0?P/g, '') : line))
    const difference = await replayed(changed)
    expect(difference).toMatchObject({ id: 'c0', machine: expect.stringContaining('alive → suspect') })
  })
})

describe('asked what would have been', () => {
  test('with a detector that learns, it says which verdicts would have come sooner', async () => {
    const recording = readRecording(await rough({ detectors: ['fixed'] }))
    const { rows, difference, isAsked } = await replay(recording, { heartbeat: { detector: phi() } })
    expect({ difference, isAsked }).toEqual({ difference: null, isAsked: true })
    const dead = rows.find(({ verdict }) => verdict.startsWith('dead'))
    expect(dead?.recordedAt).not.toBeNull()
    expect((dead?.replayedAt ?? 0) - (dead?.recordedAt ?? 0)).toBeLessThan(-100)
  })

  test('with more patience, it says which would not have been', async () => {
    const recording = readRecording(await rough({ detectors: ['fixed'] }))
    const { rows } = await replay(recording, { heartbeat: { misses: 30 } })
    const would = rows.filter(({ verdict, replayedAt }) => verdict.startsWith('dead') && replayedAt !== null)
    expect(rows.some(({ verdict, replayedAt }) => verdict.startsWith('dead') && replayedAt === null)).toBe(
      true,
    )
    expect(would).toEqual([])
  })

  test('with what no heartbeat can have, it names the option', async () => {
    const recording = readRecording(await rough({ detectors: ['fixed'] }))
    await expect(replay(recording, { heartbeat: { misses: 0 } })).rejects.toBeInstanceOf(OptionError)
  })
})

test('A tape that lacks lines is replayed up to there, and says so', async () => {
  const lines = await rough({ detectors: ['fixed'] })
  const logs = [...lines.entries()].filter(([, line]) => line.includes('"log":')).map(([index]) => index)
  const [lost = 0, next = 0] = logs.slice(Math.floor(logs.length / 2))
  const { difference, notes } = await replay(readRecording(lines.toSpliced(lost, 1)))
  expect(difference).toBeNull()
  // The next line of the tape is one further up in the file than it was.
  expect(notes).toEqual([
    `lines of the tape are missing before line ${next}: what follows went through the chart alone`,
  ])
})

test('A recording that breaks off anywhere still goes the same way', async () => {
  const text = (await rough({ detectors: ['phi'] })).join('\n')
  for (let part = 1; part < 12; part += 1) {
    const { difference } = await replay(readRecording(text.slice(0, Math.floor((text.length * part) / 12))))
    expect(difference).toBeNull()
  }
})
