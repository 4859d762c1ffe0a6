/** Draining, as peers in other processes see it that know nothing of us. */
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { describe, expect } from 'vitest'
import { drain } from '../../src/supervisor/drain.ts'
import { websocketServer } from '../../src/transport/websocket-server.ts'
import { until } from './support/until.ts'
import { framesOf, test, type World } from './support/world.ts'

const rejected = (world: World): string[] =>
  world.feed.flatMap((event) => (event.kind === 'rejected' ? [event.why] : []))

/** How a dial ends. */
function metAt(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve('taken')
    })
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code))
  })
}

/** Business that has finished when the test says so. */
function business(): { done(): Promise<void>; finish(): void } {
  let finish = (): void => {}
  const over = new Promise<void>((resolve) => {
    finish = resolve
  })
  return { done: () => over, finish: () => finish() }
}

describe.concurrent('While a listener drains', () => {
  test('for TCP, dials are refused, who is there goes on with business, and a FIN ends it', async ({
    world,
  }) => {
    const { gateway, port } = await world.gateway({})
    const accepted = world.accepted(gateway)
    const client = world.stranger('line-client', { port })
    const frames = framesOf(await accepted)
    const { done, finish } = business()
    const drained = drain(gateway, { withinMs: 60_000, done, notify: (peer) => peer.send('goaway') })
    await client.says(/^got \d+ "goaway\\n"$/)
    expect(await metAt(port)).toBe('ECONNREFUSED')
    client.tell('send order 42')
    await until('the order has come', () => frames.includes('order 42'))
    finish()
    await client.says(/^eof$/)
    expect(await drained).toEqual({ finished: 1, left: 0, died: 0, cut: [] })
    expect([gateway.phase, gateway.size]).toEqual(['closed', 0])
  })

  test('for WebSocket, upgrades are answered 503, and who is there is told 1001 at the end', async ({
    world,
  }) => {
    const gateway = world.supervisor.listen('gateway', websocketServer({ port: 0 }))
    const port = Number(new URL(await gateway.ready).port)
    const client = world.stranger('websocket-client', { port })
    await client.says(/^open$/)
    const accepted = await until('a peer is accepted', () => gateway.connections[0])
    const frames = framesOf(accepted)
    const { done, finish } = business()
    const drained = drain(gateway, { withinMs: 60_000, done })
    expect(gateway.phase).toBe('draining')
    const late = world.stranger('websocket-client', { port })
    await late.says(/^answered 503$/)
    client.tell('send order 42')
    await until('the order has come', () => frames.includes('order 42'))
    finish()
    await client.says(/^closed 1001$/)
    expect(await drained).toEqual({ finished: 1, left: 0, died: 0, cut: [] })
    expect(rejected(world)).toEqual(['nobody new is taken any more'])
    // And the port is free then.
    expect(await metAt(port)).toBe('ECONNREFUSED')
  })

  test('on a server of somebody’s, that server goes on', async ({ world }) => {
    const server = createServer((_, response) => response.end('here'))
    const gateway = world.supervisor.listen('gateway', websocketServer({ server }))
    server.listen(0, '127.0.0.1')
    try {
      const port = Number(new URL(await gateway.ready).port)
      const client = world.stranger('websocket-client', { port })
      await client.says(/^open$/)
      await until('a peer is accepted', () => gateway.connections[0])
      const { done, finish } = business()
      const drained = drain(gateway, { withinMs: 60_000, done })
      const late = world.stranger('websocket-client', { port })
      await late.says(/^answered 503$/)
      finish()
      await drained
      await client.says(/^closed 1001$/)
      expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('here')
    } finally {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  })

  test('that nobody says is over, it is over when nothing moves any more', async ({ world }) => {
    const { gateway, port } = await world.gateway({})
    const client = world.stranger('line-client', { port })
    await client.says(/^open/)
    await until('a peer is accepted', () => gateway.connections[0])
    expect(await drain(gateway, { withinMs: 60_000, idleMs: 100 })).toEqual({
      finished: 1,
      left: 0,
      died: 0,
      cut: [],
    })
    await client.says(/^eof$/)
  })
})
