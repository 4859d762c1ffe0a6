import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Model } from '../../../src/inspector/model/model.ts'
import { Supervisor } from '../../../src/supervisor/supervisor.ts'
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
          const tree = toldByTree(treeOf(fleet.supervisor, { accepted: true }))
          expect(toldByNodes(fleet.model.nodes, tree)).toEqual(tree)
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

test('A child whose supervisor is started anew while it is removed, or by one that is gone, is where the tree has it', async () => {
  const fleet = new Fleet(7)
  const same = (): void => {
    const tree = toldByTree(treeOf(fleet.supervisor, { accepted: true }))
    expect(toldByNodes(fleet.model.nodes, tree)).toEqual(tree)
  }
  await fleet.act({ type: 'time passes', ms: 50 })
  const old = fleet.supervisor.find('edge')
  if (!(old instanceof Supervisor)) throw new Error('there is no edge')
  void old.remove('three')
  void old.stop()
  void fleet.supervisor.restart('edge')
  await fleet.act({ type: 'time passes', ms: 50 })
  same()
  expect(fleet.model.nodes.has('edge/three')).toBe(false)
  expect(await old.remove('four')).toBe(true)
  same()
  expect(fleet.model.nodes.get('edge/four')?.phase).toBe('alive')
  expect(fleet.model.nodes.has('edge/once')).toBe(false)
  await fleet.finish()
})

describe('A file of a stranger', () => {
  const CAUSE = { kind: 'eof', by: 'peer' } as const

  test('that names somebody new in each line is remembered no further than it goes', () => {
    const model = new Model()
    for (let at = 0; at < 210_000; at += 1) {
      model.apply({ v: 1, at, kind: 'rotating', id: `nobody ${at}`, generation: 1, why: 'age' })
    }
    expect(model.weight).toBe(200_000)
    // Of those who are there nothing is missed.
    model.apply({ v: 1, at: 1, kind: 'added', id: 'a', of: 'fleet', child: 'connection' })
    model.apply({ v: 1, at: 2, kind: 'restart', id: 'a', restarts: 1, delayMs: 0, cause: CAUSE })
    model.apply({ v: 1, at: 3, kind: 'phase', id: 'a', from: null, to: 'connecting' })
    expect(model.nodes.get('a')).toMatchObject({ restarts: 1, cause: CAUSE })
  })

  test('that binds one listener ever anew is, too', () => {
    const model = new Model()
    model.apply({ v: 1, at: 0, kind: 'added', id: 'door', of: 'fleet', child: 'listener' })
    for (let at = 0; at < 210_000; at += 1) {
      model.apply({ v: 1, at, kind: 'listening', id: 'door', endpoint: `tcp://h:${at}` })
    }
    expect(model.weight).toBe(200_002)
    model.apply({ v: 1, at: 1, kind: 'removed', id: 'door' })
    expect(model.weight).toBe(1)
  })

  test('that drains all of it in each line changes but the one it names, in the end; and later all again', () => {
    const model = new Model()
    for (let n = 0; n < 1_000; n += 1) {
      model.apply({ v: 1, at: 0, kind: 'added', id: `c${n}`, of: 'fleet', child: 'connection' })
    }
    const flip = (isDraining: boolean): readonly (boolean | undefined)[] => {
      const drained = { finished: 0, left: 0, died: 0, cut: 0 }
      if (isDraining) model.apply({ v: 1, at: 1, kind: 'draining', id: 'fleet', withinMs: 1 })
      else model.apply({ v: 1, at: 1, kind: 'drained', id: 'fleet', ...drained })
      return ['fleet', 'c999'].map((id) => model.nodes.get(id)?.isDraining)
    }
    expect(flip(true)).toEqual([true, true])
    for (let times = 0; times < 1_000; times += 1) flip(times % 2 === 0)
    const before = model.nodes.get('c999')?.isDraining ?? false
    expect(flip(!before)).toEqual([!before, before])
    for (let at = 0; at < 1_000; at += 1) model.apply({ v: 1, at, kind: 'note', text: 'time passes' })
    expect(flip(!before)).toEqual([!before, !before])
  })

  test('may name a program in the place of what is none', () => {
    const model = new Model()
    model.apply({ v: 1, at: 0, kind: 'added', id: 'door', of: 'fleet', child: 'listener' })
    model.apply({ v: 1, at: 1, kind: 'replaced', id: 'door', program: 'node b.js', restarts: 1 })
    expect(model.nodes.get('door')?.endpoint).toBeNull()
  })
})
