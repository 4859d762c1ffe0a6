import { describe, expect, test } from 'vitest'
import { type FeedEvent, pingPong, type Supervisor, supervise } from '../../../src/index.ts'
import { virtualWorld } from '../../../src/testing/index.ts'
import { checkScenario } from '../../../src/testing/scenario/check.ts'
import { describeScenario } from '../../../src/testing/scenario/describe.ts'
import { playScenario } from '../../../src/testing/scenario/play.ts'
import { scenarios } from '../../../src/testing/scenario/ready.ts'
import type { Scenario } from '../../../src/testing/scenario.ts'
import { peersBehind, pong } from '../../support/world.ts'

const between = ['us', 'server'] as const

test('Each reads as what the field knows it as', () => {
  const all = [
    scenarios.halfOpen({ between }),
    scenarios.flapping({ between, times: 2 }),
    scenarios.thunderingHerd({ host: 'server' }),
    scenarios.slowLoris({ between }),
    scenarios.splitBrain({ between: [['us'], ['server', 'other']] }),
    scenarios.acceptThenDrop({ between, at: '1s', for: '500ms', calm: 0 }),
    scenarios.laptopSleep({ host: 'us' }),
    scenarios.gcPause({ host: 'us', for: '2s' }),
    scenarios.rollingRestart({ hosts: ['a', 'b'] }),
    scenarios.natTimeout({ between }),
    scenarios.clockJump({ host: 'us' }),
    scenarios.clockJump({ host: 'us', by: -60_000 }),
  ]
  for (const one of all) expect(JSON.parse(JSON.stringify(one))).toEqual(checkScenario(one))
  expect(all.map((one) => describeScenario(one)).join('\n')).toBe(
    `half-open (65 s)
  at 5 s cut us–server for 30 s
flapping (65 s)
  at 5 s cut us–server for 10 s
  at 25 s cut us–server for 10 s
thundering herd (45 s)
  at 5 s crash server for 10 s
slow loris (95 s)
  at 5 s hold us→server to 1 byte a second for 1 min
split brain (65 s)
  at 5 s cut us–{server, other} for 30 s
accept, then drop (1.5 s)
  at 1 s reset at 100 % of the frames us–server for 500 ms
laptop sleep (3635 s)
  at 5 s put us to sleep, 1 h
GC pause (37 s)
  at 5 s stall us, 2 s
rolling restart (1 min)
  at 5 s crash a for 5 s
  at 25 s crash b for 5 s
NAT timeout (3635 s)
  at 5 s cut what is open us–server for 1 h
clock jump (35 s)
  at 5 s set the clock of us forward by 1 h
clock jump (35 s)
  at 5 s set the clock of us back by 1 min`,
  )
})

/** Plays it with one connection from us to the server, which answers pings; the deaths of it, and how it is in the end. */
async function played(scenario: Scenario): Promise<string[]> {
  const world = virtualWorld()
  const us = world.host('us')
  world.host('server').start((host) => {
    peersBehind(host.listen({ port: 7373 }), pong)
  })
  const fleet: Supervisor = supervise({ clock: us.clock, random: world.random })
  const seen: string[] = []
  const told = fleet.feed$.subscribe((event: FeedEvent) => {
    if (event.kind === 'phase' && event.to === 'dead') seen.push(event.cause?.kind ?? '?')
  })
  const connection = fleet.connect('feed', us.dial({ to: 'server:7373' }), {
    heartbeat: { protocol: pingPong, everyMs: 1_000, timeoutMs: 1_000, misses: 2 },
    frameTimeoutMs: 2_500,
    connectTimeoutMs: 2_000,
  })
  await playScenario(scenario, world)
  told.unsubscribe()
  seen.push(connection.phase)
  await Promise.all([fleet.stop(), world.advance(3_000)])
  return seen
}

describe('What is said to be seen is seen:', () => {
  test('half-open', async () => {
    const [first, ...rest] = await played(scenarios.halfOpen({ between }))
    expect([first, new Set(rest.slice(0, -1)), rest.at(-1)]).toEqual([
      'silent',
      new Set(['timeout']),
      'alive',
    ])
  })

  test('flapping', async () => {
    const seen = await played(scenarios.flapping({ between, times: 3 }))
    expect(seen.filter((kind) => kind === 'silent').length).toBeGreaterThanOrEqual(2)
    expect(await played(scenarios.flapping({ between, times: 5, for: '500ms', every: '5s' }))).toEqual([
      'alive',
    ])
  })

  test('thundering herd, and rolling restart', async () => {
    for (const scenario of [
      scenarios.thunderingHerd({ host: 'server' }),
      scenarios.rollingRestart({ hosts: ['server'] }),
    ]) {
      const [first, ...rest] = await played(scenario)
      expect([first, rest.at(-1)]).toEqual(['reset', 'alive'])
    }
  })

  test('slow loris', async () => {
    const seen = await played(scenarios.slowLoris({ between: ['server', 'us'], bytesPerSecond: 1 }))
    expect([seen[0], seen.at(-1)]).toEqual(['timeout', 'alive'])
  })

  test('split brain, and NAT timeout', async () => {
    expect((await played(scenarios.splitBrain({ between: [['us'], ['server']] }))).at(0)).toBe('silent')
    expect(await played(scenarios.natTimeout({ between }))).toEqual(['silent', 'alive'])
  })

  test('accept, then drop', async () => {
    const seen = await played(scenarios.acceptThenDrop({ between, calm: '2m' }))
    expect(new Set(seen.slice(0, -1))).toEqual(new Set(['reset']))
    // Each dial succeeds, and yet they come ever more seldom.
    expect(seen.length).toBeLessThan(12)
    expect(seen.at(-1)).toBe('alive')
  })

  test('a night, a pause and another time of day are nobody’s fault', async () => {
    expect(await played(scenarios.gcPause({ host: 'us', for: '10s' }))).toEqual(['alive'])
    expect(await played(scenarios.clockJump({ host: 'us' }))).toEqual(['alive'])
    expect(await played(scenarios.clockJump({ host: 'us', by: -3_600_000 }))).toEqual(['alive'])
    expect(await played(scenarios.laptopSleep({ host: 'us' }))).toEqual(['alive'])
  })
})
