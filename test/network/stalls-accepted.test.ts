/**
 * Our own process is kept from running while it serves a hundred clients, of which five are frozen: whatever the reason,
 * no healthy client is dropped, and each frozen one is found. The same at full size, with a thousand, is
 * `npm run bench -- stall`.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SLACK_MS } from './support/bounds.ts'
import { nowMs } from './support/monotonic.ts'
import type { Program } from './support/program.ts'
import { lasting } from './support/until.ts'
import { World } from './support/world.ts'

const PACE = { everyMs: 1_000, timeoutMs: 500, misses: 2 }
const BOUND_MS = PACE.everyMs + PACE.misses * PACE.timeoutMs
const HEALTHY = 95
const FROZEN = 5

const CASES = [
  { stall: 'signal', stallMs: 6_000, name: 'stopped by a signal for 6 s' },
  { stall: 'timer', stallMs: 6_000, name: 'blocked in a timer for 6 s' },
  { stall: 'io', stallMs: 6_000, name: 'blocked in a callback of a read for 6 s' },
  { stall: 'promises', stallMs: 6_000, name: 'blocked in a chain of promises for 6 s' },
  { stall: 'gc', stallMs: 2_500, name: 'collecting garbage for 2.5 s' },
  { stall: 'halves', stallMs: 0, name: 'blocked half of the time' },
] as const

interface Cast {
  readonly server: Program
  readonly healthy: Program
  readonly frozen: Program
}

describe('a server that did not run', () => {
  const world = new World()
  const casts = new Map<string, Cast>()
  let beganAt = 0

  beforeAll(async () => {
    for (const { stall, stallMs } of CASES) {
      const server = world.ours('hosting', { stall, stallMs, ...PACE })
      const [, healthyPort] = await server.says(/^port healthy (\d+)$/)
      const [, otherPort] = await server.says(/^port other (\d+)$/)
      const healthy = world.stranger('answering-clients', { port: Number(healthyPort), count: HEALTHY })
      const frozen = world.stranger('answering-clients', { port: Number(otherPort), count: FROZEN })
      casts.set(stall, { server, healthy, frozen })
    }
    const all = [...casts.values()]
    await Promise.all(all.flatMap(({ healthy, frozen }) => [healthy.says(/^open/), frozen.says(/^open/)]))
    await Promise.all(all.map(({ server }) => server.says(/^other alive/, FROZEN)))
    beganAt = nowMs()
    for (const { frozen } of all) frozen.freeze()
    for (const { server } of all) server.tell('stall')
    const stopped = casts.get('signal')?.server
    stopped?.freeze()
    await lasting(6_000)
    stopped?.thaw()
    await Promise.all(all.map(({ server }) => server.says(/^other dead/, FROZEN)))
    // The healthy ones have a whole bound after the stall to be dropped in.
    await lasting(BOUND_MS + PACE.timeoutMs)
  }, 60_000)

  afterAll(() => world.end())

  test.each(CASES)('$name drops no healthy client, and finds each frozen one', async ({ stall, stallMs }) => {
    const cast = casts.get(stall)
    if (cast === undefined) throw new Error('never started')
    const { server, healthy } = cast
    expect(await wronglyDropped(cast)).toEqual([])
    expect(healthy.said(/^lost/).length).toBe(server.said(/^healthy dead/).length)
    const found = server.said(/^other dead (\d+)$/).map(([, at]) => Number(at))
    expect(found).toHaveLength(FROZEN)
    // Twice the bound where it runs half of the time; else a whole timeout of grace after the stall.
    const latestMs = stall === 'halves' ? 2 * BOUND_MS : stallMs + BOUND_MS + PACE.timeoutMs
    for (const at of found) expect(at - beganAt).toBeLessThanOrEqual(latestMs + SLACK_MS)
  })

  test.each(CASES.filter(({ stallMs }) => stallMs > 0))('$name is told as a stall', ({ stall, stallMs }) => {
    const lost = casts.get(stall)?.server.said(/^stall (\d+) (\d+)$/) ?? []
    const longest = Math.max(...lost.map(([, , ms]) => Number(ms)))
    expect(longest).toBeGreaterThanOrEqual(stall === 'gc' ? 100 : stallMs - 200)
  })

  /** When healthy clients were dropped though they ran: a loaded machine may keep them themselves from answering. */
  async function wronglyDropped({ server, healthy }: Cast): Promise<number[]> {
    const long = (await healthy.gaps()).filter(({ ms }) => ms >= PACE.timeoutMs)
    return server
      .said(/^healthy dead (\d+)$/)
      .map(([, at]) => Number(at))
      .filter((at) => !long.some((gap) => gap.at - gap.ms <= at && at - gap.at < BOUND_MS))
  }
})
