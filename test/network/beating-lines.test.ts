/** The line `heartbeat`, once an interval and unasked, from a server to its clients; from both ends. */
import { describe, expect } from 'vitest'
import { heartbeatLine, listenOnly } from '../../src/index.ts'
import { expectFound, lastTime, ROUNDING_MS, timesOf } from './support/bounds.ts'
import type { Program } from './support/program.ts'
import { until } from './support/until.ts'
import { framesOf, test, transport } from './support/world.ts'

const EVERY_MS = 200

describe.concurrent('a server that beats unasked', () => {
  const beating = { heartbeat: { protocol: heartbeatLine, everyMs: EVERY_MS, detector: 'none' } } as const

  test('writes the line and nothing else, once an interval and never faster', async ({ world }) => {
    const { gateway, port } = await world.gateway(beating)
    const accepted = world.accepted(gateway)
    const client = world.stranger('line-client', { port })
    const { id } = await accepted
    const began = await world.enters(id, 'connecting')
    await until('six beats have come', () => beatsOf(client) >= 6)
    expect(bytesOf(client)).toMatch(/^(heartbeat\n)+$/)
    // The first comes within an interval, each of the others a whole one after the one before.
    const lastAt = lastTime(client.said(/^got (\d+)/))
    expect(lastAt - began.at).toBeGreaterThanOrEqual((beatsOf(client) - 1) * EVERY_MS - ROUNDING_MS)
  })

  test('reads any lines of its clients meanwhile, each on its own connection', async ({ world }) => {
    const { gateway, port } = await world.gateway(beating)
    const heard = new Map<string, string[]>()
    gateway.accepted$.subscribe((client) => heard.set(client.id, framesOf(client)))
    const clients = [1, 2, 3].map(() => world.stranger('line-client', { port }))
    for (const [index, client] of clients.entries()) {
      await client.says(/^open/)
      client.tell(`send I am ${index}`)
      client.tell(`send still ${index}`)
    }
    await until('all lines have come', () => [...heard.values()].flat().length === 6)
    expect([...heard.values()].sort()).toEqual(
      [0, 1, 2].map((index) => [`I am ${index}`, `still ${index}`]).sort(),
    )
  })

  test('is held up by none of its clients: one is frozen, and the others are beaten as before', async ({
    world,
  }) => {
    const { gateway, port } = await world.gateway(beating)
    const [frozen, ...others] = [1, 2, 3].map(() => world.stranger('line-client', { port }))
    await until('three clients are there', () => gateway.size === 3)
    frozen?.freeze()
    const before = others.map(beatsOf)
    await until('the others have heard five more beats', () =>
      others.every((client, index) => beatsOf(client) >= (before[index] ?? 0) + 5),
    )
    expect(gateway.size).toBe(3)
  })

  test('tells a client that left in order from one that broke off', async ({ world }) => {
    const { gateway, port } = await world.gateway(beating)
    const causes: string[] = []
    gateway.accepted$.subscribe((client) =>
      client.phase$.subscribe(({ phase, cause }) => {
        if (phase === 'dead') causes.push(cause?.kind ?? '')
      }),
    )
    const [leaving, breaking] = [1, 2].map(() => world.stranger('line-client', { port }))
    await until('both are there', () => gateway.size === 2)
    leaving?.tell('end')
    await until('one is gone', () => gateway.size === 1)
    breaking?.tell('reset')
    await until('both are gone', () => gateway.size === 0)
    expect(causes).toEqual(['eof', 'reset'])
  })
})

describe.concurrent('a client of such a server', () => {
  const pace = { everyMs: 300, timeoutMs: 300, misses: 2 }
  const listening = {
    heartbeat: { protocol: { ...listenOnly, answers: [{ ping: 'heartbeat', pong: null }] }, ...pace },
  }

  test('keeps beats and business apart, and may send any lines', async ({ world }) => {
    const { peer, endpoint } = await world.server('heartbeat-server', { everyMs: EVERY_MS })
    const client = world.supervisor.connect('client', transport(endpoint), listening)
    const frames = framesOf(client)
    await world.enters('client', 'alive')
    await client.send('hello')
    await client.send('is anybody there?')
    await peer.says(/^line is anybody there\?$/)
    expect(peer.said(/^line (.*)$/).map(([, line]) => line)).toEqual(['hello', 'is anybody there?'])
    await peer.says(/^beat/, 5)
    peer.tell('send business')
    await until('a line of business comes', () => frames.length > 0)
    expect(client.counts.beats).toBeGreaterThanOrEqual(5)
    expect(frames).toEqual(['business'])
    expect(client.counts.frames).toBe(1)
  })

  test('finds the server that stops beating, whose socket is still open', async ({ world }) => {
    const { peer, endpoint } = await world.server('heartbeat-server', { everyMs: EVERY_MS })
    world.supervisor.connect('client', transport(endpoint), listening)
    await peer.says(/^beat/, 2)
    peer.tell('quiet')
    await peer.says(/^quiet$/)
    await expectFound(world, 'client', timesOf(peer.said(/^beat (\d+)$/)), pace)
  })
})

function bytesOf(client: Program): string {
  return client
    .said(/^got \d+ (.*)$/)
    .map(([, json]) => String(JSON.parse(json ?? '')))
    .join('')
}

function beatsOf(client: Program): number {
  return bytesOf(client).split('\n').length - 1
}
