/** Who is there, over real sockets, and what those are told who may not stay. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { describe, expect, test as plain } from 'vitest'
import { WebSocket } from 'ws'
import { heartbeatWord, type ListenOptions, pingPong, raw, supervise } from '../../src/index.ts'
import {
  byAddress,
  byCertificate,
  byFirstFrame,
  byHeader,
  identities,
} from '../../src/supervisor/identity/index.ts'
import { tls } from '../../src/transport/tls.ts'
import { websocket } from '../../src/transport/websocket.ts'
import { websocketServer } from '../../src/transport/websocket-server.ts'
import { authority } from '../transport/support/certificates.ts'
import { expectFound, expectUndoubted } from './support/bounds.ts'
import { nowMs } from './support/monotonic.ts'
import { happened, until } from './support/until.ts'
import { framesOf, test, type World } from './support/world.ts'

const { ca, issue } = await authority()
const credentials = await issue()

describe.concurrent('a table of clients that send HEARTBEAT, raw', () => {
  const pace = { everyMs: 300, timeoutMs: 300, misses: 2 }
  const options = { heartbeat: { protocol: { ...heartbeatWord, beat: null }, ...pace } }
  /** What a client that beats every 100 ms has left until it is missed. */
  const leftMs = pace.everyMs + pace.timeoutMs - 100

  test('has the time of the last one of each, and loses a client that is over its time', async ({
    world,
  }) => {
    const table = identities({ by: ({ peer }) => peer, forgetMs: 0 })
    const { port, gateway } = await world.gateway({ ...options, identity: table }, { codec: raw() })
    const clients = [1, 2].map(() => world.stranger('word-client', { port, everyMs: 100 }))
    const [mute, healthy] = clients
    const [name = '', other = ''] = await Promise.all(
      [mute, healthy].map(async (client) => `127.0.0.1:${(await client?.says(/^open (\d+)$/))?.[1]}`),
    )
    await until('both are there', () => table.size === 2)
    const frames = gateway.connections.map(framesOf)
    const orderedAt = nowMs()
    for (const client of [mute, healthy]) client?.tell('glue order 42')
    await until('both have ordered', () => frames.every((texts) => texts.join('') === 'order 42'))
    expect(gateway.connections.every(({ counts }) => counts.beats > 0)).toBe(true)
    await expectUndoubted(world, clients, leftMs, () => {
      for (const { identity, phase, lastHeardAt } of table) {
        expect([name, other]).toContain(identity)
        expect(phase).toBe('alive')
        expect(nowMs() - lastHeardAt).toBeLessThan(pace.everyMs + pace.timeoutMs)
      }
    })
    const id = table.get(name)?.connections[0]?.id ?? ''
    mute?.tell('quiet')
    const [, lastBeatAt] = (await mute?.says(/^quiet (\d+)$/)) ?? []
    await expectFound(world, id, Math.max(orderedAt, Number(lastBeatAt)), pace)
    await mute?.says(/^closed$/)
    await until('it is off the table', () => table.get(name) === undefined)
    await expectUndoubted(world, clients, leftMs, () => {
      expect([...table].map(({ identity }) => identity)).toEqual([other])
      const told = world.feed.filter((event) => event.kind === 'identity')
      expect(told.filter(({ identity }) => identity === name).map(({ to }) => to)).toEqual([
        'alive',
        'suspect',
        'dead',
        'gone',
      ])
    })
  })
})

/** A plain client, and the code it was closed with. */
function plainWebSocket(
  url: string,
  headers: Record<string, string>,
): { socket: WebSocket; code: Promise<number> } {
  const socket = new WebSocket(url, { headers })
  const code = new Promise<number>((resolve) => {
    socket.on('close', (number) => resolve(number))
  })
  socket.on('error', () => {})
  return { socket, code }
}

async function websocketGateway(options: ListenOptions) {
  const supervisor = supervise()
  const gateway = supervisor.listen('gateway', websocketServer({ port: 0 }), options)
  return { supervisor, gateway, endpoint: await gateway.ready }
}

describe.concurrent('over WebSocket', () => {
  plain('a newer link of the same name replaces the older one, which is told 4409', async () => {
    const table = identities({ by: byHeader('x-device') })
    const { supervisor, endpoint } = await websocketGateway({ identity: table })
    const old = plainWebSocket(endpoint, { 'x-device': '7' })
    await once(old.socket, 'open')
    const young = plainWebSocket(endpoint, { 'x-device': '7' })
    expect(await old.code).toBe(4409)
    expect([table.size, table.get('7')?.visits]).toEqual([1, 2])
    void supervisor.stop()
    expect(await young.code).toBe(1001)
    await supervisor.ended
  })

  plain('two of ours of the same name do not replace each other for ever', async () => {
    const table = identities({ by: byHeader('x-device') })
    const { supervisor, endpoint } = await websocketGateway({ identity: table })
    const device = () => websocket(endpoint, { headers: { 'x-device': '7' } })
    const old = supervisor.connect('old', device())
    await phase(old, 'alive')
    const young = supervisor.connect('young', device())
    await Promise.all([old.ended(), phase(young, 'alive')])
    expect([old.phase, old.cause]).toEqual([
      'failed',
      { kind: 'auth', by: 'peer', detail: expect.stringContaining('4409') },
    ])
    expect([young.phase, table.get('7')?.visits]).toEqual(['alive', 2])
    await supervisor.stop()
  })

  plain('a newer link that is refused is told 1013, and a stranger 4403', async () => {
    const table = identities({ by: byHeader('x-device'), newer: 'refused' })
    const { supervisor, endpoint, gateway } = await websocketGateway({ identity: table })
    const old = plainWebSocket(endpoint, { 'x-device': '7' })
    await once(old.socket, 'open')
    expect(await plainWebSocket(endpoint, { 'x-device': '7' }).code).toBe(1013)
    expect(await plainWebSocket(endpoint, {}).code).toBe(4403)
    expect([old.socket.readyState, gateway.phase, table.size]).toEqual([WebSocket.OPEN, 'listening', 1])
    await supervisor.stop()
  })

  plain('a first frame may be the name, too', async () => {
    const table = identities({ by: byFirstFrame(({ text }) => String(JSON.parse(text).device)) })
    const { supervisor, endpoint } = await websocketGateway({ identity: table })
    const { socket } = plainWebSocket(endpoint, {})
    await once(socket, 'open')
    socket.send('{"device":7}')
    await changes(table, '7')
    await supervisor.stop()
  })
})

describe.concurrent('over TLS', () => {
  plain('a device is who its certificate says, and nobody without one', async () => {
    const supervisor = supervise()
    const table = identities({ by: byCertificate() })
    const listener = tls.listen({ port: 0 }, { credentials, requestCert: true, ca })
    const gateway = supervisor.listen('gateway', listener, { identity: table })
    const port = Number(new URL(await gateway.ready).port)
    const device = await issue({ hosts: ['device-7'], client: true })
    const socket = connectTls({ port, host: '127.0.0.1', ca, ...device }).on('error', () => {})
    await changes(table, 'device-7')
    expect(gateway.connections.map(({ identity }) => identity)).toEqual(['device-7'])
    socket.destroy()
    await supervisor.stop()
  })

  plain('a client that comes back to its session is who it was', async () => {
    const supervisor = supervise()
    supervisor.feed$.subscribe(happened)
    const table = identities({ by: byCertificate() })
    const listener = tls.listen({ port: 0 }, { credentials, requestCert: true, ca })
    const gateway = supervisor.listen('gateway', listener, { identity: table })
    const port = Number(new URL(await gateway.ready).port)
    const device = await issue({ hosts: ['device-7'], client: true })
    const dial = (session?: Buffer): TLSSocket =>
      connectTls({ port, host: '127.0.0.1', ca, ...device, ...(session === undefined ? {} : { session }) })
    const first = dial().on('error', () => {})
    const [session]: Buffer[] = await once(first.resume(), 'session')
    first.destroy()
    await until('it has left', () => gateway.size === 0)
    const again = dial(session).on('error', () => {})
    await once(again, 'secureConnect')
    expect(again.isSessionReused()).toBe(true)
    await until('it is back', () => table.get('device-7')?.visits === 2)
    again.destroy()
    await supervisor.stop()
  })

  plain(
    'mute clients from one address cannot eat the server: they are cut off before any handshake',
    async () => {
      const supervisor = supervise()
      const rejected: string[] = []
      supervisor.feed$.subscribe((event) => event.kind === 'rejected' && rejected.push(event.why))
      const table = identities({ by: byAddress, maxPerAddress: 3 })
      const gateway = supervisor.listen('gateway', tls.listen({ port: 0 }, { credentials }), {
        identity: table,
        heartbeat: { protocol: pingPong },
      })
      const port = Number(new URL(await gateway.ready).port)
      const mute = await Promise.all(Array.from({ length: 3 }, () => dialFrom('127.0.0.9', port)))
      const late = await dialFrom('127.0.0.9', port)
      await once(late, 'close')
      expect(rejected).toEqual(['the limit of connections from one address is 3'])
      const elsewhere = connectTls({ port, host: '127.0.0.1', ca }).on('error', () => {})
      await changes(table, '127.0.0.1')
      expect(gateway.size).toBe(1)
      for (const socket of [...mute, elsewhere]) socket.destroy()
      await supervisor.stop()
    },
  )
})

async function dialFrom(localAddress: string, port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress }).on('error', () => {})
  await once(socket.resume(), 'connect')
  return socket
}

/** Resolves when an identity is alive. */
function changes(table: ReturnType<typeof identities>, identity: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (table.get(identity)?.phase !== 'alive') return
      watching.unsubscribe()
      resolve()
    }
    const watching = table.changes$.subscribe(look)
    look()
  })
}

function phase(connection: ReturnType<World['supervisor']['connect']>, wanted: string): Promise<void> {
  return new Promise((resolve) => {
    connection.phase$.subscribe(({ phase: now }) => now === wanted && resolve())
  })
}
