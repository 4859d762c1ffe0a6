/**
 * Random hardship, for the bugs that need repetition (miss, beat, miss, miss). What must hold is written down in
 * `universe.ts`; fast-check finds a sequence that breaks it, and shows the smallest one with the seed to see it again.
 *
 * `PULSETREE_RUNS` asks for more runs than the usual ones, `PULSETREE_SEED` for others.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Action, PEER_ACTIONS, Universe, type UniverseOptions } from './universe.ts'

const { PULSETREE_RUNS = '500', PULSETREE_SEED = '20260101' } = process.env

/** Not a model: the universe knows itself what must hold, and every action may come at any time. */
type Nothing = Record<never, never>

class Command implements fc.AsyncCommand<Nothing, Universe> {
  readonly action: Action

  constructor(action: Action) {
    this.action = action
  }

  check(): boolean {
    return true
  }

  async run(_: Nothing, universe: Universe): Promise<void> {
    await universe.act(this.action)
    expect(universe.broken).toEqual([])
  }

  toString(): string {
    return JSON.stringify(this.action)
  }
}

const n = fc.nat({ max: 2 })
const actions: fc.Arbitrary<Action>[] = [
  fc.record({ type: fc.constant('time passes' as const), ms: fc.integer({ min: 1, max: 4_000 }) }),
  fc.record({ type: fc.constant('time passes' as const), ms: fc.integer({ min: 1, max: 300 }) }),
  fc.record({ type: fc.constant('everything stalls' as const), ms: fc.integer({ min: 300, max: 7_000 }) }),
  fc.record({ type: fc.constant('we are frozen' as const), ms: fc.integer({ min: 300, max: 7_000 }) }),
  fc.record({ type: fc.constant('the way is slower' as const), n, ms: fc.integer({ min: 0, max: 100 }) }),
  fc.record({ type: fc.constantFrom(...PEER_ACTIONS), n }),
  fc.record({ type: fc.constantFrom(...PEER_ACTIONS), n }),
]

const options: fc.Arbitrary<UniverseOptions> = fc.record({
  peers: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat({ max: 1_000 }),
  misses: fc.integer({ min: 1, max: 3 }),
  jitter: fc.constantFrom('none', 'full', 'equal', 'decorrelated'),
  latencyMs: fc.integer({ min: 0, max: 20 }),
})

test('Connections keep their promises whatever peers, networks, users and our own process do', async () => {
  const commands = fc.commands(
    actions.map((arbitrary) => arbitrary.map((action) => new Command(action))),
    { maxCommands: 60, size: 'max' },
  )
  await fc.assert(
    fc.asyncProperty(options, commands, async (settings, sequence) => {
      const universe = new Universe(settings)
      await fc.asyncModelRun(() => ({ model: {}, real: universe }), sequence)
      await universe.finish()
      expect(universe.broken).toEqual([])
    }),
    { numRuns: Number(PULSETREE_RUNS), seed: Number(PULSETREE_SEED) },
  )
}, 120_000)

describe('Sequences that chance takes long to find', () => {
  const settings: UniverseOptions = { peers: 1, seed: 1, misses: 1, jitter: 'none', latencyMs: 20 }
  const pass = (ms: number): Action => ({ type: 'time passes', ms })
  const freeze = (ms: number): Action => ({ type: 'we are frozen', ms })
  const phasesOf = (universe: Universe): string[] =>
    universe.events.flatMap((event) => (event.kind === 'phase' ? [event.to] : []))

  test('A second stall, while the answer lies in the socket, convicts nobody', async () => {
    const universe = new Universe(settings)
    // Silent for 1400 ms, then a stall: one probe, one more timeout. Its answer comes as the next stall begins.
    const actions: Action[] = [{ type: 'peer falls silent', n: 0 }, pass(1_400), freeze(300), pass(450)]
    for (const action of [...actions, { type: 'peer speaks', n: 0 } as const, freeze(1_000), pass(10)]) {
      await universe.act(action)
    }
    expect(phasesOf(universe)).toEqual(['connecting', 'alive'])
    await universe.finish()
    expect(universe.broken).toEqual([])
  })

  test('A peer that is heard again after a suspicion becomes stable in its time, and no sooner', async () => {
    const universe = new Universe({ ...settings, misses: 3 })
    const happen = async (...actions: Action[]): Promise<void> => {
      for (const action of actions) await universe.act(action)
    }
    const delays = (): number[] =>
      universe.events.flatMap((event) => (event.kind === 'retry' ? [event.attempt] : []))
    await happen({ type: 'peer refuses', n: 0 }, { type: 'server restarts', n: 0 }, pass(100))
    await happen({ type: 'peer falls silent', n: 0 }, { type: 'peer allows', n: 0 }, pass(1_000))
    // Proven, suspect before the stable time is over, and lost after it.
    await happen({ type: 'peer speaks', n: 0 }, pass(3_100))
    expect(delays()).toEqual([1, 2])
    // The same, but it comes back just before it would be lost.
    await happen({ type: 'peer speaks', n: 0 }, pass(2_300))
    await happen({ type: 'peer answers', n: 0 }, { type: 'peer speaks', n: 0 }, pass(8_000))
    await happen({ type: 'reset', n: 0 }, pass(100))
    expect(delays()).toEqual([1, 2, 1])
    expect(universe.broken).toEqual([])
  })

  test.each([1, 2, 3])(
    'A process that is blocked half of the time finds a dead peer within twice the bound (%i misses)',
    async (misses) => {
      const universe = new Universe({ ...settings, misses })
      await universe.act({ type: 'peer falls silent', n: 0 })
      await universe.act(pass(30))
      while (!phasesOf(universe).includes('dead') && universe.clock.now() <= 2 * universe.boundMs) {
        await universe.act(freeze(100))
        await universe.act(pass(100))
      }
      expect(phasesOf(universe)).toContain('dead')
    },
  )
})
