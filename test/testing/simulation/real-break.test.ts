/** From something that is really broken to a small file that shows it again: nothing here is planted in the machinery. */
import { expect, test } from 'vitest'
import { runSimulated } from '../../../src/testing/index.ts'
import { drawPlan } from '../../../src/testing/simulation/draw.ts'
import { runPlan } from '../../../src/testing/simulation/run.ts'
import { shrink } from '../../../src/testing/simulation/shrink.ts'
import { CONNECTION } from './small.ts'

test('A child that can never be alive is found, made small, and found again in the file', async () => {
  const drawn = drawPlan({ seed: 77, hours: 0.05, connections: 6 })
  // No host bears that name.
  const lost = { ...CONNECTION, name: 'lost', to: ['nowhere'] }
  const plan = { ...drawn, children: [...drawn.children, lost] }
  const { broken } = await runPlan(plan)
  expect(broken).toMatchObject({ invariant: 15 })
  if (broken === null) return
  const small = await shrink(plan, broken)
  expect(small.plan.children.map(({ name }) => name)).toEqual(['lost'])
  expect(small.plan.rounds.flatMap(({ steps }) => steps)).toEqual([])
  const file = { v: 1, kind: 'simulation', seed: 77, plan: small.plan, broken: small.broken }
  expect((await runSimulated(JSON.parse(JSON.stringify(file)))).broken).toEqual(small.broken)
})
