import { expect, test } from 'vitest'
import { drain } from '../../../src/supervisor/drain.ts'
import { describeTree } from '../../../src/supervisor/tree/describe.ts'
import { treeOf } from '../../../src/supervisor/tree/tree.ts'
import { testWorld } from '../../support/world.ts'
import { type FakeLink, FakeListener, FakeTransport } from '../fakes.ts'

test('A tree is told as lines: who is where, since when, and what is wrong', async () => {
  const world = testWorld({ name: 'fleet', latencyMs: 0, restartDelayMs: 10_000, intensity: { restarts: 1 } })
  const { supervisor, clock } = world
  supervisor.connect('prices', new FakeTransport())
  const listener = new FakeListener()
  supervisor.listen('door', listener)
  listener.owner?.listening(listener.endpoint)
  const links = ['1.2.3.4:5', null].map((peer) => listener.visit(peer))
  const edge = supervisor.supervise('edge', { strategy: 'one_for_all' })
  edge.connect('refused', world.toPeer(9), { backoff: { firstMs: 5_000, jitter: 'none' } })
  const crash = (): FakeLink => {
    throw new Error('a \u001b[31mbug')
  }
  supervisor.connect('crashed', new FakeTransport(crash))
  supervisor.connect('hopeless', new FakeTransport(crash), { intensity: { restarts: 0 } })
  await clock.advance(1_500)
  links[0]?.owner?.ended({ kind: 'eof', by: 'peer' })
  expect(describeTree(treeOf(supervisor, { accepted: true })).split('\n')).toEqual([
    'fleet: running for 1.5 s, one_for_one',
    '├ prices: alive for 1.5 s',
    '├ door: listening for 1.5 s, fake://here, 1 dead, 1 alive',
    '│ · fake://here#1: dead for 0 ms, last: the peer closed the connection',
    '│ · fake://here#2: alive for 1.5 s',
    '├ edge: running for 1.5 s, one_for_all',
    '│ └ refused: backoff for 1.5 s, last: refused (nobody listens on peer:9), dials in 3.5 s',
    '├ crashed: failed for 1.5 s, last: a bug (a \\x1b[31mbug), started again 1 time, starts in 8.5 s',
    '└ hopeless: failed for 1.5 s, last: a bug (a \\x1b[31mbug), given up',
  ])
  await supervisor.stop()
})

test('What is drained is told so once, at the top of it', async () => {
  const { supervisor, clock } = testWorld({ name: 'fleet' })
  const listener = new FakeListener()
  const door = supervisor.listen('door', listener)
  listener.owner?.listening(listener.endpoint)
  const edge = supervisor.supervise('edge')
  edge.connect('inner', new FakeTransport(), { heartbeat: 'none' })
  listener.visit('a')
  await clock.advance(10)
  const drained = [drain(edge, { withinMs: 1_000 }), drain(door, { withinMs: 1_000 })]
  expect(describeTree(treeOf(supervisor)).split('\n')).toEqual([
    'fleet: running for 10 ms, one_for_one',
    '├ door: draining for 0 ms, fake://here, 1 alive',
    '└ edge: running for 10 ms, draining, one_for_one',
    '  └ inner: alive for 10 ms',
  ])
  await clock.advance(5_000)
  await Promise.all(drained)
  await supervisor.stop()
})

test('What waits for its siblings, or for leave to dial, is told so', async () => {
  const { supervisor, clock } = testWorld({ strategy: 'one_for_all', restartDelayMs: 1_000 })
  const breaks = (): FakeLink => {
    throw new Error('a bug')
  }
  supervisor.connect('calm', new FakeTransport())
  supervisor.connect('broken', new FakeTransport(breaks))
  await clock.advance(500)
  const tree = treeOf(supervisor)
  expect(describeTree(tree).split('\n').slice(1)).toEqual([
    '├ calm: stopped for 500 ms, last: stopped here, starts with the others',
    '└ broken: failed for 500 ms, last: a bug (a bug), started again 1 time, starts in 500 ms',
  ])
  expect(describeTree({ ...tree, at: tree.at + 2_000 })).toContain('starts when there is leave to')
  await supervisor.stop()
})
