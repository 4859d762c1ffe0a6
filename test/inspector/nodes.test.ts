import { expect, test } from 'vitest'
import { shownNodes } from '../../src/inspector/nodes.ts'
import { treeOf } from '../../src/supervisor/tree/tree.ts'
import { FakeListener, FakeTransport } from '../supervisor/fakes.ts'
import { peerServer, testWorld } from '../support/world.ts'

test('A tree becomes a list: whoever is under another comes behind it, and says so', async () => {
  const world = testWorld({ name: 'fleet' })
  peerServer(world.network)
  const { supervisor, clock } = world
  supervisor.connect('prices', world.toPeer())
  const edge = supervisor.supervise('edge', { strategy: 'rest_for_one' })
  edge.connect('inner', new FakeTransport())
  const listener = new FakeListener()
  edge.listen('door', listener)
  listener.owner?.listening(listener.endpoint)
  listener.visit('198.51.100.7:1')
  await clock.advance(10)
  const nodes = shownNodes(treeOf(supervisor, { accepted: true }))
  expect(nodes.map(({ id, parent, name, kind, phase }) => [id, parent, name, kind, phase])).toEqual([
    ['fleet', null, 'fleet', 'supervisor', 'running'],
    ['prices', 'fleet', 'prices', 'connection', 'alive'],
    ['edge', 'fleet', 'edge', 'supervisor', 'running'],
    ['edge/inner', 'edge', 'inner', 'connection', 'alive'],
    ['edge/door', 'edge', 'door', 'listener', 'listening'],
    ['edge/fake://here#1', 'edge/door', '#1', 'accepted', 'alive'],
  ])
  expect(nodes[1]).toMatchObject({
    endpoint: 'memory://peer:7373',
    generation: 1,
    life: { is: 'up' },
    strategy: null,
  })
  expect(nodes[2]).toMatchObject({ strategy: 'rest_for_one', life: { is: 'up' }, generation: null })
  expect(nodes[5]).toMatchObject({ peer: '198.51.100.7:1', generation: null, life: null, restarts: 0 })
  // Each has every field, and JSON can carry all of it.
  expect(new Set(nodes.map((node) => Object.keys(node).sort().join())).size).toBe(1)
  expect(JSON.parse(JSON.stringify(nodes))).toEqual(nodes)
})

test('Of a tree that was looked at from afar, accepted connections are left out', () => {
  const { supervisor } = testWorld()
  const listener = new FakeListener()
  supervisor.listen('door', listener)
  listener.owner?.listening(listener.endpoint)
  listener.visit('a')
  expect(shownNodes(treeOf(supervisor)).map(({ kind }) => kind)).toEqual(['supervisor', 'listener'])
})
