/**
 * This library, ending connections in every way there is. After each it says what the process has open that it did
 * not have before: `left NAME nothing`. Then it does no more, and ends when nothing keeps it.
 */
import { once } from 'node:events'
import { connect } from 'node:net'
import { turn } from '../../../src/clock/turn.ts'
import { type Connection, type ConnectOptions, pingPong, raw, supervise } from '../../../src/index.ts'
import { tcp } from '../../../src/transport/tcp.ts'
import { newSince, open } from './leaks.ts'
import { say, settings } from './stage.ts'

const { eof, reset, mute, deaf, nobody } = settings({ eof: '', reset: '', mute: '', deaf: '', nobody: '' })
const heartbeat = { protocol: pingPong, everyMs: 100, timeoutMs: 100, misses: 1 }
const givingUp = { backoff: { attempts: 1 } }

const outside = new AbortController()
const supervisor = supervise({ signal: outside.signal })
let count = 0

function dial(endpoint: string, options: ConnectOptions = {}): Connection {
  count += 1
  return supervisor.connect(`connection ${count}`, tcp(endpoint, { codec: raw() }), options)
}

function reaches(connection: Connection, phase: Connection['phase']): Promise<void> {
  return new Promise((resolve) => {
    const subscription = connection.phase$.subscribe((change) => {
      if (change.phase !== phase) return
      resolve()
      queueMicrotask(() => subscription.unsubscribe())
    })
  })
}

const WAYS: Readonly<Record<string, () => Promise<void>>> = {
  async eof() {
    await dial(eof, { ...givingUp, heartbeat }).ended()
  },
  async reset() {
    await dial(reset, { ...givingUp, heartbeat }).ended()
  },
  async refused() {
    await dial(nobody, givingUp).ended()
  },
  async silent() {
    await dial(mute, { ...givingUp, heartbeat }).ended()
  },
  async 'read timeout'() {
    await dial(mute, { ...givingUp, readTimeoutMs: 100 }).ended()
  },
  async 'write timeout'() {
    const connection = dial(deaf, { ...givingUp, writeTimeoutMs: 150 })
    await reaches(connection, 'alive')
    await connection.send('x'.repeat(12 * 1024 * 1024)).catch(() => {})
    await connection.ended()
  },
  async 'stopped while dialling'() {
    count += 1
    const hanging = tcp(() => new Promise<string>(() => {}))
    await supervisor.connect(`connection ${count}`, hanging).stop()
  },
  async 'stopped while alive'() {
    const connection = dial(mute, { heartbeat: { ...heartbeat, misses: 100 } })
    await reaches(connection, 'alive')
    await connection.stop()
  },
  async 'stopped while suspect'() {
    const connection = dial(mute, { heartbeat: { ...heartbeat, misses: 100 } })
    await reaches(connection, 'suspect')
    await connection.stop()
  },
  async 'stopped at once, with bytes under way'() {
    const connection = dial(deaf)
    await reaches(connection, 'alive')
    const sending = connection.send('x'.repeat(12 * 1024 * 1024)).catch(() => {})
    await connection.stop({ now: true })
    await sending
  },
  async 'stopped in its back-off'() {
    const connection = dial(nobody, { backoff: { firstMs: 60_000, jitter: 'none' } })
    await reaches(connection, 'backoff')
    await connection.stop()
  },
  async 'fifty accepted, stopped together'() {
    const gateway = supervisor.listen('gateway', tcp.listen({ port: 0 }), {
      heartbeat: { ...heartbeat, misses: 100 },
    })
    const port = Number(new URL(await gateway.ready).port)
    const all = new Promise<void>((resolve) => {
      gateway.accepted$.subscribe(() => gateway.size === 50 && resolve())
    })
    const clients = Array.from({ length: 50 }, () => connect(port, '127.0.0.1').resume())
    await all
    const closed = clients.map((client) => once(client, 'close'))
    await gateway.stop()
    await Promise.all(closed)
  },
  async 'the signal, with one connection in each phase'() {
    const alive = dial(mute)
    const suspect = dial(mute, { heartbeat: { ...heartbeat, misses: 100 } })
    const backoff = dial(nobody)
    supervisor.connect(
      'hanging',
      tcp(() => new Promise<string>(() => {})),
    )
    await Promise.all([reaches(alive, 'alive'), reaches(suspect, 'suspect'), reaches(backoff, 'backoff')])
    outside.abort()
    await supervisor.ended
  },
}

// The first connection of a process leaves things that are made once: what it opens is no leak.
await dial(eof, { ...givingUp, heartbeat }).ended()
await turn()
const before = open()
for (const [name, way] of Object.entries(WAYS)) {
  await way()
  await turn()
  await turn()
  say('left', `${name}:`, newSince(before).join(' ') || 'nothing')
}
say('through')
