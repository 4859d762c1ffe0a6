import fc from 'fast-check'
import { expect, test } from 'vitest'
import { treeOf } from '../../../src/supervisor/tree/tree.ts'
import { Fleet, fleetActs } from './support/fleet.ts'
import { toldByNodes, toldByTree } from './support/told.ts'

test('A model that heard the feed from the first event on says of every node what the tree says, whatever happens', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 1_000 }), fleetActs, async (seed, acts) => {
      const fleet = new Fleet(seed)
      try {
        for (const act of acts) {
          await fleet.act(act)
          expect(toldByNodes(fleet.model.nodes)).toEqual(
            toldByTree(treeOf(fleet.supervisor, { accepted: true })),
          )
        }
      } finally {
        await fleet.finish()
      }
    }),
    {
      numRuns: Number(process.env['PULSETREE_RUNS'] ?? 60),
      seed: Number(process.env['PULSETREE_SEED'] ?? 20260101),
    },
  )
}, 60_000)
