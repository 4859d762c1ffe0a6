import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { connect as tlsConnect } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import { Door } from '../../src/transport/door.ts'
import { lines } from '../../src/transport/framing.ts'
import { Gate } from './support/bench.ts'
import { upgradeRequest } from './support/websocket-peer.ts'

const cleanUps: (() => void)[] = []

afterEach(() => {
  for (const cleanUp of cleanUps.splice(0).reverse()) cleanUp()
})

/** A server whose events the test can emit itself, with a door of its own. */
function open({ port = 0, host = '127.0.0.1' } = {}) {
  const server = createServer()
  const gate = new Gate({
    happened() {},
    listener: () => ({
      listen(owner) {
        const door = new Door({ server, bind: { port, host }, endpointOf: () => 'here' }, owner)
        cleanUps.push(() => door.close())
        return door
      },
    }),
  })
  return { server, gate }
}

async function bound() {
  const { server, gate } = open()
  gate.listen(lines())
  await once(server, 'listening')
  return { server, gate }
}

function systemError(code: string): Error {
  return Object.assign(new Error(`accept ${code}`), { code })
}

test('A door is open from the moment it is bound until it is closed', async () => {
  const { server, gate } = await bound()
  expect([gate.log, gate.endpoint]).toEqual([['listening'], 'here'])
  gate.close()
  gate.close()
  await once(server, 'close')
  expect(gate.log).toEqual(['listening', 'closed'])
})

test('A door closed before it was bound is never heard listening', async () => {
  const { server, gate } = open()
  gate.listen(lines())
  gate.close()
  await once(server, 'close')
  expect(gate.log).toEqual(['closed'])
})

test('Closing does not wait for those who came in', async () => {
  const { server, gate } = await bound()
  const accepted = once(server, 'connection')
  const address = server.address()
  const client = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1')
  cleanUps.push(() => client.destroy())
  const [socket] = await accepted
  gate.close()
  await new Promise(process.nextTick)
  expect(gate.log).toEqual(['listening', 'closed'])
  socket.destroy()
})

test('A process that ran out of files says so once, stays, and says when it accepts again', async () => {
  const { server, gate } = await bound()
  server.emit('error', systemError('EMFILE'))
  server.emit('error', systemError('EMFILE'))
  server.emit('connection', new Socket())
  server.emit('connection', new Socket())
  expect(gate.log).toEqual(['listening', 'paused', 'resumed'])
})

test('A failed accept of one peer is nobody else’s affair', async () => {
  const { server, gate } = await bound()
  server.emit('error', systemError('ECONNABORTED'))
  expect(gate.log).toEqual(['listening'])
})

test('What comes or fails after the close is not told', async () => {
  const { server, gate } = await bound()
  gate.close()
  server.emit('connection', new Socket())
  server.emit('error', systemError('EMFILE'))
  await once(server, 'close')
  expect(gate.log).toEqual(['listening', 'closed'])
})

test('A host name that does not resolve is a dns failure of the listener', () => {
  const { server, gate } = open()
  server.listen = () => server
  gate.listen(lines())
  server.emit('error', systemError('ENOTFOUND'))
  expect(gate.log).toEqual(['failed dns', 'closed'])
})

test('Whatever else keeps it from binding is something this machine cannot give', async () => {
  const { server, gate } = open({ host: '192.0.2.1' })
  gate.listen(lines())
  await once(server, 'error').catch(() => {})
  expect(gate.log).toEqual(['failed exhausted', 'closed'])
})

describe.runIf(process.platform === 'linux').concurrent('In a process without a free file', () => {
  const dialling = {
    tcp: (endpoint: string) => connect(Number(new URL(endpoint).port), '127.0.0.1'),
    tls: (endpoint: string) =>
      tlsConnect({ port: Number(new URL(endpoint).port), host: '127.0.0.1', rejectUnauthorized: false }),
    unix: (endpoint: string) => connect(endpoint.replace('unix:', '')),
    websocket(endpoint: string) {
      const socket = connect(Number(new URL(endpoint).port), '127.0.0.1')
      socket.write(upgradeRequest())
      return socket
    },
  }

  test.each(['tcp', 'tls', 'unix', 'websocket'] as const)(
    'a listener of %s lives through it, tells, and accepts again',
    async (transport) => {
      const program = 'test/transport/support/crowded-server.ts'
      const command = `ulimit -n 256; exec '${process.execPath}' --import tsx ${program} ${transport}`
      const child = spawn('bash', ['-c', command], { stdio: ['pipe', 'pipe', 'inherit'] })
      const sockets: Socket[] = []
      try {
        const output = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
        const said = async (): Promise<string> => String((await output.next()).value)
        const endpoint = (await said()).replace('listening ', '')
        const dial = (): Socket => {
          const socket = dialling[transport](endpoint).on('error', () => {})
          sockets.push(socket)
          return socket
        }

        let line = 'accepted'
        for (let dials = 0; line === 'accepted' && dials < 64; dials += 1) {
          dial()
          line = await said()
        }
        expect([line, await said()]).toEqual(['paused exhausted', 'accepted'])
        const turnedAway = dial()
        await new Promise((resolve) => turnedAway.resume().once('close', resolve))
        child.stdin.write('free some\n')
        expect(await said()).toBe('freed')
        dial()
        expect([await said(), await said()]).toEqual(['resumed', 'accepted'])
        expect(child.exitCode).toBeNull()
      } finally {
        for (const socket of sockets) socket.destroy()
        child.stdin.end()
        await once(child, 'close')
      }
    },
  )
})
