/**
 * Children are created with a `parent` that does not hold them in its snapshot. XState types that option and does not
 * document it, so what the supervisor builds on is pinned here.
 */
import { describe, expect, test } from 'vitest'
import { createActor, fromTransition, setup } from 'xstate'
import { actorClockOf } from '../../src/clock/scheduler.ts'
import { startRoot } from '../../src/supervisor/root.ts'
import { virtualClock } from '../../src/testing/index.ts'

const child = setup({
  types: { events: {} as { type: 'end' } | { type: 'break' } },
  actions: {
    fail: () => {
      throw new Error('a bug')
    },
  },
}).createMachine({
  initial: 'living',
  states: { living: { on: { end: 'ended', break: { actions: 'fail' } } }, ended: { type: 'final' } },
  output: 'an output',
})

/** Any parent: writes down what it is told. */
function listeningParent() {
  const told: { type: string; actorId?: unknown; output?: unknown; error?: unknown }[] = []
  const logic = fromTransition((state: null, event: { type: string }) => {
    told.push(event)
    return state
  }, null)
  return { told, parent: createActor(logic, { id: 'parent' }).start() }
}

describe('A child created with a parent', () => {
  test('shares the system of its parent', () => {
    const { parent } = listeningParent()
    expect(createActor(child, { id: 'c', parent }).start().system).toBe(parent.system)
  })

  test('is not in the snapshot of a parent that is a machine', () => {
    const machine = createActor(setup({}).createMachine({})).start()
    createActor(child, { id: 'c', parent: machine }).start()
    expect(machine.getSnapshot().children).toEqual({})
  })

  test('sends its end to its parent as xstate.done.actor.<id>, with its output', () => {
    const { told, parent } = listeningParent()
    createActor(child, { id: 'c', parent }).start().send({ type: 'end' })
    expect(told).toEqual([{ type: 'xstate.done.actor.c', actorId: 'c', output: 'an output' }])
  })

  test('sends what an action threw to its parent as xstate.error.actor.<id>, and throws it nowhere else', () => {
    const { told, parent } = listeningParent()
    const actor = createActor(child, { id: 'c', parent }).start()
    actor.send({ type: 'break' })
    expect(told).toMatchObject([{ type: 'xstate.error.actor.c', actorId: 'c', error: new Error('a bug') }])
    expect(actor.getSnapshot().status).toBe('error')
  })

  test('may have the id of another one that has ended', () => {
    const { told, parent } = listeningParent()
    for (let life = 0; life < 2; life += 1)
      createActor(child, { id: 'c', parent }).start().send({ type: 'end' })
    expect(told).toHaveLength(2)
  })

  test('goes on when its parent is stopped: children are ended by an event', () => {
    const { parent } = listeningParent()
    const actor = createActor(child, { id: 'c', parent }).start()
    parent.stop()
    expect(actor.getSnapshot().status).toBe('active')
  })

  test('costs the same whether it is the first or the ten thousandth: nothing is copied', () => {
    const { told, parent } = listeningParent()
    const actors = Array.from({ length: 10_000 }, (_, n) =>
      createActor(child, { id: `c${n}`, parent }).start(),
    )
    for (const actor of actors) actor.send({ type: 'end' })
    expect(told).toHaveLength(10_000)
  })
})

describe('The root of a supervisor', () => {
  function rooted() {
    const heard: unknown[] = []
    const root = startRoot('fleet', actorClockOf(virtualClock()), {
      childEnded: (id, error) => heard.push([id, error]),
    })
    return { heard, root }
  }

  test('passes on which child ended, and which one broke and on what', () => {
    const { heard, root } = rooted()
    createActor(child, { id: 'a', parent: root }).start().send({ type: 'end' })
    createActor(child, { id: 'b', parent: root }).start().send({ type: 'break' })
    expect(heard).toEqual([
      ['a', undefined],
      ['b', { thrown: new Error('a bug') }],
    ])
  })

  test('names the system', () => {
    expect(rooted().root.id).toBe('fleet')
  })
})
