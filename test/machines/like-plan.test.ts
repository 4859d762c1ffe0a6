import { describe, expect, test } from 'vitest'
import { likePlan } from '../../src/machines/like-plan.ts'
import type { ConnectOptions } from '../../src/machines/options.ts'
import { memoryNetwork, virtualClock } from '../../src/testing/index.ts'
import { OptionError } from '../../src/transport/transport.ts'

const host = memoryNetwork({ clock: virtualClock() }).host('us')
const transport = () => host.dial({ to: 'peer:1' })

function options(): {
  heartbeat: { protocol: { beat: string; pong: string }; everyMs: number }
  maxAgeMs: number
} {
  return { heartbeat: { protocol: { beat: 'ping', pong: 'pong' }, everyMs: 1_000 }, maxAgeMs: 60_000 }
}

describe('The plan of options', () => {
  test('that were said the time before, by another literal, is the one there is', () => {
    const over = transport()
    expect(likePlan(options(), over)).toBe(likePlan(options(), over))
    const { maxAgeMs, heartbeat } = likePlan(options(), over)
    expect([maxAgeMs, heartbeat?.everyMs]).toEqual([60_000, 1_000])
  })

  const hook = (): void => {}
  test.each<{ differs: string; one: ConnectOptions; other: ConnectOptions }>([
    {
      differs: 'a number deep inside',
      one: options(),
      other: { heartbeat: { ...options().heartbeat, everyMs: 2_000 }, maxAgeMs: 60_000 },
    },
    { differs: 'one more option', one: options(), other: { ...options(), idleMs: 1_000 } },
    { differs: 'one option less', one: { ...options(), idleMs: 1_000 }, other: options() },
    { differs: 'another option in place of one', one: { maxAgeMs: 1_000 }, other: { idleMs: 1_000 } },
    { differs: 'a hook', one: { onOpen: hook }, other: { onOpen: () => {} } },
    {
      differs: 'an object with a prototype of its own, which says more',
      one: { backoff: {} },
      other: { backoff: Object.create({ attempts: 1 }) },
    },
    { differs: 'false in place of an object', one: { backoff: {} }, other: { backoff: { attempts: 1 } } },
  ])('that differ by $differs is another one', ({ one, other }) => {
    const over = transport()
    const plan = likePlan(one, over)
    expect(likePlan(other, over)).not.toBe(plan)
    expect(likePlan(other, over)).toBe(likePlan({ ...other }, over))
  })

  test('that were left undefined are like those that were', () => {
    const said: ConnectOptions = {}
    Reflect.set(said, 'maxAgeMs', undefined)
    const over = transport()
    expect(likePlan({ ...said }, over)).toBe(likePlan(said, over))
  })

  test('that one changed since is another one', () => {
    const over = transport()
    const said = options()
    const before = likePlan(said, over)
    said.heartbeat.everyMs = 5_000
    expect(likePlan(said, over).heartbeat?.everyMs).toBe(5_000)
    expect(before.heartbeat?.everyMs).toBe(1_000)
  })

  test('is of one transport alone', () => {
    expect(likePlan(options(), transport())).not.toBe(likePlan(options(), transport()))
  })

  test('that cannot be used is refused, and the one before stays', () => {
    const over = transport()
    const plan = likePlan(options(), over)
    expect(() => likePlan({ ...options(), maxAgeMs: -1 }, over)).toThrow(OptionError)
    expect(likePlan(options(), over)).toBe(plan)
  })
})
