import { expect, onTestFinished, test } from 'vitest'
import { type Clock, systemClock } from '../../../src/clock/clock.ts'
import { Handle, isNoNode } from '../../../src/registry/zookeeper/handle.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { Cable } from '../support/cable.ts'
import { NO_ZOOKEEPER } from '../support/programs.ts'
import { withServer } from '../support/real.ts'
import { closed, LIMIT_MS, Mute, zooKeeperScene } from './support.ts'

async function mute(clock: Clock = systemClock): Promise<{ server: Mute; handle: Handle }> {
  const server = new Mute()
  const handle = new Handle({ servers: await server.listen(), digest: 'a:b' }, 600, clock, () => {})
  onTestFinished(() => {
    handle.drop()
    server.close()
  })
  return { server, handle }
}

const ask = (handle: Handle, limitMs: number) =>
  handle.ask<[unknown]>(limitMs, (client, done) => client.exists('/x', done))

test('A server that says nothing is left for another one by whoever asks and is not answered', async () => {
  const clock = virtualClock()
  const { server, handle } = await mute(clock)
  const first = await server.connection(1)
  const asked = expect(ask(handle, 50)).rejects.toThrow('no answer within 50 ms')
  await clock.advance(50)
  await asked
  await closed(first)
  await server.connection(2)
  // A session of which nothing was heard for as long as it lasts is over.
  await clock.advance(550)
  expect(handle.isOver).toBe(false)
  await clock.advance(1)
  expect(handle.isOver).toBe(true)
})

test('A handle that is let go leaves no connection, and makes none, whenever that is', async () => {
  const { server, handle } = await mute()
  const first = await server.connection(1)
  handle.drop()
  handle.drop()
  await closed(first)
  const other = new Handle({ servers: '127.0.0.1:1', digest: null }, 600, systemClock, () => {})
  other.drop()
  await other.close(10)
  expect(server.sockets).toHaveLength(1)
})

withServer('A handle to ZooKeeper', NO_ZOOKEEPER, () => {
  const scene = zooKeeperScene()

  test('has the session that the server granted, keeps it when the connection breaks, and ends it in order', async () => {
    const handle = new Handle(scene.making.place, 5_000, systemClock, () => {})
    await ask(handle, LIMIT_MS)
    const { session } = handle
    expect([handle.sessionMs, /^0+$/.test(session)]).toEqual([5_000, false])
    await scene.server.restart({ keepData: true })
    await ask(handle, LIMIT_MS)
    expect([handle.session, handle.isOver]).toEqual([session, false])
    const missing = handle.ask<[unknown, unknown]>(LIMIT_MS, (client, done) => client.getData('/x', done))
    await expect(missing).rejects.toSatisfy(isNoNode)
    await handle.close(LIMIT_MS)
    await handle.close(LIMIT_MS)
  })

  test('leaves two servers that take its connection and forget it, and has its session from the third', async () => {
    const cable = await Cable.to(scene.server.port)
    const place = { servers: `127.0.0.1:${cable.port}`, digest: null }
    const handle = new Handle(place, 6_000, systemClock, () => {})
    onTestFinished(() => {
      handle.drop()
      cable.close()
    })
    await ask(handle, LIMIT_MS)
    const { session } = handle
    await cable.breakOff({ forgetting: 2 })
    await ask(handle, LIMIT_MS)
    expect([cable.toForget, handle.session, handle.isOver]).toEqual([0, session, false])
  })
})
