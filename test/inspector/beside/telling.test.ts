import { describe, expect, test, vi } from 'vitest'
import { breaker } from '../../../src/breaker/index.ts'
import { Parts } from '../../../src/inspector/beside/parts.ts'
import { LOOK_MS, Telling } from '../../../src/inspector/beside/telling.ts'
import { MOST_UNSENT } from '../../../src/inspector/look/viewer.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { Service } from '../../pool/support/service.ts'
import { inspected, opened, tree } from '../support/scene.ts'
import { Watcher } from '../support/watcher.ts'

function scene() {
  const clock = virtualClock()
  const guard = breaker({ clock: virtualClock() })
  const parts = new Parts({ guard })
  const read = vi.spyOn(parts, 'read')
  const telling = new Telling(parts, clock)
  return { clock, guard, telling, read }
}

const passed = (watcher: Watcher): (string | undefined)[] =>
  watcher.of('beside').map(({ of: [one] }) => {
    const fact = one?.facts.find(({ label }) => label === 'passed')
    return fact !== undefined && 'value' in fact ? fact.value : undefined
  })

describe('Pages are told of what stands beside the tree', () => {
  test('all of it when they come, then when something has changed, twice a second at most', async () => {
    const { clock, guard, telling } = scene()
    const watcher = new Watcher()
    telling.join(watcher.viewer)
    await clock.advance(10 * LOOK_MS)
    expect(passed(watcher)).toEqual(['0'])
    for (let n = 0; n < 100; n += 1) {
      guard.admit().settle('success')
      await clock.advance(10)
    }
    expect(passed(watcher)).toHaveLength(3)
    await clock.advance(LOOK_MS)
    expect(passed(watcher).at(-1)).toBe('100')
    const late = new Watcher()
    telling.join(late.viewer)
    expect(passed(late)).toEqual(['100'])
    telling.stop()
    guard.stop()
  })

  test('who are there: with the last one gone nothing is looked at, and no timer is left', async () => {
    const { clock, guard, telling, read } = scene()
    const [one, other] = [new Watcher(), new Watcher()]
    await clock.advance(10 * LOOK_MS)
    expect(read).not.toHaveBeenCalled()
    telling.join(one.viewer)
    telling.join(other.viewer)
    telling.leave(one.viewer)
    expect(clock.pending).toBe(1)
    telling.leave(other.viewer)
    expect(clock.pending).toBe(0)
    telling.look()
    expect([read.mock.calls.length, clock.pending]).toEqual([2, 0])
    guard.stop()
  })

  test('who read: one that does not is told the latest later', async () => {
    const { clock, guard, telling } = scene()
    const slow = new Watcher()
    telling.join(slow.viewer)
    slow.reads = false
    slow.viewer.tell(JSON.stringify({ t: 'x', text: 'x'.repeat(MOST_UNSENT) }))
    guard.admit().settle('success')
    await clock.advance(3 * LOOK_MS)
    expect(passed(slow)).toEqual(['0'])
    guard.admit().settle('success')
    slow.read()
    await clock.advance(LOOK_MS)
    expect(passed(slow)).toEqual(['0', '2'])
    telling.stop()
    guard.stop()
  })

  test('since when a pool is as it is, where they saw it begin', async () => {
    const service = new Service('a')
    const prices = service.pool({ endpoints: ['a'] })
    await service.clock.advance(10)
    const telling = new Telling(new Parts({ prices }), service.clock)
    const watcher = new Watcher()
    telling.join(watcher.viewer)
    void prices.stop()
    await service.clock.advance(LOOK_MS)
    const told = watcher.of('beside').map(({ of: [one] }) => [one?.phase, one?.since])
    expect(told[0]).toEqual(['alive', null])
    expect(told.at(-1)).toEqual(['stopped', Math.round(service.clock.wall())])
    telling.stop()
    await service.end()
  })

  test('nothing where nothing stands there', () => {
    const clock = virtualClock()
    const telling = new Telling(new Parts({}), clock)
    const watcher = new Watcher()
    telling.join(watcher.viewer)
    expect([watcher.got, clock.pending]).toEqual([[], 0])
  })
})

describe('Over a real server', () => {
  test('a page has the tree first, then what stands beside it, and its last state before the end', async () => {
    const fleet = tree()
    const guard = breaker({ id: 'guard' })
    const page = await opened(await inspected(fleet, { beside: { guard } }))
    await page.told('beside', ({ of: [one] }) => one?.phase === 'closed')
    expect(page.got.map(({ t }) => t)).toEqual(['hello', 'beside'])
    guard.stop()
    await fleet.stop()
    await page.told('ended')
    const kinds = page.got.map(({ t }) => t)
    expect(kinds.at(-1)).toBe('ended')
    expect(page.got.findLast((message) => message.t === 'beside')).toMatchObject({
      of: [{ phase: 'stopped' }],
    })
  })
})
