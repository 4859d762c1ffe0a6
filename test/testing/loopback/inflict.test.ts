import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../src/clock/clock.ts'
import type { Hardship } from '../../../src/testing/hardship.ts'
import { Host } from '../../../src/testing/loopback/host.ts'
import { inflictOn, type Places } from '../../../src/testing/loopback/inflict.ts'
import { Road } from '../../../src/testing/loopback/road.ts'

interface Fake extends Places {
  readonly hosts: ReadonlyMap<string, Host>
  readonly roads: Map<string, Road>
  readonly resets: string[]
}

/** Places without sockets: what hardship makes of their conditions. */
function fake(): Fake {
  const hosts = new Map(['us', 'a', 'b'].map((name) => [name, new Host(name, 'here', systemClock, () => {})]))
  const roads = new Map<string, Road>()
  const resets: string[] = []
  return {
    hosts,
    roads,
    resets,
    host(name) {
      const host = hosts.get(name)
      if (host === undefined) throw new Error(`no ${name}`)
      return host
    },
    road(from, to) {
      const road = roads.get(`${from}→${to}`) ?? new Road(from, to)
      roads.set(`${from}→${to}`, road)
      return road
    },
    lanesOn: () => [],
    reset: (a, b) => resets.push(`${a}–${b}`),
  }
}

const cutRoads = ({ roads }: Fake): string[] =>
  [...roads].filter(([, { cuts }]) => cuts > 0).map(([name]) => name)

describe('On the way', () => {
  test('A cut is both ways, or one; it nests, and each cure is its own', () => {
    const places = fake()
    const both = inflictOn(places, { kind: 'cut', between: ['us', 'a'] })
    const one = inflictOn(places, { kind: 'cut', between: ['us', 'a'], oneWay: true })
    expect(cutRoads(places)).toEqual(['us→a', 'a→us'])
    void both()
    expect(cutRoads(places)).toEqual(['us→a'])
    void one()
    expect(cutRoads(places)).toEqual([])
  })

  test('A partition is between every two of its groups', () => {
    const places = fake()
    const cure = inflictOn(places, { kind: 'partition', between: [['us'], ['a', 'b']], oneWay: true })
    expect(cutRoads(places)).toEqual(['us→a', 'us→b'])
    void cure()
    expect(cutRoads(places)).toEqual([])
  })

  test('Delay, bandwidth and verdicts are conditions of the road, until they are cured', () => {
    const places = fake()
    const hardships: Hardship[] = [
      { kind: 'delay', between: ['us', 'a'], ms: 5 },
      { kind: 'bandwidth', between: ['us', 'a'], bytesPerSecond: 9 },
      { kind: 'frames', between: ['us', 'a'], share: 1, verdict: { kind: 'reset' } },
    ]
    const cures = hardships.map((hardship) => inflictOn(places, hardship))
    const road = places.road('a', 'us')
    expect([[...road.delays], [...road.limits], [...road.judgements]]).toEqual([
      [{ ms: 5, jitterMs: 0 }],
      [{ bytesPerSecond: 9 }],
      [{ share: 1, verdict: { kind: 'reset' } }],
    ])
    for (const cure of cures) void cure()
    expect([road.delays.size, road.limits.size, road.judgements.size]).toEqual([0, 0, 0])
  })

  test('A reset is passed on', () => {
    const places = fake()
    void inflictOn(places, { kind: 'reset', between: ['a', 'us'] })()
    expect(places.resets).toEqual(['a–us'])
  })
})

test('At the door of a host, dials are refused, or nobody says a word, or it reads slowly', () => {
  const places = fake()
  const host = places.host('a')
  const cures = [
    inflictOn(places, { kind: 'refuse', host: 'a' }),
    inflictOn(places, { kind: 'refuse', host: 'a', port: 80 }),
    inflictOn(places, { kind: 'mute', host: 'a' }),
    inflictOn(places, { kind: 'slow reader', host: 'a', bytesPerSecond: 0 }),
  ]
  expect([host.refusesAll, host.refusedPorts.get(80), host.muted, host.readLimits.size]).toEqual([1, 1, 1, 1])
  for (const cure of cures) void cure()
  expect([host.refusesAll, host.refusedPorts.get(80), host.muted, host.readLimits.size]).toEqual([0, 0, 0, 0])
})

test.each<[Hardship, string]>([
  [{ kind: 'unreachable', host: 'a' }, 'kind: unreachable: on loopback there is always a route'],
  [{ kind: 'sleep', host: 'a', ms: 5 }, 'kind: sleep: the whole machine would be suspended'],
  [{ kind: 'clock jump', host: 'a', ms: 5 }, 'kind: clock jump: the clock of the whole machine would be set'],
  [{ kind: 'crash', host: 'us' }, 'host: crash us: this very process would be gone'],
  [
    { kind: 'frames', between: ['us', 'a'], share: 1, verdict: { kind: 'drop' } },
    'verdict: drop: TCP repeats, orders and checks what it carries',
  ],
])('What cannot be had on loopback is refused with its reason: %j', (hardship, message) => {
  const places = fake()
  expect(() => inflictOn(places, hardship)).toThrow(message)
  expect(places.roads.size).toBe(0)
})
