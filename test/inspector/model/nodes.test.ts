import { describe, expect, test } from 'vitest'
import type { ShownNode } from '../../../src/inspector/model/node.ts'
import {
  changed,
  childNode,
  foundNode,
  phaseEntered,
  renewed,
  withOnePhase,
} from '../../../src/inspector/model/nodes.ts'
import type { FeedBody } from '../../../src/supervisor/feed.ts'
import type { FeedCause } from '../../../src/transport/transport.ts'

const bug: FeedCause = { kind: 'crash', by: 'us', detail: 'a bug' }
const ours: FeedCause = { kind: 'cancelled', by: 'us' }

function child(kind: 'connection' | 'listener' | 'program' | 'supervisor', id = 'one'): ShownNode {
  return childNode({ v: 1, at: 5, kind: 'added', id, of: 'fleet', child: kind }, 'fleet', id, false)
}

function told(node: ShownNode, body: FeedBody, at = 10): ShownNode {
  return changed(node, { v: 1, at, ...body })
}

describe('A child that was declared', () => {
  test('begins in the phase that its kind begins in, a supervisor at rest until it runs', () => {
    const kinds = ['connection', 'program', 'listener', 'supervisor'] as const
    expect(kinds.map((kind) => child(kind).phase)).toEqual(['connecting', 'connecting', 'opening', 'stopped'])
    expect(kinds.map((kind) => child(kind).generation)).toEqual([0, 0, null, null])
  })

  test('is drained from the start where what it is under is', () => {
    const drained = childNode(
      { v: 1, at: 5, kind: 'added', id: 'a', of: 'b', child: 'supervisor' },
      'b',
      'a',
      true,
    )
    expect(drained.isDraining).toBe(true)
  })
})

describe('A connection that enters a phase', () => {
  const past = { generation: 7, lifeCause: null, isCounted: false }

  test('keeps why its latest link ended until another one ends', () => {
    const dead = phaseEntered(
      child('connection'),
      { v: 1, at: 9, kind: 'phase', id: 'one', from: 'alive', to: 'dead', cause: bug },
      past,
    )
    const dialled = phaseEntered(
      dead,
      { v: 1, at: 12, kind: 'phase', id: 'one', from: 'backoff', to: 'connecting' },
      past,
    )
    expect(dialled).toMatchObject({ phase: 'connecting', since: 12, cause: bug, generation: 7 })
  })

  test('counts a life that nobody announced as a restart, and one that was announced only once', () => {
    const begin = { v: 1, at: 20, kind: 'phase', id: 'one', from: null, to: 'connecting' } as const
    const first = phaseEntered(child('connection'), begin, { ...past, generation: 1 })
    const second = phaseEntered(first, begin, past)
    const announced = told(first, { kind: 'restart', id: 'one', restarts: 4, delayMs: 50, cause: bug })
    expect([first.restarts, second.restarts]).toEqual([0, 1])
    expect(announced).toMatchObject({ retryAt: 60, life: { is: 'waiting', restartAt: 60 } })
    expect(phaseEntered(announced, begin, { generation: 8, lifeCause: bug, isCounted: true })).toMatchObject({
      restarts: 4,
      cause: bug,
      retryAt: null,
      life: { is: 'up' },
    })
  })

  test('is stale no longer than its link is open', () => {
    const stale = told(child('connection'), { kind: 'stale', id: 'one', silentMs: 9 })
    const at = (to: 'suspect' | 'dead') =>
      phaseEntered(stale, { v: 1, at: 9, kind: 'phase', id: 'one', from: 'alive', to }, past).isStale
    expect([at('suspect'), at('dead')]).toEqual([true, false])
    expect(told(stale, { kind: 'fresh', id: 'one' }).isStale).toBe(false)
  })

  test('knows its peer and who that is, where it was accepted', () => {
    const came = { v: 1, at: 9, kind: 'phase', id: 'x#1', peer: 'p:1', from: null, to: 'connecting' } as const
    const accepted = foundNode(came, 'door', '#1', 'accepted')
    const entered = phaseEntered(
      accepted,
      { ...came, from: 'connecting', to: 'alive', identity: 'ann' },
      past,
    )
    const { peer: _, ...unnamed } = came
    expect(entered).toMatchObject({ peer: 'p:1', identity: 'ann', generation: null, restarts: 0 })
    expect(phaseEntered(entered, { ...unnamed, from: 'alive', to: 'dead' }, past)).toMatchObject({
      peer: 'p:1',
      identity: 'ann',
    })
  })
})

describe('What else happens', () => {
  test('A delay, a rotation and a replacement show where they are told', () => {
    const one = child('connection')
    expect(told(one, { kind: 'retry', id: 'one', attempt: 1, delayMs: 250 }).retryAt).toBe(260)
    expect(told(one, { kind: 'rotated', id: 'one', generation: 3 }).generation).toBe(3)
    expect(
      told(child('program'), { kind: 'replaced', id: 'one', program: 'spare.js', restarts: 2 }).endpoint,
    ).toBe('spare.js')
  })

  test('A child that was given up stays so when its last word comes', () => {
    const given = told(child('connection'), { kind: 'gave-up', id: 'one', of: 'child', causes: [ours, bug] })
    const counts = {
      frames: 0,
      beats: 0,
      misses: 0,
      reconnects: 0,
      rttMs: null,
      suspicions: 0,
      verdicts: 0,
      detectionMs: null,
      stalls: 0,
    }
    expect(given).toMatchObject({ cause: bug, life: { is: 'given-up' } })
    expect(told(given, { kind: 'summary', id: 'one', ...counts }).life).toEqual({ is: 'given-up' })
    expect(told(child('connection'), { kind: 'summary', id: 'one', ...counts }).life).toEqual({
      is: 'ended',
    })
  })

  test('A listener is bound, breaks, and is bound again', () => {
    const bound = told(child('listener'), { kind: 'listening', id: 'one', endpoint: 'tcp://x:1' })
    const broken = told(bound, { kind: 'closed', id: 'one', endpoint: 'tcp://x:1', cause: bug })
    const again = told(broken, { kind: 'listening', id: 'one', endpoint: 'tcp://x:2' })
    expect([bound.phase, broken.phase, again.phase]).toEqual(['listening', 'failed', 'listening'])
    expect([bound.restarts, again.restarts, broken.cause, again.cause]).toEqual([0, 1, bug, null])
    expect(told(bound, { kind: 'closed', id: 'one', endpoint: 'tcp://x:1', cause: ours }).phase).toBe(
      'closed',
    )
  })

  test('A listener whose port closes while it drains goes on draining', () => {
    const draining: ShownNode = { ...child('listener'), phase: 'draining' }
    expect(told(draining, { kind: 'closed', id: 'one', endpoint: '', cause: ours }).phase).toBe('draining')
  })

  test('A nested supervisor that runs again has been started again, and one that runs first has not', () => {
    const runs = { kind: 'supervisor', id: 'one', phase: 'running' } as const
    const running = told(child('supervisor'), runs)
    expect(running).toMatchObject({ phase: 'running', restarts: 0, life: { is: 'up' } })
    const stopped = told(running, { ...runs, phase: 'failed' })
    expect(told(stopped, { kind: 'supervisor', id: 'one', phase: 'running' })).toMatchObject({
      restarts: 1,
      life: { is: 'up' },
    })
    expect(told(stopped, { kind: 'supervisor', id: 'one', phase: 'stopping' })).toMatchObject({
      restarts: 0,
      life: { is: 'stopping' },
    })
  })

  test('What comes in the place of one that has ended for good knows nothing of it but where it leads', () => {
    const failed: ShownNode = {
      ...child('connection'),
      phase: 'failed',
      restarts: 3,
      cause: bug,
      endpoint: 'tcp://x:1',
      generation: 9,
    }
    expect(renewed(failed, 50)).toEqual({ ...child('connection'), endpoint: 'tcp://x:1', since: 50 })
    expect(renewed({ ...child('listener'), phase: 'closed' }, 50)).toMatchObject({
      phase: 'opening',
      generation: null,
    })
    expect(renewed({ ...child('supervisor'), phase: 'failed' }, 50)).toMatchObject({
      phase: 'stopped',
      since: 50,
    })
  })

  test('What is known of its end alone was in a life before', () => {
    const stopped = told(child('supervisor'), { kind: 'supervisor', id: 'one', phase: 'stopped' })
    expect(told(stopped, { kind: 'supervisor', id: 'one', phase: 'running' }).restarts).toBe(1)
  })

  test('A listener that ends once more without having been bound was in a life in between', () => {
    const closes = { kind: 'closed', id: 'one', endpoint: '', cause: ours } as const
    const closed = told(child('listener'), closes)
    expect(closed).toMatchObject({ phase: 'closed', restarts: 0 })
    expect(told(closed, closes)).toMatchObject({ phase: 'closed', restarts: 1, life: { is: 'up' } })
    const waiting: ShownNode = { ...closed, restarts: 1, life: { is: 'waiting', restartAt: 9 } }
    expect(told(told(waiting, closes), closes).restarts).toBe(2)
  })

  test('Where it leads is told when it is declared, and by each link of what leads to several', () => {
    const added = { v: 1, at: 5, kind: 'added', id: 'one', of: 'fleet', endpoint: 'tcp://a:1' } as const
    for (const kind of ['connection', 'program'] as const) {
      expect(childNode({ ...added, child: kind }, 'fleet', 'one', false).endpoint).toBe('tcp://a:1')
    }
    const one = childNode({ ...added, child: 'connection' }, 'fleet', 'one', false)
    const opens = { v: 1, at: 9, kind: 'phase', id: 'one', from: 'connecting', to: 'alive' } as const
    const past = { generation: 1, lifeCause: null, isCounted: false }
    expect(phaseEntered(one, opens, past).endpoint).toBe('tcp://a:1')
    const moved = phaseEntered(one, { ...opens, route: 'tcp://b:1' }, past)
    expect(moved.endpoint).toBe('tcp://b:1')
    const rotated = { kind: 'rotated', id: 'one', generation: 2 } as const
    expect(told(moved, rotated).endpoint).toBe('tcp://b:1')
    expect(told(moved, { ...rotated, route: 'tcp://a:1' }).endpoint).toBe('tcp://a:1')
  })

  test('What says nothing of a node leaves it the very same', () => {
    const one = child('connection')
    expect(told(one, { kind: 'dropped', id: 'one', frames: 1, why: '' })).toBe(one)
    expect(withOnePhase(one)).toEqual(one)
  })
})
