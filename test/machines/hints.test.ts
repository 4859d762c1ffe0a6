import { describe, expect, test } from 'vitest'
import { type BackoffOptions, backoffOf } from '../../src/machines/backoff.ts'
import type { ConnectionEvent, Phase } from '../../src/machines/events.ts'
import { type Hinted, Hints } from '../../src/machines/hints.ts'
import { worldOf } from '../../src/machines/world.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { FakeTransport, HintingTransport } from '../supervisor/fakes.ts'

/** A connection that waits between two dials, and goes on waiting after each early one. */
class Waiting implements Hinted {
  readonly clock = virtualClock()
  readonly transport = new HintingTransport()
  /** When it was asked to dial early. */
  readonly dials: number[] = []
  probes = 0
  rotations = 0
  phase: Phase | null = 'backoff'
  readonly hints

  constructor(backoff: BackoffOptions = { firstMs: 1_000, maxMs: 8_000, jitter: 'none' }) {
    const world = worldOf(
      this.clock,
      () => 0.5,
      () => {},
    )
    this.hints = new Hints(this.transport, backoffOf(backoff), world, this)
  }

  probe(): void {
    this.probes += 1
  }

  rotate(): void {
    this.rotations += 1
  }

  report(event: ConnectionEvent): void {
    if (event.type !== 'retry') return
    this.dials.push(this.clock.now())
    this.hints.waited()
  }

  /** The network comes back each `everyMs`, so many times. */
  flap(times: number, everyMs: number): void {
    for (let flap = 0; flap < times; flap += 1) {
      this.transport.hint('retry')
      this.clock.advanceSync(everyMs)
    }
  }
}

describe('A hint to dial', () => {
  test('ends a wait at once', () => {
    const waiting = new Waiting()
    waiting.transport.hint('retry')
    expect(waiting.dials).toEqual([0])
  })

  test('means nothing to a connection that does not wait', () => {
    const waiting = new Waiting()
    waiting.phase = 'alive'
    waiting.transport.hint('retry')
    waiting.phase = 'backoff'
    waiting.clock.advanceSync(60_000)
    expect(waiting.dials).toEqual([])
    expect(waiting.clock.pending).toBe(0)
  })

  test.each([
    { jitter: 'none' as const },
    { jitter: 'full' as const },
    { jitter: 'equal' as const },
    { jitter: 'decorrelated' as const },
  ])(
    'given each 10 ms by a network that comes and goes makes ever fewer dials, up to the longest delay: jitter $jitter',
    ({ jitter }) => {
      const waiting = new Waiting({ firstMs: 1_000, maxMs: 8_000, jitter })
      waiting.flap(4_000, 10)
      expect(waiting.dials).toEqual([0, 1_000, 3_000, 7_000, 15_000, 23_000, 31_000, 39_000])
    },
  )

  test('that comes too soon waits for its time, once, however many there are', () => {
    const waiting = new Waiting()
    waiting.flap(100, 1)
    expect([waiting.dials.length, waiting.clock.pending]).toEqual([1, 1])
    waiting.clock.advanceSync(60_000)
    expect(waiting.dials).toEqual([0, 1_000])
    expect(waiting.clock.pending).toBe(0)
  })

  test('that waits for its time is forgotten when the wait is over', () => {
    const waiting = new Waiting()
    waiting.flap(2, 1)
    waiting.hints.waited()
    expect(waiting.clock.pending).toBe(0)
    waiting.clock.advanceSync(60_000)
    expect(waiting.dials).toEqual([0])
  })

  test('is free again after a link was stable', () => {
    const waiting = new Waiting()
    waiting.flap(500, 10)
    const before = waiting.dials.length
    waiting.hints.waited()
    waiting.hints.stable()
    waiting.transport.hint('retry')
    waiting.flap(100, 10)
    expect(waiting.dials.slice(before)).toEqual([5_000, 6_000])
  })
})

test('A hint to probe asks the peer each time, and dials nobody', () => {
  const waiting = new Waiting()
  waiting.transport.hint('probe')
  waiting.transport.hint('probe')
  expect([waiting.probes, waiting.dials]).toEqual([2, []])
})

test('A hint that another link would be better is handed on', () => {
  const waiting = new Waiting()
  waiting.transport.hint('rotate')
  expect([waiting.rotations, waiting.dials, waiting.probes]).toEqual([1, [], 0])
})

test('After the end nothing is listened to, and nothing waits', () => {
  const waiting = new Waiting()
  waiting.flap(2, 1)
  waiting.hints.end()
  expect([waiting.transport.listeners, waiting.clock.pending]).toEqual([0, 0])
  waiting.transport.hint('probe')
  expect(waiting.probes).toBe(0)
})

test('A transport without hints has none', () => {
  const { clock, ...waiting } = new Waiting()
  const world = worldOf(
    clock,
    () => 0.5,
    () => {},
  )
  const hints = new Hints(new FakeTransport(), backoffOf(), world, {
    ...waiting,
    probe() {},
    rotate() {},
    report() {},
  })
  hints.end()
  expect(clock.pending).toBe(0)
})
