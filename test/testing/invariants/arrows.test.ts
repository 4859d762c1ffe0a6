import { expect, test } from 'vitest'
import { states } from '../../../src/machines/life.ts'
import { ARROWS } from '../../../src/testing/invariants/arrows.ts'
import { Planted } from './planted.ts'

test('What is said of arrows apart from the chart is what the chart says', () => {
  for (const [phase, state] of Object.entries(states)) {
    const on: object = 'on' in state ? state.on : {}
    const targets: unknown[] = Object.values(on).flatMap((steps) =>
      Array.isArray(steps) ? steps.map((step) => step.target) : [],
    )
    const leadsTo = Object.entries(ARROWS).find(([from]) => from === phase)?.[1] ?? []
    expect([...new Set(targets.filter((target) => target !== undefined))].sort()).toEqual([...leadsTo].sort())
  }
})

test('A connection that goes where no arrow leads is found', () => {
  const planted = new Planted()
  planted.alive('a')
  planted.backoff('a', 1, 1_000)
  planted.phase('a', 'alive', { event: 'link.opened' })
  expect(planted.whats).toContain('a went from backoff to alive')
})

test('A connection that goes from where it was not, or shows another phase than it told, is found', () => {
  const planted = new Planted()
  planted.alive('a')
  planted.shown.set('a', 'backoff')
  planted.stage.look()
  expect(planted.whats).toEqual(['a is backoff, but was last told to be alive'])
  planted.tell({ kind: 'phase', id: 'a', from: 'suspect', to: 'dead', event: 'peer.lost' })
  expect(planted.whats.slice(1)).toEqual(['a went from suspect to dead, and was alive'])
})
