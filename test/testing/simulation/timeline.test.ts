import { expect, test } from 'vitest'
import { supervise } from '../../../src/index.ts'
import type { Hardship } from '../../../src/testing/hardship.ts'
import { virtualWorld, watchInvariants } from '../../../src/testing/index.ts'
import { Counts } from '../../../src/testing/simulation/counts.ts'
import { OurFleet } from '../../../src/testing/simulation/fleet.ts'
import { SimulatedServer } from '../../../src/testing/simulation/peers.ts'
import type { Round } from '../../../src/testing/simulation/plan.ts'
import { Timeline } from '../../../src/testing/simulation/timeline.ts'
import { CONNECTION } from './small.ts'

async function played(round: Round) {
  const world = virtualWorld()
  const server = new SimulatedServer(world.host('peer1'), 'answers')
  const us = world.host('us')
  const root = supervise({ clock: us.clock })
  const watch = watchInvariants(root, { clock: world.clock })
  const counts = new Counts(world.clock)
  const log: string[] = []
  root.feed$.subscribe((event) => {
    if (event.kind === 'phase') log.push(`${Math.round(world.clock.now())} ${event.to}`)
  })
  const fleet = new OurFleet(root, us, us.clock, watch, [CONNECTION])
  const suffered: [Hardship['kind'], number, number][] = []
  const timeline = new Timeline(
    world,
    watch,
    fleet,
    new Map([['peer1', server]]),
    counts,
    ({ kind }, ...time) => suffered.push([kind, ...time]),
  )
  await timeline.play(round)
  return { world, timeline, counts, log, watch, server, suffered }
}

test('Steps and cures come at their times; what was not cured by the end of the round still lasts', async () => {
  const { log, counts, timeline, world } = await played({
    lastsMs: 20_000,
    steps: [
      { atMs: 1_000, inflict: { kind: 'refuse', host: 'peer1' }, forMs: 600 },
      { atMs: 1_000, inflict: { kind: 'reset', between: ['us', 'peer1'] } },
      { atMs: 10_000, inflict: { kind: 'refuse', host: 'peer1' } },
      { atMs: 10_000, inflict: { kind: 'reset', between: ['us', 'peer1'] } },
    ],
  })
  expect(log.slice(0, 8)).toEqual([
    '0 connecting',
    '2 alive',
    '1000 dead',
    '1000 backoff',
    '1500 connecting',
    '1502 dead',
    '1502 backoff',
    '2502 connecting',
  ])
  expect(log.at(-1)).toMatch(/backoff$/)
  expect(Object.fromEntries(counts.hardships)).toEqual({ refuse: 2, reset: 2 })
  timeline.cureAll()
  await world.advance(10_000)
  expect(log.at(-1)).toMatch(/alive$/)
})

test('Users act when our process runs, and what keeps it from running is known, and over with the round', async () => {
  const { log, watch, world } = await played({
    lastsMs: 10_000,
    steps: [
      { atMs: 4_000, inflict: { kind: 'freeze', host: 'us' }, forMs: 2_000 },
      { atMs: 5_000, act: { kind: 'stop', connection: 'a' } },
      { atMs: 8_000, inflict: { kind: 'sleep', host: 'us', ms: 600_000 } },
    ],
  })
  expect(log.slice(2, 3)).toEqual(['6000 dead'])
  await world.advance(100)
  watch.look()
  expect(watch.breaches).toEqual([])
})

test('Whoever wants to know is told of each hardship, and until when it lasts', async () => {
  const { suffered } = await played({
    lastsMs: 10_000,
    steps: [
      { atMs: 1_000, inflict: { kind: 'freeze', host: 'peer1' }, forMs: 500 },
      { atMs: 2_000, inflict: { kind: 'mute', host: 'peer1' } },
    ],
  })
  expect(suffered).toEqual([
    ['freeze', 1_000, 1_500],
    ['mute', 2_000, 10_000],
  ])
})

test('A peer says no to such a share of questions as it was told to', async () => {
  const { server } = await played({
    lastsMs: 1_000,
    steps: [{ atMs: 10, act: { kind: 'errors', host: 'peer1', share: 0.5 } }],
  })
  expect(server.errors).toBe(0.5)
})

test('Manners are those of a program, until they change again', async () => {
  const { server } = await played({
    lastsMs: 1_000,
    steps: [
      { atMs: 10, act: { kind: 'manners', host: 'peer1', manner: 'silent' } },
      { atMs: 20, act: { kind: 'manners', host: 'nobody', manner: 'drops' } },
    ],
  })
  expect(server.manner).toBe('silent')
})
