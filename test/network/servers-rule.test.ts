/** The server's rule: answer heartbeats, and after so long without one hold the client to be offline. */
import { describe, expect } from 'vitest'
import { listenOnly } from '../../src/index.ts'
import { expectFound, expectUndoubted, lastTime } from './support/bounds.ts'
import { until } from './support/until.ts'
import { framesOf, test } from './support/world.ts'

const pace = { everyMs: 300, timeoutMs: 300, misses: 2 }
const answering = {
  heartbeat: { protocol: { ...listenOnly, answers: [{ ping: 'ping', pong: 'pong' }] }, ...pace },
}

/** What a client that asks every 100 ms has left until it is missed. */
const LEFT_MS = pace.everyMs + pace.timeoutMs - 100

describe.concurrent('a server that answers', () => {
  test('answers each client its own heartbeats, and nothing else', async ({ world }) => {
    const { gateway, port } = await world.gateway(answering)
    const clients = [1, 2].map(() => world.stranger('asking-client', { port, everyMs: 100 }))
    await Promise.all(clients.map((client) => client.says(/^pong/, 5)))
    await expectUndoubted(world, clients, LEFT_MS, () => {
      expect(gateway.size).toBe(2)
      for (const client of clients) expect(client.said(/^(line|offline|eof)/)).toEqual([])
    })
    for (const { counts } of gateway.connections) expect(counts.frames).toBe(0)
  })

  test('holds a client to be offline that sends no more, closes it and forgets it; the other stays', async ({
    world,
  }) => {
    const { gateway, port } = await world.gateway(answering)
    const accepted = world.accepted(gateway)
    const client = world.stranger('asking-client', { port, everyMs: 100 })
    const connection = await accepted
    const other = world.stranger('asking-client', { port, everyMs: 100 })
    await Promise.all([client.says(/^pong/, 3), other.says(/^pong/, 3)])
    client.tell('quiet')
    await client.says(/^quiet/)
    await expectFound(world, connection.id, lastTime(client.said(/^quiet (\d+)$/)), pace)
    await world.enters(connection.id, 'stopped')
    await client.says(/^closed$/)
    expect(gateway.connections).not.toContain(connection)
    await expectUndoubted(world, [client, other], LEFT_MS, () => {
      expect(gateway.size).toBe(1)
      expect(gateway.connections[0]?.counts.misses).toBe(0)
    })
    const answersSoFar = other.said(/^pong/).length
    await other.says(/^pong/, answersSoFar + 3)
    await expectUndoubted(world, [other], LEFT_MS, () =>
      expect(gateway.connections[0]?.counts.misses).toBe(0),
    )
  })

  test('takes business for a sign of life too', async ({ world }) => {
    const { gateway, port } = await world.gateway(answering)
    const accepted = world.accepted(gateway)
    const client = world.stranger('asking-client', { port, everyMs: 100 })
    const connection = await accepted
    const frames = framesOf(connection)
    await client.says(/^pong/, 2)
    client.tell('quiet')
    await world.enters(connection.id, 'suspect')
    client.tell('send order 42')
    await world.enters(connection.id, 'alive', 2)
    await until('the order has come', () => frames.includes('order 42'))
  })
})
