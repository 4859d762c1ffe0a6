import { once } from 'node:events'
import { createServer, type Server, Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { lines } from '../../src/transport/framing.ts'
import { SocketLink } from '../../src/transport/socket.ts'
import { dialStream } from '../../src/transport/stream-dial.ts'
import { Recorder } from './support/recorder.ts'
import { portOf } from './support/socket-bench.ts'

const closables: (Server | Socket)[] = []

afterEach(() => {
  for (const one of closables.splice(0)) one instanceof Socket ? one.destroy() : one.close()
})

async function listening(): Promise<number> {
  const server = createServer((socket) => closables.push(socket)).listen(0, '127.0.0.1')
  closables.push(server)
  await once(server, 'listening')
  return portOf(server.address())
}

/** Dials what `where` says, writing down what is asked of whom. */
function dial(where: () => number | Promise<number>) {
  const asked: string[] = []
  const socket = new Socket()
  closables.push(socket)
  const link = new SocketLink(socket, lines())
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const owner = new Recorder(() => {})
  const connect = (port: number): void => {
    asked.push(`connect`)
    socket.connect({ port, host: '127.0.0.1' })
  }
  const opened = new Promise<void>((resolve) => {
    const connected = (): void => {
      asked.push('connected')
      link.open(owner)
      resolve()
    }
    owner.do('dial', () => owner.own(dialStream({ socket, link, where, connect, connected }, owner)))
  })
  return { asked, owner, link, opened, ended }
}

test('It asks where to, connects, and goes on when that is done', async () => {
  const port = await listening()
  const { asked, owner, opened } = dial(async () => port)
  expect(asked).toEqual([])
  await opened
  expect([asked, owner.log, owner.breaches]).toEqual([['connect', 'connected'], ['opened'], []])
})

test('Asking that throws ends the dial as well as asking that rejects, and nothing was connected', async () => {
  for (const where of [
    () => {
      throw new TypeError('a bug')
    },
    () => Promise.reject(new TypeError('a bug')),
  ]) {
    const { asked, owner, ended } = dial(where)
    await ended
    expect([asked, owner.log, owner.cause]).toMatchObject([
      [],
      ['ended crash', 'released'],
      { detail: 'a bug' },
    ])
  }
})

test('A socket that refuses what it is told to connect to ends the dial', async () => {
  const { owner, ended } = dial(() => 70_000)
  await ended
  expect(owner.log).toEqual(['ended crash', 'released'])
})

test('Called off while asking, it connects to nothing', async () => {
  let answer = (_port: number): void => {}
  const { asked, owner, link, ended } = dial(
    () =>
      new Promise<number>((resolve) => {
        answer = resolve
      }),
  )
  link.destroy()
  await ended
  answer(1)
  await Promise.resolve()
  expect([asked, owner.log]).toEqual([[], ['released']])
})
