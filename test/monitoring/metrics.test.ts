import { describe, expect, test } from 'vitest'
import { summarySentence } from '../../src/cli/summary.ts'
import { type FeedEvent, OptionError, pingPong, supervise } from '../../src/index.ts'
import { DETECTION, INSTRUMENTS } from '../../src/monitoring/instruments.ts'
import { metrics } from '../../src/monitoring/metrics.ts'
import { virtualClock } from '../../src/testing/index.ts'
import { peerServer, peersBehind, pong, testWorld } from '../support/world.ts'
import { TestMeter } from './support/meter.ts'

type Total = Extract<FeedEvent, { kind: 'total' }>

const heartbeat = { protocol: pingPong, everyMs: 1_000, timeoutMs: 500, misses: 2 }

/** Where each figure of a summary is found. Whoever adds one there has to add it here. */
const WHERE: Readonly<Record<Exclude<keyof Total, 'v' | 'at' | 'kind' | 'id'>, string>> = {
  connections: INSTRUMENTS.ended.name,
  frames: INSTRUMENTS.frames.name,
  beats: INSTRUMENTS.beats.name,
  misses: INSTRUMENTS.misses.name,
  reconnects: INSTRUMENTS.reconnects.name,
  suspicions: INSTRUMENTS.suspicions.name,
  verdicts: INSTRUMENTS.verdicts.name,
  stalls: INSTRUMENTS.survived.name,
  rttMs: INSTRUMENTS.roundTrip.name,
  detectionMs: DETECTION.name,
}

/** What the command line says of it in words. */
const WORDS: Readonly<Record<string, keyof typeof WHERE>> = {
  frames: 'frames',
  beats: 'beats',
  misses: 'misses',
  reconnects: 'reconnects',
  suspicions: 'suspicions',
  'verdicts after about': 'verdicts',
  'stalls survived': 'stalls',
  'round trip': 'rttMs',
}

/** A peer that is heard, frozen, dialled again, and heard; and one that stays well. All have ended. */
async function hardLife(meter: TestMeter) {
  const world = testWorld({ latencyMs: 5 })
  const peers = peerServer(world.network, pong)
  const well = world.network.host('well')
  peersBehind(well.listen({ port: 7373 }), pong)
  const measured = metrics(world.supervisor, { meter: meter.meter })
  const options = { heartbeat, backoff: { firstMs: 100, maxMs: 100, jitter: 'none' } } as const
  world.supervisor.connect('a', world.toPeer(), options)
  const edge = world.supervisor.supervise('edge')
  edge.connect('b', world.network.host('us').dial({ to: 'well:7373' }), options)
  await world.clock.advance(3_000)
  for (const peer of peers) peer.send('news')
  await world.clock.advance(1_000)
  const peerMelts = world.network.freeze('peer')
  await world.clock.advance(10_000)
  peerMelts()
  await world.clock.advance(10_000)
  const usMelts = world.network.freeze('us')
  await world.clock.advance(5_000)
  usMelts()
  await world.clock.advance(5_000)
  const before = await meter.collect()
  const stopped = world.supervisor.stop()
  await world.clock.advance(10_000)
  await stopped
  return { world, measured, before }
}

describe('Whatever the command line prints as a summary', () => {
  test('is there as a metric, with the same value', async () => {
    const meter = new TestMeter()
    const { world } = await hardLife(meter)
    const told = await meter.collect()
    const totals = world.events.filter((event) => event.kind === 'total')
    const total = totals.find(({ id }) => id === world.supervisor.id)
    if (total === undefined) throw new Error('there is no total')
    for (const field of [
      'connections',
      'frames',
      'beats',
      'misses',
      'reconnects',
      'suspicions',
      'verdicts',
      'stalls',
    ] as const) {
      expect(total[field], field).toBeGreaterThan(0)
      expect(told[WHERE[field]], field).toEqual({ '{}': total[field] })
    }
    expect(told[WHERE.rttMs]).toEqual({
      '{"pulsetree.quantile":0.5}': (total.rttMs?.p50 ?? 0) / 1_000,
      '{"pulsetree.quantile":0.99}': (total.rttMs?.p99 ?? 0) / 1_000,
    })
    const [detection] = Object.values(told[WHERE.detectionMs] ?? {})
    expect(detection).toEqual({ count: total.verdicts, sum: expect.any(Number) })
    const { sum } = Object(detection)
    expect(sum / total.verdicts).toBeCloseTo((total.detectionMs?.p50 ?? 0) / 1_000, 0)
  })

  test('is there under each word of the sentence', () => {
    const quantiles = { p50: 7, p99: 7 }
    const counts = { frames: 7, beats: 7, misses: 7, reconnects: 7, suspicions: 7, verdicts: 7, stalls: 7 }
    const sentence = summarySentence({
      ...{ v: 1, at: 0, kind: 'total', id: 'site', connections: 7, ...counts },
      ...{ rttMs: quantiles, detectionMs: quantiles },
    })
    const words = sentence
      .replaceAll(/\d+ ms|\(p99 [^)]*\)|\d+/g, '')
      .split(',')
      .map((part) => part.trim())
    expect(words).toEqual(Object.keys(WORDS))
  })
})

test('Before the end the same sums are made of connections that live, those of nested supervisors included', async () => {
  const meter = new TestMeter()
  const { before, world } = await hardLife(meter)
  const after = await meter.collect()
  expect(before[WHERE.connections]).toEqual({ '{}': 0 })
  for (const name of [WHERE.frames, WHERE.reconnects, WHERE.misses, WHERE.verdicts]) {
    expect(before[name], name).toEqual(after[name])
  }
  expect(
    Object.values(before['pulsetree.connections'] ?? {}).reduce((sum, one) => Number(sum) + Number(one)),
  ).toBe(2)
  expect(Object.values(after['pulsetree.connections'] ?? {}).every((value) => value === 0)).toBe(true)
  expect(after['pulsetree.stalls']).toEqual({ '{}': world.supervisor.stalls.count })
  expect(after['pulsetree.stalls.time']).toEqual({ '{}': world.supervisor.stalls.lostMs / 1_000 })
})

test('Attributes never hold an id, and units are those that were announced', async () => {
  const meter = new TestMeter()
  const { world } = await hardLife(meter)
  const ids = new Set(world.events.flatMap((event) => ('id' in event ? [event.id] : [])))
  const told = await meter.collect()
  for (const [name, values] of Object.entries(told)) {
    for (const attributes of Object.keys(values)) {
      for (const value of Object.values(JSON.parse(attributes)))
        expect(ids.has(String(value)), name).toBe(false)
    }
  }
  const units = await meter.units()
  for (const { name, unit } of Object.values(INSTRUMENTS)) {
    if (name in units) expect(units[name]).toBe(unit)
  }
  expect(units[DETECTION.name]).toBe('s')
})

test('Constant attributes are told with everything; addresses are left out where they are not wanted', async () => {
  const meter = new TestMeter()
  const world = testWorld()
  peerServer(world.network, pong)
  metrics(world.supervisor, { meter: meter.meter, attributes: { tier: 'edge' }, addresses: false })
  world.supervisor.connect('a', world.toPeer(), { heartbeat })
  await world.clock.advance(2_000)
  const told = await meter.collect()
  for (const values of Object.values(told)) {
    for (const attributes of Object.keys(values))
      expect(JSON.parse(attributes)).toMatchObject({ tier: 'edge' })
  }
  expect(told['pulsetree.dials']).toEqual({
    '{"pulsetree.side":"dialled","network.transport":"memory","tier":"edge"}': 1,
  })
  const stopped = world.supervisor.stop({ now: true })
  await world.clock.advance(5_000)
  await stopped
})

test('Closed, it measures nothing more, and the feed is off', async () => {
  const clock = virtualClock()
  const fleet = supervise({ clock })
  const meter = new TestMeter()
  {
    using _ = metrics(fleet, { meter: meter.meter })
    expect(fleet.branch.feed.live).toBe(true)
  }
  expect(fleet.branch.feed.live).toBe(false)
  const stopped = fleet.stop({ now: true })
  await clock.advance(1)
  await stopped
})

test.each([
  ['meter', { meter: {} }],
  ['addresses', { meter: new TestMeter().meter, addresses: 'no' }],
  ['metrics.names', { meter: new TestMeter().meter, names: true }],
])('A bad option is refused by its name: %s', async (name, options) => {
  const fleet = supervise()
  const wrong: unknown[] = [fleet, options]
  expect(() => Reflect.apply(metrics, null, wrong)).toThrow(OptionError)
  expect(() => Reflect.apply(metrics, null, wrong)).toThrow(name)
  await fleet.stop()
})
