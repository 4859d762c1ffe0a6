import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { Tarpit } from '../../../src/testing/loopback/tarpit.ts'
import { freePort } from '../../support/free-port.ts'
import { dialled, meanwhile, opened, Target } from './support/sockets.ts'

const HERE = '127.0.0.1'

test('Dials of its ports hang; once it has left, the kernel repeats them and they are accepted', async () => {
  const [one, other] = [await freePort(), await freePort()]
  const tarpit = new Tarpit()
  await tarpit.ready
  tarpit.take(HERE, one)
  tarpit.take(HERE, other)
  await using first = dialled(one)
  await using second = dialled(other)
  await meanwhile()
  expect([first.socket.connecting, second.socket.connecting]).toEqual([true, true])
  tarpit.leave(HERE, one)
  const server = createServer()
  server.listen({ host: HERE, port: one })
  await once(server, 'listening')
  await first.until(({ socket }) => !socket.connecting)
  expect([first.fate, second.socket.connecting]).toEqual([null, true])
  tarpit.leave(HERE, other)
  await second.until(({ fate }) => fate !== null)
  expect(second.fate).toBe('ECONNREFUSED')
  server.close()
  await tarpit.close()
})

test('A port that somebody listens on is refused, and can be taken later', async () => {
  const target = await Target.open()
  const { port } = target
  const tarpit = new Tarpit()
  await tarpit.ready
  expect(() => tarpit.take(HERE, port)).toThrow(`port ${port} is not free`)
  await target[Symbol.asyncDispose]()
  tarpit.take(HERE, port)
  await using hanging = dialled(port)
  await meanwhile()
  expect(hanging.socket.connecting).toBe(true)
  await tarpit.close()
})

test('With it everything is free again', async () => {
  const port = await freePort()
  const tarpit = new Tarpit()
  await tarpit.ready
  tarpit.take(HERE, port)
  await tarpit.close()
  await using refused = await opened(port)
  expect(refused.fate).toBe('ECONNREFUSED')
})
