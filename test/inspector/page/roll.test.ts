import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ShownNode } from '../../../src/inspector/model/node.ts'
import { Roll } from '../../../visualizations/inspector/src/roll.ts'
import { node, supervisor, treeOf } from './nodes.ts'

function rollOf(nodes: ReadonlyMap<string, ShownNode>): Roll {
  const roll = new Roll()
  roll.read(nodes)
  return roll
}

const told = ({ leaves, counts }: Roll) => ({ leaves, counts })

describe('A roll', () => {
  test('counts connections and programs by phase, the worst first, and no supervisors', () => {
    const roll = rollOf(
      treeOf(
        supervisor('fleet', null),
        node('a'),
        node('b', { phase: 'dead' }),
        node('c', { kind: 'program' }),
      ),
    )
    expect(roll.leaves.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(roll.counts).toEqual([
      ['dead', 1],
      ['alive', 2],
    ])
  })

  test('stays the very same for as long as nobody who beats is another', () => {
    const [a, b] = [node('a'), node('b')]
    const roll = rollOf(treeOf(supervisor('fleet', null), a, b))
    const { leaves, counts } = roll
    roll.read(treeOf({ ...supervisor('fleet', null), phase: 'stopping' }, a, b))
    expect([roll.leaves === leaves, roll.counts === counts]).toEqual([true, true])
    roll.read(treeOf(supervisor('fleet', null), a, { ...b, since: 5 }))
    expect([roll.leaves === leaves, roll.counts === counts]).toEqual([false, true])
    // What was handed out is nobody's to change.
    expect(leaves[1]).toBe(b)
  })

  test('that followed says what one says that begins', () => {
    const one = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      kind: fc.constantFrom('connection', 'program', 'accepted', 'listener', 'supervisor'),
      phase: fc.constantFrom('alive', 'dead', 'backoff', 'suspect'),
    })
    const change = fc.record({ remove: fc.boolean(), put: one })
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 30 }), (steps) => {
        const roll = new Roll()
        const nodes = new Map<string, ShownNode>()
        for (const step of steps) {
          for (const { remove, put } of step) {
            if (remove) nodes.delete(put.id)
            else nodes.set(put.id, node(put.id, { kind: put.kind, phase: put.phase }))
          }
          roll.read(new Map(nodes))
          expect(told(roll)).toEqual(told(rollOf(nodes)))
        }
      }),
      { seed: 11, numRuns: 300 },
    )
  })
})
