import { BehaviorSubject } from 'rxjs'
import { describe, expect, test } from 'vitest'
import type { Phase } from '../../../src/machines/events.ts'
import type { Instance, RegistrationState } from '../../../src/registry/index.ts'
import { virtualClock } from '../../../src/testing/index.ts'
import { Leases } from '../../../src/testing/invariants/leases.ts'
import { Ledger } from '../../../src/testing/invariants/ledger.ts'
import { Planted } from './planted.ts'

const TTL_MS = 10_000
const OURS: Instance = { service: 'fleet', id: 'a', endpoint: 'memory://us', metadata: {} }
const THEIRS: Instance = { ...OURS, endpoint: 'memory://elsewhere' }

/** A registration, a server and a watcher that say what the test has them say; the connection `a` is alive. */
function told() {
  const clock = virtualClock()
  const ledger = new Ledger(() => clock.now())
  const leases = new Leases(clock)
  const watcher = leases.keep(Object.assign(new Planted().stage, { ledger }))
  const server: { holder: Instance | null } = { holder: OURS }
  const watch = { instances: [] as readonly Instance[], isStale: false }
  const registration = {
    instance: OURS,
    state: 'held' as RegistrationState,
    heldUntil: null as number | null,
    // What it says is asked for; that it has changed is all that this tells.
    state$: new BehaviorSubject<never>(undefined as never),
  }
  const phase = (to: Phase): void =>
    watcher.event?.({ v: 1, at: 0, kind: 'phase', id: 'a', from: null, to } as never)
  leases.serves(() => server.holder)
  leases.watches(watch, 13_000)
  phase('alive')
  leases.confirms(OURS)
  leases.claims({ registration, of: 'a', ttlMs: TTL_MS, clock })
  return {
    clock,
    leases,
    ledger,
    server,
    watch,
    registration,
    phase,
    tell: (event: object) => watcher.event?.(event as never),
    look: () => watcher.lookAround?.(),
    whats: () => ledger.breaches.map(({ invariant, id, what }) => `${invariant} ${id} ${what}`),
  }
}

describe('A lease that is held', () => {
  test('is nobody else’s, and is promised for no longer than that is sure', () => {
    const { clock, registration, look, whats, ledger } = told()
    registration.heldUntil = clock.wall() + 7_500
    look()
    expect([whats(), ledger.checked[13]?.times]).toEqual([[], expect.any(Number)])
    registration.heldUntil = clock.wall() + 10_001
    look()
    expect(whats()).toEqual(['14 a is said to be ours for 10001 ms, and may be somebody else’s in 10000 ms'])
  })

  test.each([
    ['memory://elsewhere', THEIRS],
    ['nobody', null],
  ])('and that the registry has given to %s is found, at once when it is told', (who, holder) => {
    const { registration, server, whats } = told()
    server.holder = holder
    registration.state$.next(undefined as never)
    expect(whats()).toEqual([`14 a is held here, and the registry has given it to ${who}`])
  })

  test('is not looked for in a registry that has just lost its data, but in one that has kept them', () => {
    const { server, leases, look, whats, clock } = told()
    server.holder = THEIRS
    leases.restarts(false)
    look()
    expect(whats()).toEqual([])
    clock.advanceSync(TTL_MS + 1)
    look()
    expect(whats()).toHaveLength(1)
    const other = told()
    other.server.holder = THEIRS
    other.leases.restarts(true)
    other.look()
    expect(other.whats()).toHaveLength(1)
  })

  test('is beyond what can be known where our machine slept and its wall clock was set back, not by one of both', () => {
    const both = told()
    both.server.holder = THEIRS
    both.leases.sleeps({ from: 0, to: 60_000 })
    both.look()
    expect(both.whats()).toHaveLength(1)
    both.leases.setBack()
    both.look()
    expect(both.whats()).toHaveLength(1)
    both.clock.advanceSync(60_000 + TTL_MS + 1)
    both.look()
    expect(both.whats()).toHaveLength(2)
    const alone = told()
    alone.server.holder = THEIRS
    alone.leases.setBack()
    alone.look()
    expect(alone.whats()).toHaveLength(1)
  })

  test('may say what it likes of dates for a while after the wall clock was set back', () => {
    const { clock, registration, leases, look, whats } = told()
    leases.setBack()
    registration.heldUntil = clock.wall() + 3_600_000
    look()
    expect(whats()).toEqual([])
  })
})

describe('Somebody who is dead', () => {
  test('and still asked for is found, whether by what is said or by what is sent', () => {
    const { phase, leases, look, whats, registration } = told()
    phase('suspect')
    leases.asks('a')
    look()
    expect(whats()).toEqual([])
    phase('dead')
    leases.asks('a')
    registration.state = 'registering'
    look()
    expect(whats()).toEqual([
      '14 a is dead, and the registry is told that it lives',
      '14 a is dead, and its registration registering',
    ])
  })

  test('is out of a registry that has been well for long within one request, and is missed without anybody looking', async () => {
    const { phase, clock, registration, whats } = told()
    registration.state = 'waiting'
    phase('dead')
    await clock.advance(2_999)
    expect(whats()).toEqual([])
    await clock.advance(2)
    expect(whats()).toEqual(['14 a is dead for 3001 ms, and still advertised by the registry'])
  })

  test('is out by the end of its lease where there was hardship, and by its removal as well', () => {
    const { tell, clock, registration, leases, look, whats } = told()
    registration.state = 'withdrawn'
    leases.suffers({ from: 0, to: 5_000 })
    tell({ v: 1, at: 0, kind: 'removed', id: 'a' })
    clock.advanceSync(16_000)
    look()
    expect(whats()).toEqual([])
    clock.advanceSync(1)
    look()
    expect(whats()).toEqual(['14 a is dead for 16001 ms, and still advertised by the registry'])
  })

  test('is known to those who watch a little later, unless they say that they do not know', () => {
    const { phase, clock, registration, server, watch, look, whats } = told()
    registration.state = 'waiting'
    server.holder = null
    watch.instances = [OURS]
    phase('dead')
    clock.advanceSync(16_000)
    look()
    watch.isStale = true
    clock.advanceSync(1)
    look()
    expect(whats()).toEqual([])
    watch.isStale = false
    look()
    expect(whats()).toEqual(['14 a is dead for 16001 ms, and still advertised to those who watch'])
  })
})
