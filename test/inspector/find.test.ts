import { expect, test } from 'vitest'
import { findIn } from '../../src/inspector/find.ts'
import { shownNodes } from '../../src/inspector/nodes.ts'
import { treeOf } from '../../src/supervisor/tree/tree.ts'
import { FakeListener, FakeTransport } from '../supervisor/fakes.ts'
import { testWorld } from '../support/world.ts'

function grown() {
  const { supervisor } = testWorld({ name: 'fleet' })
  const edge = supervisor.supervise('edge')
  const deep = edge.supervise('deep/er')
  const listener = new FakeListener()
  deep.listen('door', listener)
  listener.owner?.listening(listener.endpoint)
  listener.visit('a')
  supervisor.connect('edge/of/a/name', new FakeTransport())
  deep.connect('prices', new FakeTransport())
  return { supervisor, edge, deep }
}

test('Each id of a tree stands for what it is the id of, from wherever the tree is looked at', () => {
  const { supervisor, edge, deep } = grown()
  for (const top of [supervisor, edge, deep]) {
    const nodes = shownNodes(treeOf(top, { accepted: true }))
    expect(nodes.map(({ id }) => findIn(top, id)?.kept.id)).toEqual(nodes.map(({ id }) => id))
  }
})

test('It says who can start it again, and by which name', () => {
  const { supervisor, edge, deep } = grown()
  expect(findIn(supervisor, 'edge/deep/er/prices')).toMatchObject({ parent: deep, name: 'prices' })
  expect(findIn(supervisor, 'edge/deep/er')).toMatchObject({ parent: edge, name: 'deep/er' })
  expect(findIn(supervisor, 'edge/of/a/name')).toMatchObject({ parent: supervisor, name: 'edge/of/a/name' })
  expect(findIn(supervisor, 'edge/deep/er/fake://here#1')).toMatchObject({ parent: null })
  expect(findIn(supervisor, 'fleet')).toMatchObject({ kept: supervisor, parent: null })
})

test('What is not in the tree that is looked at is not found', () => {
  const { supervisor, edge } = grown()
  for (const id of ['', 'nobody', 'edge/', 'edge/nobody', 'edge/deep/er/fake://here#2', '__proto__']) {
    expect(findIn(supervisor, id)).toBeNull()
  }
  expect(findIn(edge, 'fleet')).toBeNull()
  expect(findIn(edge, 'edge/of/a/name')).toBeNull()
})

test('An id of nothing but slashes is looked for in a bounded number of steps', () => {
  const { supervisor } = testWorld({ name: 'fleet' })
  const asked: string[] = []
  const { children } = supervisor.branch
  const get = children.get.bind(children)
  Object.assign(children, {
    get: (id: string) => {
      asked.push(id)
      return get(id)
    },
  })
  expect(findIn(supervisor, 'a/'.repeat(30_000))).toBeNull()
  expect(asked.length).toBeLessThan(100)
  expect(asked.length).toBeGreaterThan(60)
})
