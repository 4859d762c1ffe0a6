import { describe, expect, test } from 'vitest'
import { task } from '../../../src/programs/task.ts'
import { drain } from '../../../src/supervisor/drain.ts'
import { type HealthOptions, healthOf } from '../../../src/supervisor/tree/health.ts'
import { treeOf } from '../../../src/supervisor/tree/tree.ts'
import { testWorld } from '../../support/world.ts'
import { FakeLink, FakeListener, FakeTransport } from '../fakes.ts'

/** Whose dials all are bugs. */
const broken = (): FakeTransport =>
  new FakeTransport(() => {
    throw new Error('a bug')
  })

const WELL = { live: true, ready: true, ailments: [] }

describe('A tree', () => {
  test('without children is live and ready', () => {
    expect(healthOf(testWorld().supervisor)).toEqual(WELL)
  })

  test('is ready once its connections are alive and its listeners listen, and names those that are not', async () => {
    const { supervisor, clock } = testWorld()
    const listener = new FakeListener()
    supervisor.listen('door', listener)
    supervisor.supervise('edge').connect('feed', new FakeTransport())
    expect(healthOf(supervisor)).toEqual({
      live: true,
      ready: false,
      ailments: [
        { id: 'door', kind: 'listener', phase: 'opening', why: 'door is opening' },
        { id: 'edge/feed', kind: 'connection', phase: 'connecting', why: 'edge/feed is connecting' },
      ],
    })
    listener.owner?.listening(listener.endpoint)
    await clock.advance(0)
    expect(healthOf(supervisor)).toEqual(WELL)
  })

  test('says why a child is not well', async () => {
    const { supervisor, clock } = testWorld({ intensity: { restarts: 0 } })
    supervisor.connect('feed', broken())
    supervisor.listen('door', new FakeListener())
    const [, door] = supervisor.children
    await clock.advance(0)
    await door?.stop()
    expect(healthOf(supervisor).ailments).toEqual([
      { id: 'feed', kind: 'connection', phase: 'failed', why: 'feed is failed: a bug (a bug)' },
    ])
  })

  test('does not miss those that were stopped, or were temporary', async () => {
    const { supervisor, clock } = testWorld()
    await supervisor.connect('stopped', new FakeTransport()).stop()
    supervisor.connect('once', broken(), { restart: 'temporary' })
    const edge = supervisor.supervise('edge')
    edge.connect('gone with it', new FakeTransport())
    await clock.advance(0)
    await edge.stop()
    expect(supervisor.find('once')?.phase).toBe('failed')
    expect(healthOf(supervisor)).toEqual(WELL)
  })

  test('is not ready while a connection whose link has ended waits to dial again', async () => {
    const { supervisor, clock } = testWorld()
    const transport = new FakeTransport(() => new FakeLink())
    supervisor.connect('feed', transport, { backoff: { firstMs: 1_000, jitter: 'none' } })
    await clock.advance(0)
    expect(healthOf(supervisor)).toEqual(WELL)
    transport.links[0]?.owner?.ended({ kind: 'eof', by: 'peer' })
    await clock.advance(10)
    expect(healthOf(supervisor)).toMatchObject({
      live: true,
      ready: false,
      ailments: [{ id: 'feed', phase: 'backoff' }],
    })
    await clock.advance(1_000)
    expect(healthOf(supervisor)).toEqual(WELL)
  })

  test('misses a connection that failed for good, and one that waits for its restart', async () => {
    const { supervisor, clock } = testWorld()
    supervisor.connect('crashed', broken())
    const transport = new FakeTransport(() => new FakeLink())
    supervisor.connect('refused', transport, { retry: () => false })
    await clock.advance(0)
    transport.links[0]?.owner?.ended({ kind: 'auth', by: 'peer', detail: '401' })
    await clock.advance(0)
    expect(healthOf(supervisor).ailments.map(({ why }) => why)).toEqual([
      'crashed is failed: a bug (a bug)',
      'refused is failed: not let in (401)',
    ])
  })

  test('does not miss a program that has finished, but one that failed and waits to be started again', async () => {
    const { supervisor, clock } = testWorld()
    supervisor.run(
      'finished',
      task(async () => 42),
    )
    supervisor.run(
      'broken',
      task(async () => {
        throw new Error('out of order')
      }),
    )
    await clock.advance(10)
    expect(treeOf(supervisor).children).toMatchObject([
      { kind: 'program', phase: 'stopped', child: { life: { is: 'ended' } } },
      { kind: 'program', phase: 'failed', child: { life: { is: 'waiting' } } },
    ])
    expect(healthOf(supervisor).ailments).toMatchObject([
      { id: 'broken', kind: 'program', why: expect.stringContaining('out of order') },
    ])
  })

  test('is not ready while a listener drains: those who ask for it are to go elsewhere', async () => {
    const { supervisor, clock } = testWorld()
    const listener = new FakeListener()
    const door = supervisor.listen('door', listener)
    listener.owner?.listening(listener.endpoint)
    listener.visit('peer')
    const drained = drain(door, { withinMs: 1_000 })
    expect(healthOf(supervisor)).toMatchObject({
      live: true,
      ready: false,
      ailments: [{ phase: 'draining' }],
    })
    await clock.advance(5_000)
    await drained
    expect(healthOf(supervisor)).toEqual(WELL)
  })

  test('is not ready while it is drained itself, though all its connections are alive', async () => {
    const { supervisor, clock } = testWorld({ name: 'fleet' })
    supervisor.connect('feed', new FakeTransport(), { heartbeat: 'none' })
    await clock.advance(0)
    const drained = drain(supervisor, { withinMs: 1_000 })
    expect(healthOf(supervisor)).toEqual({
      live: true,
      ready: false,
      ailments: [{ id: 'fleet', kind: 'supervisor', phase: 'draining', why: 'fleet is draining' }],
    })
    await clock.advance(5_000)
    await drained
    expect(healthOf(supervisor)).toMatchObject({ live: false, ailments: [{ phase: 'stopped' }] })
  })

  test('is not ready while a part of it is drained, be that a supervisor or one connection', async () => {
    const { supervisor, clock } = testWorld()
    const edge = supervisor.supervise('edge')
    edge.connect('inner', new FakeTransport(), { heartbeat: 'none' })
    const feed = supervisor.connect('feed', new FakeTransport(), { heartbeat: 'none' })
    await clock.advance(0)
    const drained = Promise.all([drain(edge, { withinMs: 1_000 }), drain(feed, { withinMs: 1_000 })])
    expect(healthOf(supervisor).ailments.map(({ why }) => why)).toEqual([
      'edge is draining',
      'feed is draining',
    ])
    expect(healthOf(supervisor, { matters: ({ name }) => name === 'feed' }).ailments).toHaveLength(1)
    await clock.advance(5_000)
    await drained
    expect(healthOf(supervisor)).toEqual(WELL)
  })

  test('does not count accepted connections', async () => {
    const { supervisor, clock } = testWorld()
    const listener = new FakeListener()
    supervisor.listen('door', listener)
    listener.owner?.listening(listener.endpoint)
    listener.visit()?.owner?.ended({ kind: 'eof', by: 'peer' })
    expect(healthOf(supervisor)).toEqual(WELL)
    await clock.advance(0)
  })

  test('whose nested supervisor waits to be started again is live, and not ready', async () => {
    const { supervisor, clock } = testWorld()
    const edge = supervisor.supervise('edge', { intensity: { restarts: 0 } })
    edge.connect('feed', broken(), { whenGivenUp: 'escalate' })
    await clock.advance(0)
    expect(healthOf(supervisor)).toEqual({
      live: true,
      ready: false,
      ailments: [
        { id: 'edge', kind: 'supervisor', phase: 'failed', why: 'edge is failed: a bug (edge gave up)' },
      ],
    })
  })

  test('that stops is live and not ready; once it has stopped it is neither', async () => {
    const { supervisor, clock } = testWorld()
    supervisor.connect('feed', new FakeTransport())
    await clock.advance(0)
    const stopped = supervisor.stop()
    expect(healthOf(supervisor)).toMatchObject({
      live: true,
      ready: false,
      ailments: [{ phase: 'stopping' }],
    })
    await stopped
    expect(healthOf(supervisor)).toMatchObject({ live: false, ready: false })
  })

  test('that gave up is neither live nor ready', async () => {
    const { supervisor, clock } = testWorld({ name: 'fleet', intensity: { restarts: 0 } })
    supervisor.connect('feed', broken(), { whenGivenUp: 'escalate' })
    await clock.advance(0)
    await supervisor.ended
    expect(healthOf(supervisor)).toEqual({
      live: false,
      ready: false,
      ailments: [
        { id: 'fleet', kind: 'supervisor', phase: 'failed', why: 'fleet is failed: a bug (fleet gave up)' },
      ],
    })
  })

  test('can be asked about what was looked at before, as JSON carried it', () => {
    const { supervisor } = testWorld()
    supervisor.connect('feed', new FakeTransport())
    const tree = treeOf(supervisor)
    expect(healthOf(JSON.parse(JSON.stringify(tree)))).toEqual(healthOf(tree))
    expect(healthOf(tree).ready).toBe(false)
  })
})

describe('What matters', () => {
  test('is said by a function; nothing under a supervisor that does not matter does', () => {
    const { supervisor } = testWorld()
    supervisor.connect('feed', new FakeTransport())
    supervisor.supervise('extras').connect('news', new FakeTransport())
    const askedFor: string[] = []
    const options: HealthOptions = {
      matters: ({ name }) => {
        askedFor.push(name)
        return name === 'feed'
      },
    }
    expect(healthOf(supervisor, options).ailments.map(({ id }) => id)).toEqual(['feed'])
    expect(askedFor).toEqual(['feed', 'extras'])
    expect(healthOf(supervisor, { matters: () => false })).toEqual(WELL)
  })

  test.each([{ maters: () => true }, { matters: 'feed' }])('refuses %o', (options) => {
    const { supervisor } = testWorld()
    expect(() => Reflect.apply(healthOf, null, [supervisor, options])).toThrow(
      expect.objectContaining({ option: expect.stringContaining('mat') }),
    )
  })
})
