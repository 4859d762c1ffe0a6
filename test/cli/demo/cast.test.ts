import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { pathToFileURL } from 'node:url'
import { expect, test, vi } from 'vitest'
import { Cast, type Player } from '../../../src/cli/demo/cast.ts'
import { builtProgram } from '../../support/cli.ts'

const programs = {
  peer: pathToFileURL(builtProgram('cli/demo/peer.js')),
  guard: pathToFileURL(builtProgram('cli/demo/guard.js')),
}

test('A feed listens, is killed, comes back on the same port, and has gone when the cast closes', async () => {
  const cast = new Cast(programs)
  const feed = await cast.enter('feed')
  const { port } = feed
  expect(await answers(feed)).toBe(true)
  await feed.kill()
  expect(await answers(feed)).toBe(false)
  await feed.start()
  expect(feed.port).toBe(port)
  expect(await answers(feed)).toBe(true)
  await cast.close()
  expect(await answers(feed)).toBe(false)
})

test('A frozen feed accepts and says nothing until it is thawed', async () => {
  const cast = new Cast(programs)
  const feed = await cast.enter('feed')
  feed.freeze()
  const socket = await opened(feed)
  socket.write('ping\n')
  feed.thaw()
  expect(await new Promise((resolve) => socket.once('data', (bytes) => resolve(String(bytes))))).toBe(
    'pong\n',
  )
  feed.freeze()
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await cast.close()
  await closed
})

test('Each is known to be up, frozen, quiet or away; of a device also where its link comes from', async () => {
  const cast = new Cast(programs)
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const visits: Socket[] = []
  server.on('connection', (socket) => visits.push(socket.on('error', () => {})))
  const [feed, device] = [await cast.enter('feed'), await cast.enter('device', port)]
  expect([feed.condition, feed.from]).toEqual(['up', null])
  feed.thaw()
  expect(feed.condition).toBe('up')
  feed.freeze()
  expect(feed.condition).toBe('frozen')
  feed.thaw()
  expect(feed.condition).toBe('up')
  await feed.kill()
  expect(feed.condition).toBe('away')
  feed.freeze()
  feed.tell('talk')
  expect(feed.condition).toBe('away')
  const comes = (nth: number): Promise<void> =>
    vi.waitFor(() => expect([device.condition, device.from]).toEqual(['up', visits[nth]?.remotePort ?? 0]), {
      timeout: 10_000,
    })
  await comes(0)
  device.tell('quiet')
  expect(device.condition).toBe('quiet')
  device.tell('talk')
  await comes(1)
  expect(visits).toHaveLength(2)
  await cast.close()
  server.close()
})

/** Whether somebody answers a ping there. */
async function answers(feed: Player): Promise<boolean> {
  try {
    const socket = await opened(feed)
    socket.write('ping\n')
    const answer = await new Promise((resolve) => socket.once('data', (bytes) => resolve(String(bytes))))
    socket.destroy()
    return answer === 'pong\n'
  } catch {
    return false
  }
}

function opened(feed: Player): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(feed.port, '127.0.0.1', () => resolve(socket))
    socket.on('error', reject)
  })
}
