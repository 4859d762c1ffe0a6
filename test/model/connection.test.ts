/**
 * Walks every arrow of the specifications with real connections, on the memory network and the virtual clock. Each
 * test is one specification; a failure shows the walk that led there.
 */
import { createTestModel } from '@xstate/test'
import { describe, expect, test } from 'vitest'
import { arrowPaths } from '../../src/testing/index.ts'
import {
  acceptedModel,
  dialledModel,
  EDGES,
  handshakeModel,
  type Sight,
  stateKey,
  stateKeyWithoutAttempts,
} from './connection.model.ts'
import { Rig } from './rig.ts'

interface Walk {
  test(params: {
    events: Rig['steps']
    states: { '*': (snapshot: { context: Sight }) => void }
  }): Promise<unknown>
}

/** Takes each walk with a rig of its own, from a start to the very end. */
async function walk(paths: readonly Walk[], begin: (rig: Rig) => Promise<void>): Promise<number> {
  for (const path of paths) {
    const rig = new Rig()
    await begin(rig)
    await path.test({ events: rig.steps, states: { '*': ({ context }) => rig.compare(context) } })
    await rig.finish()
  }
  return paths.length
}

describe('A dialled connection shows what its specification says on every arrow', () => {
  test.each([
    { misses: 1, attempts: 2 },
    { misses: 2, attempts: 1 },
    { misses: 3, attempts: 3 },
  ])('with $misses misses and $attempts attempts', async ({ misses, attempts }) => {
    const model = createTestModel(dialledModel(misses, attempts))
    const paths = model.getPaths((machine) => arrowPaths(machine, { keyOf: stateKey }))
    expect(await walk(paths, (rig) => rig.dial({ misses, attempts }))).toBeGreaterThan(20)
  })
})

describe('An accepted connection shows what its specification says on every arrow', () => {
  test.each([{ misses: 1 }, { misses: 3 }])('with $misses misses', async ({ misses }) => {
    const model = createTestModel(acceptedModel(misses))
    const paths = model.getPaths((machine) => arrowPaths(machine, { keyOf: stateKey }))
    expect(await walk(paths, (rig) => rig.accept({ misses }))).toBeGreaterThan(20)
  })
})

test('A connection whose hook decides shows what its specification says on every arrow', async () => {
  const model = createTestModel(handshakeModel())
  const paths = model.getPaths((machine) => arrowPaths(machine, { keyOf: stateKeyWithoutAttempts }))
  expect(await walk(paths, (rig) => rig.dial({ misses: 1, hasHook: true }))).toBeGreaterThan(20)
})

test('The specifications together show every edge there may be, and no other', () => {
  const shown = new Set<string>()
  for (const { paths } of [
    { paths: arrowPaths(dialledModel(3, 3), { keyOf: stateKey }) },
    { paths: arrowPaths(acceptedModel(3), { keyOf: stateKey }) },
    { paths: arrowPaths(handshakeModel(), { keyOf: stateKeyWithoutAttempts }) },
  ]) {
    for (const { steps } of paths) {
      let before = 'nothing'
      for (const phase of steps.flatMap(({ state }) => state.context.seen)) {
        shown.add(`${before} → ${phase}`)
        before = phase
      }
    }
  }
  const allowed = Object.entries(EDGES).flatMap(([from, phases]) => phases.map((to) => `${from} → ${to}`))
  expect([...shown].sort()).toEqual(allowed.sort())
})
