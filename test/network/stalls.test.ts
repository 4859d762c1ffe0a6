/**
 * Our own process is kept from running, with fifty healthy peers and one that is frozen: whatever the reason and
 * however long, no healthy peer pays for it, and the frozen one is found all the same.
 *
 * All of it is one experiment, run at once by processes of their own, since each takes its seconds.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Pace, ROUNDING_MS, SLACK_MS } from './support/bounds.ts'
import type { Gap } from './support/gaps.ts'
import { nowMs } from './support/monotonic.ts'
import type { Program } from './support/program.ts'
import { lasting } from './support/until.ts'
import { World } from './support/world.ts'

const CALM = { everyMs: 1_000, timeoutMs: 500, misses: 2 }
const TIGHT = { everyMs: 150, timeoutMs: 100, misses: 2 }

interface Case {
  readonly name: string
  readonly stall: 'signal' | 'timer' | 'io' | 'promises'
  readonly stallMs: number
  readonly pace: Pace
}

const WAYS = {
  signal: 'stopped by a signal',
  timer: 'blocked in a timer',
  io: 'blocked in a callback of a read',
  promises: 'blocked in a chain of promises',
} as const

const CASES: readonly Case[] = (['signal', 'timer', 'io', 'promises'] as const).flatMap((stall) => [
  { name: `${WAYS[stall]} for 6 s`, stall, stallMs: 6_000, pace: CALM },
  { name: `${WAYS[stall]} for 1 s, with tight heartbeats`, stall, stallMs: 1_000, pace: TIGHT },
])

const NO_STALL = { at: Number.NaN, lostMs: 0 }

describe('a process that did not run', () => {
  const world = new World()
  const programs = new Map<Case, Program>()
  let halfBlocked: Program
  let gaps: readonly Gap[]
  let beganAt = 0

  beforeAll(async () => {
    const [near, other] = await Promise.all([
      world.server('answering-server', { tell: 'nothing' }),
      world.server('answering-server', { tell: 'nothing' }),
    ])
    const start = (stall: string, stallMs: number, pace: Pace) =>
      world.ours('guarding', { healthy: near.endpoint, other: other.endpoint, stall, stallMs, ...pace })
    for (const one of CASES) programs.set(one, start(one.stall, one.stallMs, one.pace))
    halfBlocked = start('halves', 0, CALM)
    const all = [...programs.values(), halfBlocked]
    await Promise.all(all.map((program) => program.says(/^ready$/)))
    other.peer.freeze()
    beganAt = nowMs()
    for (const program of all) program.tell('stall')
    const stopped = [...programs].filter(([{ stall }]) => stall === 'signal')
    await Promise.all(
      stopped.map(async ([{ stallMs }, program]) => {
        program.freeze()
        await lasting(stallMs)
        program.thaw()
      }),
    )
    // Found, dialled again and found once more: one whole bound and more after the stall, for the healthy ones too.
    const twice = [...programs.values()].map((program) =>
      program.says(/^other dead/, deathsBefore(program) + 2),
    )
    await Promise.all([...twice, halfBlocked.says(/^other dead/, deathsBefore(halfBlocked) + 1)])
    gaps = await near.peer.gaps()
  }, 60_000)

  afterAll(() => world.end())

  test.each(CASES)('$name notices it, drops no healthy peer, and finds the frozen one', (one) => {
    const program = programs.get(one)
    if (program === undefined) throw new Error('never started')
    const stall = program
      .said(/^stall (\d+) (\d+)$/)
      .map(([, at, lostMs]) => ({ at: Number(at), lostMs: Number(lostMs) }))
      .filter(({ at }) => at >= beganAt)
      .reduce((longest, other) => (other.lostMs > longest.lostMs ? other : longest), NO_STALL)
    expect(stall.lostMs).toBeGreaterThanOrEqual(one.stallMs - 200)
    expect(wronglyDropped(program, one.pace)).toEqual([])
    const foundAt = foundFrozen(program)
    const ranAgainAt = stall.at
    // Not before a probe was sent and a whole timeout was waited for its answer; not later than the bound, a whole
    // timeout of grace included.
    expect(foundAt - ranAgainAt).toBeGreaterThanOrEqual(one.pace.timeoutMs - ROUNDING_MS)
    expect(foundAt - ranAgainAt).toBeLessThanOrEqual(boundMs(one.pace) + one.pace.timeoutMs + SLACK_MS)
  })

  test('blocked half of the time finds the frozen peer within twice the bound, and drops no healthy one', () => {
    expect(wronglyDropped(halfBlocked, CALM)).toEqual([])
    expect(foundFrozen(halfBlocked) - beganAt).toBeLessThanOrEqual(2 * boundMs(CALM) + SLACK_MS)
  })

  function deathsBefore(program: Program): number {
    return program.said(/^other dead (\d+)$/).filter(([, at]) => Number(at) < beganAt).length
  }

  function foundFrozen(program: Program): number {
    const [, at] = program.said(/^other dead (\d+)$/).find(([, at]) => Number(at) >= beganAt) ?? []
    return Number(at)
  }

  /** When healthy connections died though their peer ran: a loaded machine may keep the peer itself from answering. */
  function wronglyDropped(program: Program, pace: Pace): number[] {
    const long = gaps.filter(({ ms }) => ms >= pace.timeoutMs)
    return program
      .said(/^healthy dead (\d+)$/)
      .map(([, at]) => Number(at))
      .filter((at) => at >= beganAt)
      .filter((at) => !long.some((gap) => gap.at - gap.ms <= at && at - gap.at < boundMs(pace)))
  }
})

function boundMs({ everyMs, timeoutMs, misses }: Pace): number {
  return everyMs + misses * timeoutMs
}
