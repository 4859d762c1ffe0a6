import { describe, expect, test } from 'vitest'
import { type ConnectOptions, connectPlan } from '../../src/machines/options.ts'
import { listenOnly } from '../../src/machines/protocol.ts'
import { UNARMED, type WheelEntry } from '../../src/machines/wheel.ts'
import { worldOf, worldWithin } from '../../src/machines/world.ts'
import { type VirtualClock, virtualClock } from '../../src/testing/virtual-clock.ts'
import { whole } from '../support/carriers.ts'

class Entry implements WheelEntry {
  wheelSlot = UNARMED
  wheelNext: WheelEntry | null = null
  wheelPrevious: WheelEntry | null = null
  visits = 0

  visit(): number {
    this.visits += 1
    return Infinity
  }
}

function worldOn(clock: VirtualClock): { world: ReturnType<typeof worldOf>; stalls: number[] } {
  const stalls: number[] = []
  return {
    world: worldOf(
      clock,
      () => 0.5,
      (lostMs) => stalls.push(lostMs),
    ),
    stalls,
  }
}

const plan = (options: ConnectOptions) => connectPlan(options, whole)
const beating = (everyMs: number, timeoutMs: number, options: ConnectOptions = {}) =>
  plan({ heartbeat: { protocol: listenOnly, everyMs, timeoutMs }, ...options })

describe('the tick of a connection', () => {
  test.each([
    { tightest: '10 ms', options: beating(10, 5_000), tickMs: 5 },
    { tightest: '99 ms', options: beating(5_000, 99), tickMs: 5 },
    { tightest: '100 ms', options: beating(100, 5_000), tickMs: 10 },
    { tightest: '200 ms', options: beating(200, 200), tickMs: 20 },
    { tightest: '500 ms', options: beating(500, 500), tickMs: 50 },
    { tightest: '30 s', options: beating(30_000, 30_000, { closeTimeoutMs: 10_000 }), tickMs: 50 },
  ])('is fine enough for its tightest deadline, $tightest: $tickMs ms', ({ options, tickMs }) => {
    const { world } = worldOn(virtualClock())
    expect(world.wheels.for(options).tickMs).toBe(tickMs)
  })

  test.each([
    'connectTimeoutMs',
    'handshakeTimeoutMs',
    'firstFrameTimeoutMs',
    'frameTimeoutMs',
    'readTimeoutMs',
    'writeTimeoutMs',
    'idleMs',
    'maxAgeMs',
    'closeTimeoutMs',
    'staleAfterMs',
  ])('heeds %s', (name) => {
    const { world } = worldOn(virtualClock())
    expect(world.wheels.for(plan({ [name]: 60 })).tickMs).toBe(5)
  })

  test.each([
    { tightest: 10, cap: 10 },
    { tightest: 50, cap: 10 },
    { tightest: 150, cap: 20 },
    { tightest: 300, cap: 40 },
    { tightest: 1_000, cap: 100 },
  ])(
    'charges a stall for no more than what is left of a deadline of $tightest ms: $cap ms',
    ({ tightest, cap }) => {
      const clock = virtualClock()
      const { world } = worldOn(clock)
      const wheel = world.wheels.for(beating(tightest, tightest))
      const entry = new Entry()
      wheel.arm(entry, 20_000)
      clock.stall(6_000)
      clock.advanceSync(0)
      expect(wheel.attention.value).toBe(cap)
    },
  )

  test.each([
    { tightest: '5 s', options: plan({ closeTimeoutMs: 10_000 }) },
    { tightest: '2.5 s', options: beating(2_500, 2_500, { closeTimeoutMs: 10_000 }) },
  ])('has room for longer gaps where every deadline is long, the tightest $tightest', ({ options }) => {
    const clock = virtualClock()
    const { world } = worldOn(clock)
    const wheel = world.wheels.for(options)
    wheel.arm(new Entry(), 20_000)
    clock.stall(250)
    clock.advanceSync(0)
    expect(wheel.attention.value).toBe(250)
    expect(wheel.attention.settled).toBe(250)
  })
})

describe('the wheels of a world', () => {
  test('are shared by connections of the same grain, and apart for those with tight deadlines', () => {
    const { world } = worldOn(virtualClock())
    const wide = world.wheels.for(beating(1_000, 1_000))
    expect(world.wheels.for(beating(700, 700))).toBe(wide)
    expect(world.wheels.for(beating(150, 150))).not.toBe(wide)
  })

  test('count together what has something due', () => {
    const clock = virtualClock()
    const { world } = worldOn(clock)
    expect(world.wheels.armed).toBe(0)
    world.wheels.for(beating(1_000, 1_000)).arm(new Entry(), 500)
    world.wheels.for(beating(150, 150)).arm(new Entry(), 1_500)
    expect(world.wheels.armed).toBe(2)
    clock.advanceSync(1_000)
    expect(world.wheels.armed).toBe(1)
    clock.advanceSync(1_000)
    expect(world.wheels.armed).toBe(0)
    expect(clock.pending).toBe(0)
  })

  test('tell a stall once, although each of them notices', () => {
    const clock = virtualClock()
    const { world, stalls } = worldOn(clock)
    for (const tightest of [50, 150, 300, 1_000]) {
      world.wheels.for(beating(tightest, tightest)).arm(new Entry(), 60_000)
    }
    clock.advanceSync(1_000)
    clock.stall(6_000)
    clock.advanceSync(1_000)
    expect(stalls).toHaveLength(1)
    expect(stalls[0]).toBeGreaterThan(5_900)
    expect(stalls[0]).toBeLessThanOrEqual(6_000)
  })

  test('tell each of two stalls, even one straight after the other', () => {
    const clock = virtualClock()
    const { world, stalls } = worldOn(clock)
    world.wheels.for(beating(1_000, 1_000)).arm(new Entry(), 60_000)
    world.wheels.for(beating(150, 150)).arm(new Entry(), 60_000)
    clock.advanceSync(1_000)
    clock.stall(3_000)
    clock.advanceSync(0)
    clock.stall(6_000)
    clock.advanceSync(1_000)
    expect(stalls.map((lostMs) => Math.round(lostMs / 1_000))).toEqual([3, 6])
  })

  test('tell each of them by a clock whose times are no whole numbers, too', () => {
    for (let nth = 1; nth <= 200; nth += 1) {
      const clock = virtualClock()
      const { world, stalls } = worldOn(clock)
      world.wheels.for(beating(150, 150)).arm(new Entry(), 120_000)
      clock.stall(150 + nth / 7)
      clock.advanceSync(0)
      // Long beside what went before: the difference of such times is rounded.
      clock.stall(1_000 + nth / 3)
      clock.advanceSync(0)
      expect([nth, stalls.length]).toEqual([nth, 2])
    }
  })
})

test('A world within another shares its time and its wheels; what happens there is summed there and outside', () => {
  const { world } = worldOn(virtualClock())
  const [one, other] = [worldWithin(world), worldWithin(world)]
  expect([one.clock, one.wheels, one.random]).toEqual([world.clock, world.wheels, world.random])
  one.quality.miss()
  one.rtt.add(10)
  other.rtt.add(30)
  expect([world, one, other].map(({ quality }) => quality.misses)).toEqual([1, 1, 0])
  expect([world, one, other].map(({ rtt }) => rtt.lastMs)).toEqual([30, 10, 30])
})
