import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { afterEach, expect, test } from 'vitest'
import { lines } from '../../src/transport/framing.ts'
import { listenOn } from '../../src/transport/socket-server.ts'
import { Gate } from './support/bench.ts'

const cleanUps: (() => void)[] = []

afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
})

/** A bound server whose events the test can emit itself. */
async function bound() {
  const server = createServer()
  const listener = () => ({
    listen: (owner: Gate) =>
      listenOn(
        {
          server,
          ready: 'connection',
          bind: { port: 0, host: '127.0.0.1' },
          codec: lines(),
          endpointOf: () => 'here',
        },
        owner,
      ),
  })
  const gate = new Gate({ happened() {}, listener })
  gate.listen(lines())
  cleanUps.push(() => gate.close())
  await once(server, 'listening')
  return { server, gate }
}

function systemError(code: string): Error {
  return Object.assign(new Error(`accept ${code}`), { code })
}

test('A process that ran out of files says so once, stays, and says when it accepts again', async () => {
  const { server, gate } = await bound()
  server.emit('error', systemError('EMFILE'))
  server.emit('error', systemError('EMFILE'))
  server.emit('connection', new Socket())
  server.emit('connection', new Socket())
  expect(gate.log).toEqual(['listening', 'paused', 'resumed'])
  for (const { link } of gate.accepts) link.destroy()
})

test('A failed accept of one peer is nobody else’s affair', async () => {
  const { server, gate } = await bound()
  server.emit('error', systemError('ECONNABORTED'))
  expect(gate.log).toEqual(['listening'])
})

test('What comes or fails after the close is not told', async () => {
  const { server, gate } = await bound()
  gate.close()
  const late = new Socket()
  server.emit('connection', late)
  server.emit('error', systemError('EMFILE'))
  await once(late, 'close')
  expect([gate.log, gate.accepts]).toEqual([['listening', 'closed'], []])
})

test('A host name that does not resolve is a dns failure of the listener', async () => {
  const server = createServer()
  const gate = new Gate({
    happened() {},
    listener: () => ({
      listen: (owner) =>
        listenOn(
          {
            server,
            bind: { port: 0, host: 'x' },
            ready: 'connection',
            codec: lines(),
            endpointOf: () => 'x',
          },
          owner,
        ),
    }),
  })
  server.listen = () => server
  gate.listen(lines())
  server.emit('error', systemError('ENOTFOUND'))
  expect(gate.log).toEqual(['failed dns', 'closed'])
})

test.runIf(process.platform === 'linux')(
  'A listener in a process without a free file lives through it, tells, and accepts again',
  async () => {
    const command = `ulimit -n 64; exec '${process.execPath}' --import tsx test/transport/support/crowded-server.ts`
    const child = spawn('bash', ['-c', command], { stdio: ['pipe', 'pipe', 'inherit'] })
    cleanUps.push(() => child.kill('SIGKILL'))
    const output = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const said = async (): Promise<string> => String((await output.next()).value)
    const port = Number((await said()).split(':').at(-1))
    const dial = (): Socket => {
      const socket = connect({ port, host: '127.0.0.1' }).on('error', () => {})
      cleanUps.push(() => socket.destroy())
      return socket
    }

    let line = 'accepted'
    for (let dials = 0; line === 'accepted' && dials < 64; dials += 1) {
      dial()
      line = await said()
    }
    expect([line, await said()]).toEqual(['paused exhausted', 'accepted'])
    const turnedAway = dial()
    await once(turnedAway.resume(), 'close')
    child.stdin.write('free some\n')
    expect(await said()).toBe('freed')
    dial()
    expect([await said(), await said()]).toEqual(['resumed', 'accepted'])
    expect(child.exitCode).toBeNull()
  },
)
