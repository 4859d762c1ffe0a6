import { spawnSync } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { looseClock } from '../../src/clock/loose-clock.ts'

describe('A clock for what only watches', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('runs a task when it is due, and one that is called off never', () => {
    const ran: string[] = []
    looseClock.after(10, () => ran.push('first'))
    looseClock.after(10, () => ran.push('never')).cancel()
    vi.advanceTimersByTime(9)
    expect(ran).toEqual([])
    vi.advanceTimersByTime(1)
    expect(ran).toEqual(['first'])
  })

  test('honours delays that the platform would wrap, and calls them off', () => {
    const ran: string[] = []
    const delayMs = 2 ** 31 + 5
    looseClock.after(delayMs, () => ran.push('long'))
    const called = looseClock.after(delayMs, () => ran.push('never'))
    vi.advanceTimersByTime(2 ** 31)
    expect(ran).toEqual([])
    called.cancel()
    vi.advanceTimersByTime(5)
    expect(ran).toEqual(['long'])
  })
})

test('Its timers keep no process alive', () => {
  const clock = new URL('../../src/clock/loose-clock.ts', import.meta.url)
  const program = `import { looseClock } from ${JSON.stringify(clock.href)}
    looseClock.after(60_000, () => {})
    console.log(looseClock.now() > 0 && looseClock.wall() > 0)`
  const { stdout, status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', program],
    { encoding: 'utf8', timeout: 15_000 },
  )
  expect([stdout, status]).toEqual(['true\n', 0])
})
