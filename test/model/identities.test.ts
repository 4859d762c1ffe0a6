/**
 * A table of identities in any order of events: who comes, leaves, falls silent, is stopped or forgotten, and what those do
 * who are told of it. What the table shows is what there is, and nothing of it is left when the tree has stopped.
 */
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { pingPong } from '../../src/index.ts'
import { type Gateway, gateway } from '../supervisor/identity/support/gateway.ts'
import { type Peer, pong } from '../support/world.ts'

const names = ['a', 'b', 'c']
const name = fc.constantFrom(...names)
const nth = fc.nat(9)

/** What whoever is told does: nothing, most of the time. */
type Reaction = 'nothing' | 'stops a connection' | 'forgets' | 'stops the listener'
const reaction = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Reaction>('nothing') },
  { weight: 2, arbitrary: fc.constantFrom<Reaction>('stops a connection', 'forgets') },
  { weight: 1, arbitrary: fc.constant<Reaction>('stops the listener') },
)

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('comes' as const), name, answers: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('comes mute' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('closes' as const, 'resets' as const), nth }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('stalls' as const, 'restarts' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('waits' as const), ms: fc.nat(400) }) },
)

const world = fc.record({
  newer: fc.constantFrom('replaces' as const, 'refused' as const),
  maxPerIdentity: fc.constantFrom(1, 2),
  max: fc.constantFrom(2, 100),
  forgetMs: fc.constantFrom(0, 50, 1_000, false as const),
  visits: fc.option(fc.record({ misses: fc.constantFrom(1, 3) }), { nil: undefined }),
  beats: fc.boolean(),
  opensAfterMs: fc.constantFrom(0, 20),
})

test('Of all orders of events none leaves a table that tells what is not so, or a timer', async () => {
  // XState warns when something is sent to a chart that has ended.
  const warnings = vi.spyOn(console, 'warn')
  await fc.assert(
    fc.asyncProperty(
      world,
      fc.array(step, { minLength: 20, maxLength: 40 }),
      fc.array(reaction, { minLength: 100, maxLength: 200 }),
      run,
    ),
    {
      numRuns: 200,
    },
  )
  expect(warnings).not.toHaveBeenCalled()
  warnings.mockRestore()
}, 30_000)

async function run(
  { beats, opensAfterMs, visits, ...options }: typeof world extends fc.Arbitrary<infer World> ? World : never,
  steps: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[],
  reactions: readonly Reaction[],
): Promise<void> {
  const at = await gateway(
    {
      ...options,
      ...(visits === undefined ? {} : { visits: { everyMs: 200, timeoutMs: 100, ...visits } }),
    },
    {
      handshakeTimeoutMs: 300,
      firstFrameTimeoutMs: 300,
      closeTimeoutMs: 100,
      ...(beats ? { heartbeat: { protocol: pingPong, everyMs: 100, timeoutMs: 50, misses: 2 } } : {}),
      onOpen: () => new Promise((resolve) => void at.clock.after(opensAfterMs, resolve)),
    },
  )
  const next = reactions.values()
  const react = () => reacts(at, next.next().value ?? 'nothing')
  at.table.changes$.subscribe(react)
  at.supervisor.feed$.subscribe(react)
  const peers: Peer[] = []
  for (const each of steps) {
    if (each.kind === 'comes' || each.kind === 'comes mute') {
      const peer = await at.comes(each.kind === 'comes' ? each.name : null)
      if (each.kind === 'comes' && each.answers) peer.answer = pong
      peers.push(peer)
    } else if (each.kind === 'closes') peers[each.nth]?.link?.close()
    else if (each.kind === 'resets') peers[each.nth]?.link?.destroy()
    else if (each.kind === 'stalls') at.clock.stall(400)
    else if (each.kind === 'restarts') void at.supervisor.restart('door')
    else if (each.kind === 'waits') await at.clock.advance(each.ms)
    expectTrue(at, options, visits !== undefined)
  }
  void at.supervisor.stop()
  await at.clock.advance(200)
  await at.supervisor.ended
  for (const peer of peers) peer.link?.destroy()
  await at.clock.advance(10)
  expect([at.supervisor.connections, at.clock.pending]).toEqual([[], 0])
}

function reacts({ table, supervisor }: Gateway, what: Reaction): void {
  if (what === 'stops a connection') void supervisor.connections.at(-1)?.stop()
  if (what === 'forgets') for (const each of names) table.forget(each)
  if (what === 'stops the listener') void supervisor.find('door')?.stop()
}

function expectTrue(
  { table }: Gateway,
  { max, maxPerIdentity }: { readonly max: number; readonly maxPerIdentity: number },
  areVisitsExpected: boolean,
): void {
  const counts = { alive: 0, suspect: 0, dead: 0, gone: 0 }
  for (const { identity, phase, connections, visits } of table) {
    counts[phase] += 1
    expect(visits).toBeGreaterThan(0)
    expect(connections.length).toBeLessThanOrEqual(maxPerIdentity)
    for (const connection of connections) {
      expect([connection.identity, ['alive', 'suspect'].includes(connection.phase)]).toEqual([identity, true])
    }
    if (connections.length > 0) expect(phase).not.toBe('dead')
    else if (!areVisitsExpected) expect(phase).toBe('dead')
  }
  expect({ ...table.counts, gone: 0 }).toEqual(counts)
  expect(table.size).toBeLessThanOrEqual(max)
}
