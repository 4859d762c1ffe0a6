/** Invariant 14: nothing dead is advertised, and a lost lease is known here before another can hold it. */
import fc from 'fast-check'
import { BehaviorSubject } from 'rxjs'
import { expect, test } from 'vitest'
import { instanceOf, virtualRegistry } from './support/virtual.ts'

const TTL_MS = 1_200
/** By when whoever died is out of the registry, when somebody can be told; else when its lease has run out. */
const HEARD_MS = 2_500

type Step =
  | { readonly what: 'cut' | 'mend' | 'die' | 'live'; readonly who: 0 | 1 }
  | { readonly what: 'freeze' | 'thaw' | 'kill' | 'revive' | 'forget' }

type Condition = 'serving' | 'frozen' | 'dead'

function conditionAfter(condition: Condition, what: Step['what']): Condition {
  if (what === 'kill') return 'dead'
  if (what === 'revive' || what === 'forget') return 'serving'
  if (what === 'freeze') return condition === 'serving' ? 'frozen' : condition
  return what === 'thaw' && condition === 'frozen' ? 'serving' : condition
}

const who = fc.constantFrom<0 | 1>(0, 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ what: fc.constantFrom('cut', 'mend', 'die', 'live'), who }),
  fc.record({ what: fc.constantFrom('freeze', 'thaw', 'kill', 'revive', 'forget') }),
)

test('Of two that want one name, at no moment do both hold it, and nobody is advertised who has long been dead', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(step, fc.integer({ min: 1, max: 2_000 })), { minLength: 1, maxLength: 15 }),
      async (steps) => {
        const { clock, server, client } = virtualRegistry({ requestTimeoutMs: 300 })
        const parties = [0, 1].map((number) => {
          const { registry, cable } = client()
          const life = new BehaviorSubject(true)
          const instance = { ...instanceOf('one'), endpoint: `tcp://127.0.0.1:${number + 1}` }
          const registration = registry.register(instance, { ttlMs: TTL_MS, while: life })
          return { registry, cable, life, registration, diedAt: 0 }
        })
        const look = (): void => {
          const holders = parties.filter(
            ({ registration: { state } }) => state === 'held' || state === 'doubtful',
          )
          // Of a registry that has lost its data, whoever held something is told no sooner than its next renewal.
          if (clock.now() - forgotAt > TTL_MS) expect(holders.length).toBeLessThan(2)
          for (const { registration, life } of holders) {
            expect(life.value).toBe(true)
            expect(registration.heldUntil).toBeGreaterThan(clock.wall())
          }
          const advertised = server.list('prices').instances
          for (const { life, registration, diedAt } of parties) {
            if (life.value || !advertised.includes(registration.instance)) continue
            // A server that is frozen or gone advertises nobody: nobody can ask it.
            expect(condition === 'serving' ? clock.now() - Math.max(diedAt, servingSince) : 0).toBeLessThan(
              HEARD_MS,
            )
          }
        }
        let condition: Condition = 'serving'
        let servingSince = 0
        let forgotAt = Number.NEGATIVE_INFINITY
        for (const [{ what, ...rest }, ms] of steps) {
          const party = 'who' in rest ? parties[rest.who] : undefined
          if (what === 'cut') party?.cable.cut()
          if (what === 'mend') party?.cable.mend()
          if (what === 'live') party?.life.next(true)
          if (what === 'die' && party !== undefined) {
            if (party.life.value) party.diedAt = clock.now()
            party.life.next(false)
          }
          if (what === 'freeze') server.freeze()
          if (what === 'thaw') server.thaw()
          if (what === 'kill') server.kill()
          if (what === 'revive') server.restart({ keepData: true })
          if (what === 'forget') {
            server.restart({ keepData: false })
            forgotAt = clock.now()
          }
          const before: Condition = condition
          condition = conditionAfter(condition, what)
          if (condition === 'serving' && (before !== condition || what === 'forget'))
            servingSince = clock.now()
          for (let passed = 0; passed < ms; passed += 100) {
            await clock.advance(Math.min(100, ms - passed))
            look()
          }
        }
        // Once all is well, one of those who live holds it.
        for (const { cable } of parties) cable.mend()
        server.restart({ keepData: true })
        await clock.advance(10_000)
        const held = parties.filter(({ registration }) => registration.state === 'held')
        expect(held).toHaveLength(parties.some(({ life }) => life.value) ? 1 : 0)
        await Promise.all([...parties.map(({ registry }) => registry.close()), clock.advance(1_000)])
      },
    ),
    { numRuns: 60 },
  )
})
