/**
 * An open breaker passes nothing; half-open passes at most its probes; it closes only by successes seen in half-open. By
 * every arrow of a specification, and by sequences that chance draws.
 */
import { createTestModel } from '@xstate/test'
import fc from 'fast-check'
import { Subject } from 'rxjs'
import { expect, test } from 'vitest'
import { createActor } from 'xstate'
import { type Breaker, type BreakerPhase, breaker, type Pass } from '../../src/breaker/index.ts'
import type { Cause, Phase } from '../../src/index.ts'
import { arrowPaths } from '../../src/testing/index.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import {
  type BreakerModelEvent,
  breakerModel,
  EVENTS,
  FAILURES,
  OPEN_MS,
  PROBES,
  type Sight,
  stateKey,
} from './breaker.model.ts'

/** A real breaker, to which happens what happens in the specification. */
class Rig {
  readonly clock = virtualClock()
  readonly phases = new Subject<{ phase: Phase; cause: Cause | null }>()
  readonly breaker: Breaker
  readonly underWay: Pass[] = []
  passed: boolean | null = null

  constructor(options: { probes: number; failures: number }) {
    this.breaker = breaker({
      ...options,
      // As the specification: however long a probe takes, and however often it opened.
      probeTimeoutMs: 2 ** 31,
      backoff: { firstMs: OPEN_MS, factor: 1, jitter: 'none' },
      clock: this.clock,
      of: { phase$: this.phases },
    })
  }

  async happen(type: BreakerModelEvent['type']): Promise<void> {
    this.passed = null
    switch (type) {
      case 'call.wanted':
        return this.#want()
      case 'call.succeeds':
        return this.underWay.shift()?.settle('success')
      case 'call.fails':
        return this.underWay.shift()?.settle('failure', 'no')
      case 'call.is.called.off':
        return this.underWay.shift()?.settle('nothing')
      case 'latest.succeeds':
        return this.underWay.pop()?.settle('success')
      case 'time.passes':
        return this.clock.advance(OPEN_MS)
      case 'peer.dies':
        return this.phases.next({ phase: 'dead', cause: { kind: 'silent', by: 'peer' } })
      case 'peer.is.alive':
        return this.phases.next({ phase: 'alive', cause: null })
      case 'user.stops':
        return this.breaker.stop()
    }
  }

  #want(): void {
    try {
      this.underWay.push(this.breaker.admit())
      this.passed = true
    } catch {
      this.passed = false
    }
  }
}

test('A breaker shows what its specification says on every arrow', async () => {
  const model = createTestModel(breakerModel, { events: EVENTS })
  const paths = model.getPaths((machine) => arrowPaths(machine, { keyOf: stateKey, events: EVENTS }))
  for (const path of paths) {
    const rig = new Rig({ probes: PROBES, failures: FAILURES })
    await path.test({
      events: Object.fromEntries(
        EVENTS.map(({ type }) => [type, ({ event }: { event: BreakerModelEvent }) => rig.happen(event.type)]),
      ),
      states: {
        '*': (snapshot: { value: unknown; context: Sight }) => {
          expect(rig.breaker.phase).toBe(snapshot.value)
          expect(rig.passed, 'whether the call passed').toBe(snapshot.context.passed)
        },
      },
    })
    rig.breaker.stop()
    expect(rig.clock.pending, 'timers left').toBe(0)
  }
  expect(paths.length).toBeGreaterThan(100)
}, 60_000)

/** What chance draws: mostly calls, and an end only now and then, or there would be little to see before it. */
const DRAWN = fc.array(
  fc.oneof(
    { weight: 60, arbitrary: fc.constant('call.wanted' as const) },
    { weight: 70, arbitrary: fc.constant('call.succeeds' as const) },
    { weight: 20, arbitrary: fc.constant('latest.succeeds' as const) },
    { weight: 40, arbitrary: fc.constant('call.fails' as const) },
    { weight: 10, arbitrary: fc.constant('call.is.called.off' as const) },
    { weight: 40, arbitrary: fc.constant('time.passes' as const) },
    { weight: 10, arbitrary: fc.constant('peer.dies' as const) },
    { weight: 20, arbitrary: fc.constant('peer.is.alive' as const) },
    { weight: 1, arbitrary: fc.constant('user.stops' as const) },
  ),
  { minLength: 20, maxLength: 80, size: 'max' },
)

test('Whatever happened before, it shows what its specification says', async () => {
  await fc.assert(
    fc.asyncProperty(DRAWN, async (types) => {
      const rig = new Rig({ probes: PROBES, failures: FAILURES })
      const specification = createActor(breakerModel).start()
      for (const type of types) {
        if (!specification.getSnapshot().can({ type })) continue
        specification.send({ type })
        await rig.happen(type)
        const { value, context } = specification.getSnapshot()
        expect([rig.breaker.phase, rig.passed]).toEqual([value, context.passed])
      }
      rig.breaker.stop()
    }),
    { numRuns: 300 },
  )
})

test('Whatever happens, open passes nothing, half-open no more than its probes, and only their success closes it', async () => {
  const seen = { halfOpen: 0, closedAgain: 0 }
  const options = fc.record({
    probes: fc.integer({ min: 1, max: 4 }),
    failures: fc.integer({ min: 1, max: 4 }),
  })
  await fc.assert(
    fc.asyncProperty(DRAWN, options, async (types, { probes, failures }) => {
      const rig = new Rig({ probes, failures })
      const ledger = new Ledger(probes)
      rig.breaker.phase$.subscribe(({ from, phase }) => ledger.entered(from, phase))
      for (const type of types) {
        const one = type === 'latest.succeeds' ? rig.underWay.at(-1) : rig.underWay[0]
        if (one !== undefined) ledger.settles(one, type)
        const before = rig.breaker.phase
        await rig.happen(type)
        const latest = rig.underWay.at(-1)
        if (rig.passed === true && latest !== undefined) ledger.passed(latest, before)
        expect(ledger.breaches).toEqual([])
      }
      rig.breaker.stop()
      expect(rig.clock.pending, 'timers left').toBe(0)
      seen.halfOpen += ledger.halfOpen
      seen.closedAgain += ledger.closedAgain
    }),
    { numRuns: 300 },
  )
  // Or nothing was tested.
  expect(seen.halfOpen).toBeGreaterThan(300)
  expect(seen.closedAgain).toBeGreaterThan(50)
})

/** What the promise allows, kept apart from the breaker: a list of breaches, since what throws in a stream stops nobody. */
class Ledger {
  readonly breaches: string[] = []
  halfOpen = 0
  closedAgain = 0
  readonly #probes: number
  /** Of the present half-open time. */
  #out = new Set<Pass>()
  #succeeded = 0

  constructor(probes: number) {
    this.#probes = probes
  }

  entered(from: BreakerPhase | null, phase: BreakerPhase): void {
    if (phase === 'closed' && from !== null) {
      this.closedAgain += 1
      if (from !== 'half-open') this.breaches.push(`closed from ${from}`)
      if (this.#succeeded !== this.#probes) this.breaches.push(`closed by ${this.#succeeded} successes`)
    }
    if (phase === 'half-open') this.halfOpen += 1
    this.#out = new Set()
    this.#succeeded = 0
  }

  /** Before the breaker hears of it. */
  settles(pass: Pass, type: BreakerModelEvent['type']): void {
    if (type.endsWith('succeeds') && this.#out.delete(pass)) this.#succeeded += 1
    if (type === 'call.is.called.off') this.#out.delete(pass)
  }

  passed(pass: Pass, phase: BreakerPhase): void {
    if (phase === 'open' || phase === 'stopped') this.breaches.push(`${phase} passed a call`)
    if (pass.isProbe !== (phase === 'half-open')) this.breaches.push(`a probe while ${phase}`)
    if (!pass.isProbe) return
    this.#out.add(pass)
    const probes = this.#out.size + this.#succeeded
    if (probes > this.#probes) this.breaches.push(`${probes} probes`)
  }
}
