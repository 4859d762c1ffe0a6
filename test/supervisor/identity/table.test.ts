/** What holds for a table whatever happens, and when it hears. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pingPong } from '../../../src/index.ts'
import { identities } from '../../../src/supervisor/identity/identities.ts'
import type { Peer } from '../../support/world.ts'
import { FakeListener } from '../fakes.ts'
import { type Gateway, gateway } from './support/gateway.ts'

type Step =
  | { readonly kind: 'come'; readonly name: string }
  | { readonly kind: 'leave' | 'reset'; readonly peer: number }
  | { readonly kind: 'freeze' | 'thaw'; readonly name: string }
  | { readonly kind: 'wait'; readonly ms: number }

const NAMES = ['a', 'b', 'c', 'd']
const name = fc.constantFrom(...NAMES)
const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('come' as const), name }),
    fc.record({ kind: fc.constantFrom('leave' as const, 'reset' as const), peer: fc.nat(20) }),
    fc.record({ kind: fc.constantFrom('freeze' as const, 'thaw' as const), name }),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 40, 700, 3_000) }),
  ),
  { maxLength: 25 },
)

/** Each identity dials from a host of its own name, which freezes and thaws. */
async function play(world: Gateway, story: readonly Step[], check: () => void): Promise<void> {
  const peers: { readonly peer: Peer; readonly host: string }[] = []
  const cures = new Map<string, () => void>()
  for (const host of NAMES) world.network.host(host)
  for (const step of story) {
    if (step.kind === 'come') peers.push({ peer: await world.comes(step.name, step.name), host: step.name })
    else if (step.kind === 'wait') await world.clock.advance(step.ms)
    else if (step.kind === 'freeze') cures.set(step.name, freezeAnew(world, cures, step.name))
    else if (step.kind === 'thaw') cures.get(step.name)?.()
    else if (step.kind === 'leave' || step.kind === 'reset') {
      const { peer, host } = peers[step.peer % Math.max(1, peers.length)] ?? {}
      if (step.kind === 'leave') peer?.link?.close()
      else if (host !== undefined) world.network.reset('us', host)
    }
    check()
  }
}

function freezeAnew({ network }: Gateway, cures: Map<string, () => void>, host: string): () => void {
  cures.get(host)?.()
  return network.freeze(host)
}

describe.each(['replaces', 'refused'] as const)('Whatever comes, where a newer link %s', (newer) => {
  test.each([1, 2])(
    'an identity never has more than %d that live, and the table knows them all',
    async (most) => {
      await fc.assert(
        fc.asyncProperty(steps, async (story) => {
          const world = await gateway(
            { newer, maxPerIdentity: most, max: 3, forgetMs: 2_000 },
            { heartbeat: { protocol: pingPong, everyMs: 1_000, timeoutMs: 500, misses: 2 } },
          )
          const { supervisor, table, clock } = world
          const lives = (): string[] =>
            supervisor.connections
              .filter(({ phase }) => phase === 'alive' || phase === 'suspect')
              .map(({ id }) => id)
          let atMost = 0
          supervisor.feed$.subscribe(() => {
            for (const identity of NAMES) {
              const alive = supervisor.connections.filter(
                (link) => link.identity === identity && (link.phase === 'alive' || link.phase === 'suspect'),
              )
              atMost = Math.max(atMost, alive.length)
            }
          })
          await play(world, story, () => {
            const known = [...table].flatMap(({ connections }) => connections.map(({ id }) => id))
            expect(known.toSorted()).toEqual(lives().toSorted())
            const { alive, suspect, dead } = table.counts
            expect(alive + suspect + dead).toBe(table.size)
            expect(table.size).toBeLessThanOrEqual(3)
            for (const { phase, connections } of table)
              expect(phase === 'dead').toBe(connections.length === 0)
          })
          expect(atMost).toBeLessThanOrEqual(most)
          void supervisor.stop()
          await clock.advance(5_000)
          expect([clock.pending, supervisor.connections]).toEqual([0, []])
        }),
        { numRuns: 40 },
      )
    },
  )
})

test('What ends a link whose place was taken is not told of its identity, which lives on', async () => {
  const { comes, table, clock, told } = await gateway()
  const old = await comes('device-7')
  await comes('device-7')
  await clock.advance(5)
  expect(old.isReleased).toBe(true)
  expect(table.get('device-7')).toMatchObject({ phase: 'alive', cause: null })
  expect(told()).toEqual(['device-7 alive'])
})

test('A table that expects no visits keeps its dead when its listener does not hear for a while', async () => {
  const world = await gateway()
  const back = new FakeListener()
  const table = identities({ by: () => 'device-7', forgetMs: 60_000 })
  world.supervisor.listen('back', back, { identity: table })
  back.owner?.listening(back.endpoint)
  const link = back.visit()
  await world.clock.advance(5)
  link?.owner?.ended({ kind: 'eof', by: 'peer' })
  back.owner?.paused({ kind: 'exhausted', by: 'us', detail: 'EMFILE' })
  await world.clock.advance(1_000)
  back.owner?.resumed()
  await world.clock.advance(5)
  expect([...table].map(({ phase }) => phase)).toEqual(['dead'])
})

describe('A table that expects visits', () => {
  test('hears as long as one of its listeners does', async () => {
    const world = await gateway({
      visits: { everyMs: 1_000, timeoutMs: 500, misses: 2 },
      by: () => 'device-7',
    })
    const back = new FakeListener()
    world.supervisor.listen('back', back, { identity: world.table })
    back.owner?.listening(back.endpoint)
    const peer = await world.comes(null)
    peer.link?.close()
    back.owner?.paused({ kind: 'exhausted', by: 'us', detail: 'EMFILE' })
    await world.clock.advance(1_000)
    expect(world.told()).toEqual(['device-7 alive'])
    await world.clock.advance(1_500)
    expect(world.told().at(-1)).toBe('device-7 dead silent')
  })

  test('charges as before when another of its listeners opens', async () => {
    const world = await gateway({
      visits: { everyMs: 1_000, timeoutMs: 500, misses: 2 },
      by: () => 'device-7',
    })
    const peer = await world.comes(null)
    peer.link?.close()
    const back = new FakeListener()
    world.supervisor.listen('back', back, { identity: world.table })
    await world.clock.advance(1_400)
    back.owner?.listening(back.endpoint)
    await world.clock.advance(700)
    expect(world.told().at(-1)).toBe('device-7 dead silent')
  })

  test('awaits nobody who is there when it hears again', async () => {
    const world = await gateway()
    const back = new FakeListener()
    const table = identities({
      by: () => 'device-7',
      visits: { everyMs: 1_000, timeoutMs: 500, misses: 2 },
    })
    world.supervisor.listen('back', back, { identity: table })
    back.owner?.listening(back.endpoint)
    back.visit()
    await world.clock.advance(5)
    back.owner?.paused({ kind: 'exhausted', by: 'us', detail: 'EMFILE' })
    await world.clock.advance(100)
    back.owner?.resumed()
    await world.clock.advance(60_000)
    expect(table.get('device-7')).toMatchObject({ phase: 'alive', connections: [{ phase: 'alive' }] })
  })

  test('charges whoever was here all the while for its silence then, too: its link could be heard', async () => {
    const world = await gateway()
    const back = new FakeListener()
    const table = identities({
      by: () => 'device-7',
      visits: { everyMs: 1_000, timeoutMs: 500, misses: 2 },
    })
    world.supervisor.listen('back', back, { identity: table })
    back.owner?.listening(back.endpoint)
    const link = back.visit()
    await world.clock.advance(5)
    back.owner?.paused({ kind: 'exhausted', by: 'us', detail: 'EMFILE' })
    await world.clock.advance(60_000)
    back.owner?.resumed()
    await world.clock.advance(700)
    link?.owner?.ended({ kind: 'eof', by: 'peer' })
    await world.clock.advance(100)
    expect(table.get('device-7')).toMatchObject({ phase: 'suspect', connections: [] })
  })

  test('charges nobody for the time in which none of them did', async () => {
    const world = await gateway({
      visits: { everyMs: 1_000, timeoutMs: 500, misses: 2 },
      by: () => 'device-7',
    })
    const back = new FakeListener()
    world.supervisor.listen('back', back, { identity: world.table })
    back.owner?.listening(back.endpoint)
    const peer = await world.comes(null)
    peer.link?.close()
    await world.clock.advance(500)
    void world.listener.stop()
    back.owner?.paused({ kind: 'exhausted', by: 'us', detail: 'EMFILE' })
    await world.clock.advance(60_000)
    expect(world.told()).toEqual(['device-7 alive'])
    back.owner?.resumed()
    await world.clock.advance(900)
    expect(world.told()).toEqual(['device-7 alive'])
    await world.clock.advance(1_500)
    expect(world.told().at(-1)).toBe('device-7 dead silent')
  })
})
