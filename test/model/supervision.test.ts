/**
 * Random trees of supervisors under random hardship, beside a model of a few dozen lines: the same children begin and end,
 * in the same order, as often, at the same times. fast-check finds a sequence where they do not, and shows the smallest.
 *
 * `PULSETREE_RUNS` asks for more runs than the usual ones, `PULSETREE_SEED` for others.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Spec, SupervisorSpec } from './supervision.model.ts'
import { type Action, Rig, type TreeSpec } from './supervision.rig.ts'

const { PULSETREE_RUNS = '500', PULSETREE_SEED = '20261121' } = process.env

const supervisor: fc.Arbitrary<SupervisorSpec> = fc.record({
  strategy: fc.constantFrom('one_for_one', 'one_for_all', 'rest_for_one'),
  restarts: fc.integer({ min: 0, max: 4 }),
  auto: fc.constantFrom('never', 'any_significant', 'all_significant'),
})

const specUnder = ({ auto }: SupervisorSpec): fc.Arbitrary<Spec> =>
  fc
    .record({
      restart: fc.constantFrom('permanent', 'transient', 'temporary'),
      restarts: fc.integer({ min: 0, max: 3 }),
      delayMs: fc.constantFrom(0, 50, 100, 170),
      escalates: fc.boolean(),
      significant: fc.boolean(),
    })
    .map((spec) => ({
      ...spec,
      significant: spec.significant && auto !== 'never' && spec.restart !== 'permanent',
    }))

const tree: fc.Arbitrary<TreeSpec> = supervisor.chain((top) =>
  fc.record({
    top: fc.constant(top),
    kids: fc.array(
      fc.oneof(
        specUnder(top).map((spec) => ({ spec, boss: null, leaves: [] })),
        fc
          .tuple(specUnder(top), supervisor)
          .chain(([spec, boss]) =>
            fc
              .array(specUnder(boss), { minLength: 1, maxLength: 3 })
              .map((leaves) => ({ spec, boss, leaves })),
          ),
      ),
      { minLength: 1, maxLength: 4 },
    ),
  }),
)

const n = fc.nat({ max: 15 })
const plain = specUnder({ strategy: 'one_for_one', restarts: 0, auto: 'never' })
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constantFrom('crash', 'finish'), n }) },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constantFrom('stop', 'remove', 'restart', 'start'), n }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('bugs' as const), n, count: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('add' as const), n, spec: plain }) },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('pass' as const),
      ms: fc.constantFrom(10, 50, 100, 400, 1_001),
    }),
  },
)

test('Supervisors do what their model does, whatever becomes of their children', async () => {
  await fc.assert(
    fc.asyncProperty(tree, fc.array(action, { maxLength: 40, size: 'max' }), async (spec, actions) => {
      const rig = new Rig(spec)
      await rig.act({ type: 'pass', ms: 0 })
      for (const step of [{ type: 'pass', ms: 0 } as const, ...actions]) {
        await rig.act(step)
        const { real, model } = rig.news()
        expect(real, `after ${JSON.stringify(step)}`).toEqual(model)
        const state = rig.state()
        expect(state.real, `after ${JSON.stringify(step)}`).toEqual(state.model)
      }
      await rig.stop()
      const { real, model } = rig.news()
      expect(real, 'at the end').toEqual(model)
      expect(rig.clock.pending).toBe(0)
      expect(rig.top.connections).toEqual([])
    }),
    { numRuns: Number(PULSETREE_RUNS), seed: Number(PULSETREE_SEED) },
  )
}, 60_000)
