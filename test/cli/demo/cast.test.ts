import { connect, type Socket } from 'node:net'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
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
