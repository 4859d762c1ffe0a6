import { describe, expect, test } from 'vitest'
import { supervise } from '../../../src/index.ts'
import { drain } from '../../../src/supervisor/drain.ts'
import type { AnyNode, ChildNode, ConnectionNode, ListenerNode } from '../../../src/supervisor/tree/nodes.ts'
import { treeOf } from '../../../src/supervisor/tree/tree.ts'
import { virtualClock } from '../../../src/testing/index.ts'
import { peerServer, testWorld } from '../../support/world.ts'
import { FakeLink, FakeListener, FakeTransport } from '../fakes.ts'

const START = 1_700_000_000_000

/** Whose first dials are bugs. */
function crashing(crashes = Number.POSITIVE_INFINITY): FakeTransport {
  return new FakeTransport((dial) => {
    if (dial > crashes) return new FakeLink()
    throw new Error(`bug ${dial}`)
  })
}

const bug = (n: number) => ({ kind: 'crash', by: 'us', detail: `bug ${n}` })

/** What of a value is not frozen, by the way to it. */
function unfrozen(value: unknown, path = 'tree'): string[] {
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.entries(value).flatMap(([key, one]) => unfrozen(one, `${path}.${key}`))
  return Object.isFrozen(value) ? inner : [path, ...inner]
}

/** Each node, accepted ones included. */
function nodesIn(node: ChildNode): AnyNode[] {
  if (node.kind === 'supervisor') return [node, ...node.children.flatMap(nodesIn)]
  return node.kind === 'listener' ? [node, ...(node.accepted ?? [])] : [node]
}

describe('The tree of a supervisor', () => {
  test('tells each child in the order of its declaration: what it is, where, in which phase, and since when', async () => {
    const world = testWorld({ name: 'fleet' })
    peerServer(world.network)
    const { supervisor, clock } = world
    supervisor.connect('prices', world.toPeer())
    supervisor.listen('door', world.network.host('us').listen({ port: 1 }), { restart: 'permanent' })
    supervisor.supervise('edge', { strategy: 'rest_for_one' }).connect('inner', new FakeTransport())
    await clock.advance(10)
    expect(treeOf(supervisor)).toEqual({
      v: 1,
      at: START + 10,
      kind: 'supervisor',
      id: 'fleet',
      name: 'fleet',
      phase: 'running',
      since: START,
      restarts: 0,
      cause: null,
      strategy: 'one_for_one',
      dynamic: false,
      intensity: { restarts: 3, withinMs: 5_000 },
      gaveUp: null,
      isDraining: false,
      child: null,
      children: [
        {
          kind: 'connection',
          id: 'prices',
          name: 'prices',
          endpoint: 'memory://peer:7373',
          phase: 'alive',
          since: START + 2,
          restarts: 0,
          cause: null,
          generation: 1,
          peer: 'peer:7373',
          retryAt: null,
          isStale: false,
          isDraining: false,
          child: { restart: 'transient', significant: false, life: { is: 'up' } },
        },
        {
          kind: 'listener',
          id: 'door',
          name: 'door',
          phase: 'listening',
          since: START,
          restarts: 0,
          cause: null,
          endpoint: 'memory://us:1',
          size: 0,
          phases: {},
          accepted: null,
          isDraining: false,
          child: { restart: 'permanent', significant: false, life: { is: 'up' } },
        },
        expect.objectContaining({
          kind: 'supervisor',
          id: 'edge',
          name: 'edge',
          strategy: 'rest_for_one',
          child: { restart: 'transient', significant: false, life: { is: 'up' } },
          children: [expect.objectContaining({ id: 'edge/inner', name: 'inner', phase: 'alive' })],
        }),
      ],
    })
  })

  test('is frozen to its leaves, JSON can carry it, and it stays what it was', async () => {
    const { supervisor, clock } = testWorld({ intensity: { restarts: 1 }, restartDelayMs: 10 })
    const listener = new FakeListener()
    supervisor.listen('door', listener)
    listener.owner?.listening(listener.endpoint)
    listener.visit('peer')
    supervisor.connect('refused', new FakeTransport(), { retry: () => false })
    const edge = supervisor.supervise('edge', { intensity: { restarts: 0 } }, { shutdownMs: false })
    edge.connect('broken', crashing(), { whenGivenUp: 'escalate' })
    await clock.advance(5)
    const tree = treeOf(supervisor, { accepted: true })
    expect(unfrozen(tree)).toEqual([])
    const text = JSON.stringify(tree)
    expect(JSON.parse(text)).toEqual(tree)
    await supervisor.stop()
    expect(JSON.stringify(tree)).toBe(text)
    expect(treeOf(supervisor)).toMatchObject({ phase: 'stopped', children: [{ phase: 'closed' }, {}, {}] })
  })

  test('says what is being drained, with all that is part of it, until that is over', async () => {
    const { supervisor, clock } = testWorld()
    const listener = new FakeListener()
    const door = supervisor.listen('door', listener)
    listener.owner?.listening(listener.endpoint)
    listener.visit('a')
    listener.visit('b')
    const edge = supervisor.supervise('edge')
    edge.connect('inner', new FakeTransport(), { heartbeat: 'none' })
    supervisor.connect('other', new FakeTransport())
    await clock.advance(5)
    const draining = (): string[] =>
      nodesIn(treeOf(supervisor, { accepted: true })).flatMap((node) => (node.isDraining ? [node.id] : []))
    expect(draining()).toEqual([])
    const [first] = door.connections
    const drained = [drain(edge, { withinMs: 1_000 }), ...(first ? [drain(first, { withinMs: 1_000 })] : [])]
    expect(draining()).toEqual(['fake://here#1', 'edge', 'edge/inner'])
    drained.push(drain(door, { withinMs: 1_000 }))
    expect(draining()).toEqual(['door', 'fake://here#1', 'fake://here#2', 'edge', 'edge/inner'])
    await clock.advance(5_000)
    await Promise.all(drained)
    expect(draining()).toEqual([])
  })

  test('counts accepted connections by phase, and tells each of them when asked to', async () => {
    const { supervisor, clock } = testWorld()
    const listener = new FakeListener()
    supervisor.listen('door', listener)
    listener.owner?.listening(listener.endpoint)
    const links = ['a', 'b', 'c'].map((peer) => listener.visit(peer))
    await clock.advance(5)
    links[0]?.owner?.ended({ kind: 'eof', by: 'peer' })
    const [door] = listenersIn(treeOf(supervisor).children)
    expect(door).toMatchObject({ size: 3, phases: { alive: 2, dead: 1 }, accepted: null })
    const [close] = listenersIn(treeOf(supervisor, { accepted: true }).children)
    expect(close?.accepted).toEqual([
      expect.objectContaining({ id: 'fake://here#1', phase: 'dead', cause: { kind: 'eof', by: 'peer' } }),
      expect.objectContaining({ id: 'fake://here#2', phase: 'alive', cause: null }),
      {
        kind: 'accepted',
        id: 'fake://here#3',
        name: 'fake://here#3',
        phase: 'alive',
        since: START,
        cause: null,
        peer: 'c',
        identity: null,
        isStale: false,
        isDraining: false,
      },
    ])
  })

  test('refuses an option that nobody knows, or that is no flag', () => {
    const supervisor = supervise({ clock: virtualClock() })
    expect(() => Reflect.apply(treeOf, null, [supervisor, { acepted: true }])).toThrow(
      expect.objectContaining({ option: 'treeOf.acepted' }),
    )
    expect(() => Reflect.apply(treeOf, null, [supervisor, { accepted: 1 }])).toThrow(
      expect.objectContaining({ option: 'accepted' }),
    )
  })
})

describe('How a child is seen by its supervisor:', () => {
  const livesIn = (children: readonly ChildNode[]) => children.map(({ child }) => child?.life)

  test('waiting for a restart until a time, with the cause; up again after it, and the cause stays', async () => {
    const { supervisor, clock } = testWorld({ restartDelayMs: 100 })
    supervisor.connect('a', crashing(1))
    await clock.advance(40)
    const [waiting] = connectionsIn(treeOf(supervisor).children)
    expect(waiting).toMatchObject({ phase: 'failed', restarts: 1, cause: bug(1), retryAt: START + 100 })
    expect(waiting?.child.life).toEqual({ is: 'waiting', restartAt: START + 100 })
    await clock.advance(60)
    const [up] = connectionsIn(treeOf(supervisor).children)
    expect(up).toMatchObject({ phase: 'alive', restarts: 1, retryAt: null })
    expect(up?.child.life).toEqual({ is: 'up' })
    expect(up?.cause).toEqual(bug(1))
  })

  test('not waiting any more when it was stopped before its time', async () => {
    const { supervisor, clock } = testWorld({ restartDelayMs: 100 })
    const connection = supervisor.connect('a', crashing(1))
    await clock.advance(40)
    await connection.stop()
    const [stopped] = connectionsIn(treeOf(supervisor).children)
    expect(stopped).toMatchObject({ phase: 'failed', retryAt: null })
    expect(stopped?.child.life).toEqual({ is: 'ended' })
  })

  test('waiting with its siblings, who are told no time of their own', async () => {
    const { supervisor, clock } = testWorld({ strategy: 'one_for_all', restartDelayMs: 100 })
    supervisor.connect('calm', new FakeTransport())
    supervisor.connect('broken', crashing(1))
    await clock.advance(10)
    expect(livesIn(treeOf(supervisor).children)).toEqual([
      { is: 'waiting', restartAt: null },
      { is: 'waiting', restartAt: START + 100 },
    ])
  })

  test('waiting for its supervisor to start again', async () => {
    const { supervisor, clock } = testWorld({ restartDelayMs: 100 })
    const edge = supervisor.supervise('edge', { intensity: { restarts: 0 } })
    edge.connect('calm', new FakeTransport())
    edge.connect('broken', crashing(1), { whenGivenUp: 'escalate' })
    await clock.advance(10)
    const tree = treeOf(supervisor)
    expect(tree.children).toMatchObject([
      { phase: 'failed', restarts: 1, child: { life: { is: 'waiting', restartAt: START + 100 } } },
    ])
    const [node] = tree.children
    expect(node?.kind === 'supervisor' && livesIn(node.children)).toEqual([
      { is: 'waiting', restartAt: null },
      { is: 'waiting', restartAt: null },
    ])
    expect(node?.kind === 'supervisor' && node.gaveUp).toEqual([{ id: 'edge', causes: [bug(1)] }])
    expect(node?.cause).toMatchObject({ kind: 'crash', detail: 'edge gave up' })
  })

  test('given up, or ended, in order or not', async () => {
    const { supervisor, clock } = testWorld({ intensity: { restarts: 0 } })
    supervisor.connect('broken', crashing())
    const stopped = supervisor.connect('stopped', new FakeTransport())
    supervisor.connect('refused', new FakeTransport(), { restart: 'temporary', backoff: { attempts: 1 } })
    const door = new FakeListener()
    supervisor.listen('door', door)
    await clock.advance(0)
    await stopped.stop()
    const refused = supervisor.connections.find(({ id }) => id === 'refused')
    expect(refused?.phase).toBe('alive')
    door.fail({ kind: 'exhausted', by: 'us', detail: 'EADDRINUSE' })
    const { children } = treeOf(supervisor)
    expect(livesIn(children)).toEqual([{ is: 'given-up' }, { is: 'ended' }, { is: 'up' }, { is: 'ended' }])
    expect(children.map(({ phase, cause }) => [phase, cause?.kind])).toEqual([
      ['failed', 'crash'],
      ['stopped', 'cancelled'],
      ['alive', undefined],
      ['failed', 'exhausted'],
    ])
  })

  test('stopping, while its supervisor ends its life', async () => {
    const world = testWorld()
    peerServer(world.network)
    world.supervisor.connect('a', world.toPeer(), { closeTimeoutMs: 1_000 })
    await world.clock.advance(10)
    world.network.cut('us', 'peer')
    const stopped = world.supervisor.stop()
    const tree = treeOf(world.supervisor)
    expect(tree).toMatchObject({ phase: 'stopping', children: [{ child: { life: { is: 'stopping' } } }] })
    await world.clock.advance(2_000)
    await stopped
  })
})

test('A nested supervisor may be asked for its part of the tree', async () => {
  const { supervisor, clock } = testWorld()
  const edge = supervisor.supervise('edge')
  edge.connect('a', new FakeTransport())
  await clock.advance(0)
  expect(treeOf(edge)).toMatchObject({ id: 'edge', child: null, children: [{ id: 'edge/a', name: 'a' }] })
})

test('A connection whose back-off runs is told with the time of its next dial', async () => {
  const world = testWorld({ latencyMs: 0 })
  world.supervisor.connect('a', world.toPeer(), { backoff: { firstMs: 500, jitter: 'none' } })
  await world.clock.advance(100)
  const [node] = connectionsIn(treeOf(world.supervisor).children)
  expect(node).toMatchObject({ phase: 'backoff', retryAt: START + 500, cause: { kind: 'refused' } })
  expect(node?.child.life).toEqual({ is: 'up' })
})

function connectionsIn(nodes: readonly ChildNode[]): ConnectionNode[] {
  return nodes.filter((node) => node.kind === 'connection')
}

function listenersIn(nodes: readonly ChildNode[]): ListenerNode[] {
  return nodes.filter((node) => node.kind === 'listener')
}
