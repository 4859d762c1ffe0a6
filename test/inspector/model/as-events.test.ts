import { expect, test } from 'vitest'
import { eventsFor } from '../../../src/inspector/model/as-events.ts'
import { isShownEvent } from '../../../src/inspector/model/event.ts'
import { Model } from '../../../src/inspector/model/model.ts'
import { Fleet } from './support/fleet.ts'
import { toldBy } from './support/told.ts'

test('A tree told as events leads to that tree: phases, causes, restarts, who is under whom', async () => {
  const fleet = new Fleet(3)
  await fleet.act({ type: 'client comes', n: 0 })
  await fleet.act({ type: 'time passes', ms: 500 })
  await fleet.act({ type: 'crash', n: 1 })
  await fleet.act({ type: 'restart', n: 3 })
  await fleet.act({ type: 'time passes', ms: 150 })
  await fleet.act({ type: 'freeze', n: 0 })
  await fleet.act({ type: 'time passes', ms: 1_700 })
  await fleet.act({ type: 'stop', n: 1 })
  await fleet.act({ type: 'time passes', ms: 20 })
  const { nodes } = fleet.model
  const events = eventsFor(nodes.values(), 1)
  const model = new Model()
  for (const one of events) model.apply(one)
  const told = (from: Model) =>
    [...from.nodes.values()].map((node) => {
      const { parent, kind, phase, cause, restarts, endpoint, peer } = toldBy(node)
      return { id: node.id, parent, kind, phase, cause, restarts, endpoint, peer }
    })
  expect(told(model)).toEqual(told(fleet.model))
  expect(events.every(isShownEvent)).toBe(true)
  expect(new Set([...nodes.values()].map(({ phase }) => phase)).size).toBeGreaterThan(3)
  await fleet.finish()
})

test('A listener that has closed was bound before', () => {
  const model = new Model()
  model.apply({ v: 1, at: 1, kind: 'added', id: 'door', of: 'fleet', child: 'listener' })
  model.apply({ v: 1, at: 1, kind: 'listening', id: 'door', endpoint: 'tcp://x:1' })
  model.apply({
    v: 1,
    at: 2,
    kind: 'closed',
    id: 'door',
    endpoint: 'tcp://x:1',
    cause: { kind: 'exhausted', by: 'us', detail: '' },
  })
  const kinds = eventsFor(model.nodes.values(), 9).map(({ kind }) => kind)
  expect(kinds).toEqual(['supervisor', 'added', 'listening', 'closed'])
})

test('A listener that is being drained still is', () => {
  const model = new Model()
  model.apply({ v: 1, at: 1, kind: 'added', id: 'door', of: 'fleet', child: 'listener' })
  model.apply({ v: 1, at: 1, kind: 'listening', id: 'door', endpoint: 'tcp://x:1' })
  model.apply({ v: 1, at: 2, kind: 'draining', id: 'door', withinMs: 5_000 })
  const again = new Model()
  const events = eventsFor(model.nodes.values(), 9)
  for (const one of events) again.apply(one)
  expect(again.nodes.get('door')?.phase).toBe('draining')
  expect(events.every(isShownEvent)).toBe(true)
})
