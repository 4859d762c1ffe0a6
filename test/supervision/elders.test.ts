/**
 * What the manuals of other supervisors say by example, done with this one: the OTP Design Principles and `supervisor(3)`,
 * Elixir's `Supervisor` and `DynamicSupervisor`, RabbitMQ's `supervisor2`, Pekko's `BackoffSupervisor`. Where this one does
 * otherwise, the row says so.
 */
import { describe, expect, test } from 'vitest'
import type { Intensity } from '../../src/index.ts'
import { Troupe } from './support/troupe.ts'

/** OTP counts for the supervisor alone: no child has a limit of its own. */
const unlimited = { intensity: { restarts: 1_000_000 } }

/** A child crashes at these times, one after the other; how long did its supervisor stand it? */
async function stood(intensity: Intensity, times: readonly number[]): Promise<number> {
  const troupe = new Troupe({ intensity, restartDelayMs: 0 })
  troupe.worker('a', unlimited)
  await troupe.pass(0)
  for (const [nth, at] of times.entries()) {
    await troupe.clock.advanceTo(at)
    await troupe.crash('a')
    if (troupe.top.phase !== 'running') return nth
    await troupe.pass(0)
  }
  await troupe.top.stop()
  return times.length
}

describe('OTP Design Principles', () => {
  test('“Example”: one permanent child, killed brutally, one restart in 5 s', async () => {
    const troupe = new Troupe({ intensity: { restarts: 1, withinMs: 5_000 }, restartDelayMs: 0 })
    troupe.worker('ch3', { restart: 'permanent', shutdownMs: 0, stopsInMs: 'never', ...unlimited })
    await troupe.pass(0)
    await troupe.end('fails', 'ch3')
    await troupe.pass(0)
    expect(troupe.connection('ch3').phase).toBe('alive')
    await troupe.pass(5_001)
    await troupe.end('fails', 'ch3')
    await troupe.pass(0)
    expect(troupe.connection('ch3').phase).toBe('alive')
    await troupe.end('fails', 'ch3')
    expect(await troupe.top.ended).toMatchObject({ kind: 'gave-up', killed: [] })
  })

  test('“Tuning”: 1 in 6 s has the rate of 5 in 30 s, but not its burst', async () => {
    const burst = [0, 10, 20, 30, 40]
    expect(await stood({ restarts: 1, withinMs: 6_000 }, burst)).toBe(1)
    expect(await stood({ restarts: 5, withinMs: 30_000 }, burst)).toBe(5)
    const steady = [0, 6_001, 12_002, 18_003, 24_004, 30_005, 36_006]
    expect(await stood({ restarts: 1, withinMs: 6_000 }, steady)).toBe(7)
    expect(await stood({ restarts: 5, withinMs: 30_000 }, steady)).toBe(7)
  })

  test('“Tuning”: 5 in an hour allows a burst, and then not another crash for almost an hour', async () => {
    const times = [0, 10, 20, 30, 40, 3_599_000]
    expect(await stood({ restarts: 5, withinMs: 3_600_000 }, times)).toBe(5)
    expect(await stood({ restarts: 5, withinMs: 300_000 }, times)).toBe(6)
  })

  test('“Tuning”: two levels that allow 10 restarts each have a child started again about a hundred times', async () => {
    const troupe = new Troupe({ intensity: { restarts: 10, withinMs: 60_000 }, restartDelayMs: 0 })
    const next = troupe.top.supervise(
      'next',
      { intensity: { restarts: 10, withinMs: 60_000 }, restartDelayMs: 0 },
      { restart: 'permanent', ...unlimited },
    )
    troupe.worker('a', { crashes: 1_000, ...unlimited }, next)
    await troupe.pass(1_000)
    // Ten restarts in each of the eleven lives of the level above.
    expect(troupe.begun).toHaveLength(11 * 11)
    expect(await troupe.top.ended).toMatchObject({ kind: 'gave-up' })
  })

  test('“Automatic shutdown”: cooperating children stop when the work of one is done', async () => {
    const troupe = new Troupe()
    const unit = troupe.top.supervise('unit', { autoShutdown: 'any_significant' })
    troupe.worker('helper', { restart: 'permanent' }, unit)
    troupe.worker('work', { significant: true }, unit)
    await troupe.pass(0)
    await troupe.end('fails', 'unit/work')
    expect(await unit.ended).toEqual({ kind: 'shutdown', killed: [] })
    expect(troupe.top.phase).toBe('running')
  })

  test('“Adding, stopping and removing”: start_child, terminate_child, restart_child, delete_child', async () => {
    const troupe = new Troupe()
    const added = troupe.worker('a', { restart: 'permanent' })
    await troupe.pass(0)
    await added.stop()
    expect(troupe.top.find('a')).toBe(added)
    const again = troupe.top.start('a')
    await troupe.pass(0)
    expect(again.phase).toBe('alive')
    await troupe.top.remove('a')
    expect(troupe.top.children).toEqual([])
  })

  test('`supervisor(3)`: a supervisor that is started again has the children of its start, and counts from nothing', async () => {
    const troupe = new Troupe({ restartDelayMs: 0 })
    const nested = troupe.top.supervise(
      'n',
      { intensity: { restarts: 1 }, restartDelayMs: 0 },
      { restart: 'permanent' },
    )
    troupe.worker('a', { restart: 'temporary' }, nested)
    troupe.worker('b', { crashes: 2, ...unlimited }, nested)
    await troupe.pass(10)
    // Gave up after the second crash of b; a temporary child belongs to the start of its supervisor.
    expect(troupe.begun).toEqual(['n/a', 'n/b', 'n/b', 'n/a', 'n/b'])
    await troupe.crash('n/b')
    await troupe.pass(10)
    expect([nested.phase, nested.restarts]).toEqual(['running', 1])
  })
})

describe('Elixir', () => {
  test('`Supervisor`: a counter that crashes begins with its first value, and keeps its name', async () => {
    const troupe = new Troupe()
    const counter = troupe.worker('counter', { restart: 'permanent' })
    await troupe.pass(0)
    expect([counter.counts.reconnects, counter.generation]).toEqual([0, 1])
    await troupe.crash('counter')
    await troupe.pass(100)
    expect(troupe.top.find('counter')).toBe(counter)
    expect(counter).toMatchObject({ phase: 'alive', generation: 2, restarts: 1 })
  })

  test('`Supervisor`: 3 restarts in 5 s, unless somebody says otherwise', async () => {
    const troupe = new Troupe({ restartDelayMs: 0 })
    troupe.worker('a', unlimited)
    await troupe.pass(0)
    for (let crash = 0; crash < 3; crash += 1) {
      await troupe.crash('a')
      await troupe.pass(0)
    }
    expect(troupe.top.phase).toBe('running')
    await troupe.crash('a')
    expect(troupe.top.phase).toBe('failed')
  })

  test('`Supervisor`, “Exit reasons”: an orderly end of a transient child is logged by nobody and restarted by nobody', async () => {
    const troupe = new Troupe()
    troupe.worker('a')
    await troupe.pass(0)
    void troupe.steps
    await troupe.end('fails', 'a')
    await troupe.pass(10_000)
    expect(troupe.steps).toEqual(['!a'])
  })

  test('`DynamicSupervisor`: begins without children, counts them, and ends them at the same time', async () => {
    const troupe = new Troupe()
    const pool = troupe.top.supervise('pool', { dynamic: true })
    expect(pool.children).toEqual([])
    for (const id of ['x', 'y']) troupe.worker(id, { stopsInMs: 10 }, pool)
    await troupe.pass(0)
    expect(pool.children.map(({ phase }) => phase)).toEqual(['alive', 'alive'])
    void troupe.steps
    void pool.stop()
    expect(troupe.steps).toEqual(['~pool/x', '~pool/y'])
    await troupe.pass(10)
    await pool.ended
  })

  test('`DynamicSupervisor`: whoever has ended for good is forgotten, and its id free', async () => {
    const troupe = new Troupe()
    const pool = troupe.top.supervise('pool', { dynamic: true })
    troupe.worker('x', { restart: 'temporary' }, pool)
    await troupe.pass(0)
    await troupe.crash('pool/x')
    expect(pool.children).toEqual([])
    expect(troupe.worker('x', {}, pool).restarts).toBe(0)
  })
})

describe('RabbitMQ’s `supervisor2`', () => {
  test('`{permanent, Delay}`: goes on for ever, by a delay longer than its window', async () => {
    const troupe = new Troupe({ intensity: { restarts: 1, withinMs: 1_000 } })
    troupe.worker('shovel', { restart: 'permanent', restartDelayMs: 5_000, crashes: 1_000 })
    await troupe.pass(600_000)
    expect(troupe.connection('shovel').restarts).toBe(121)
    expect(troupe.top.phase).toBe('running')
  })

  test('`intrinsic`: whose orderly end is the end of its supervisor is significant here', async () => {
    const troupe = new Troupe({ autoShutdown: 'any_significant' })
    troupe.worker('helper')
    troupe.worker('intrinsic', { significant: true })
    await troupe.pass(0)
    await troupe.end('fails', 'intrinsic')
    expect(await troupe.top.ended).toMatchObject({ kind: 'shutdown' })
  })
})

describe('Pekko’s `BackoffSupervisor`', () => {
  test('3 s to 30 s, and from the beginning after a quiet time', async () => {
    const troupe = new Troupe({ intensity: { restarts: 100 } })
    troupe.worker('echo', {
      crashes: 5,
      restartBackoff: { firstMs: 3_000, maxMs: 30_000, jitter: 'none', stableMs: 3_000 },
    })
    await troupe.pass(75_000)
    await troupe.pass(3_001)
    await troupe.crash('echo')
    const delays = troupe.events.flatMap((event) => (event.kind === 'restart' ? [event.delayMs] : []))
    expect(delays).toEqual([3_000, 6_000, 12_000, 24_000, 30_000, 3_000])
  })
})
