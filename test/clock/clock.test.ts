import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../../src/clock/clock.ts'

test('The system’s clock never goes back, and its wall clock says the date', () => {
  const before = systemClock.now()
  expect(systemClock.now()).toBeGreaterThanOrEqual(before)
  expect(Math.abs(systemClock.wall() - Date.now())).toBeLessThan(1_000)
})

test('A wait of 0 or less runs after the caller has returned', async () => {
  const seen: string[] = []
  const both = new Promise<void>((resolve) => {
    systemClock.after(-1, () => seen.push('first'))
    systemClock.after(0, () => {
      seen.push('second')
      resolve()
    })
  })
  expect(seen).toEqual([])
  await both
  expect(seen).toEqual(['first', 'second'])
})

describe('Waits on the platform’s timers', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('A cancelled wait never runs; cancelling it again, or after it ran, does nothing', () => {
    const task = vi.fn()
    const cancelled = systemClock.after(10, task)
    cancelled.cancel()
    cancelled.cancel()
    const ran = systemClock.after(10, task)
    vi.advanceTimersByTime(20)
    ran.cancel()
    expect(task).toHaveBeenCalledTimes(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('A wait longer than the platform’s timers can count runs once, at its time', () => {
    const task = vi.fn()
    const days = 100 * 86_400_000
    systemClock.after(days, task)
    vi.advanceTimersByTime(days - 1)
    expect(task).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(task).toHaveBeenCalledTimes(1)
  })

  test('A long wait can be cancelled in any part of it', () => {
    const task = vi.fn()
    const days = 100 * 86_400_000
    const timer = systemClock.after(days, task)
    vi.advanceTimersByTime(days / 2)
    timer.cancel()
    vi.advanceTimersByTime(days)
    expect(task).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('The system’s clock in a page', () => {
  const page = { visibilityState: 'hidden' }
  beforeEach(() => {
    page.visibilityState = 'hidden'
    vi.stubGlobal('document', page)
  })
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  const waited = (delayMs: number): Promise<void> =>
    new Promise((resolve) => {
      systemClock.after(delayMs, resolve)
    })

  test('says that timers come late by a second and a little while it is hidden, and at no other time', () => {
    expect(systemClock.slackMs?.()).toBe(1_250)
    page.visibilityState = 'visible'
    expect(systemClock.slackMs?.()).toBe(0)
    vi.unstubAllGlobals()
    expect(systemClock.slackMs?.()).toBe(0)
  })

  test.each([
    { was: 'hidden', is: 'hidden', order: ['the timer is over', 'the task'] },
    { was: 'hidden', is: 'visible', order: ['the timer is over', 'the task'] },
    { was: 'visible', is: 'hidden', order: ['the timer is over', 'the task'] },
    { was: 'visible', is: 'visible', order: ['the task', 'the timer is over'] },
  ])(
    'that was $was and is $is runs a task outside the platform’s timer or inside it: $order',
    async ({ was, is, order }) => {
      page.visibilityState = was
      const seen: string[] = []
      const { setTimeout: platforms } = globalThis
      const spy = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((
        task: () => void,
        delayMs: number,
      ) =>
        platforms(() => {
          task()
          seen.push('the timer is over')
        }, delayMs)) as typeof setTimeout)
      const done = new Promise<void>((resolve) => {
        systemClock.after(1, () => {
          seen.push('the task')
          setImmediate(resolve)
        })
      })
      spy.mockRestore()
      page.visibilityState = is
      await done
      expect(seen).toEqual(order)
    },
  )

  test('does not run a task that is cancelled between its timer and its turn', async () => {
    const task = vi.fn()
    const first = systemClock.after(1, task)
    // Due at the same time, and a turn later each.
    await new Promise<void>((resolve) => {
      setTimeout(() => {
        first.cancel()
        resolve()
      }, 1)
    })
    await waited(1)
    expect(task).not.toHaveBeenCalled()
  })
})
