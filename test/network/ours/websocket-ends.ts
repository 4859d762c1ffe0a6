/**
 * This library, ending WebSockets in every way there is. After each it says what the process has open that it did
 * not have before: `left NAME nothing`. Then it does no more, and ends when nothing keeps it.
 */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { turn } from '../../../src/clock/turn.ts'
import { type Connection, type ConnectOptions, supervise } from '../../../src/index.ts'
import { websocket } from '../../../src/transport/websocket.ts'
import { websocketServer } from '../../../src/transport/websocket-server.ts'
import { newSince, open } from './leaks.ts'
import { say, settings } from './stage.ts'

/** Servers: one that is well, one that closes, one that reads nothing, one that answers no upgrade, and none. */
const { well, closing, wedged, mute, nobody } = settings({
  well: '',
  closing: '',
  wedged: '',
  mute: '',
  nobody: '',
})
const heartbeat = { everyMs: 100, timeoutMs: 100, misses: 1 }
const patient = { ...heartbeat, misses: 100 }
const givingUp = { backoff: { attempts: 1 } }

const outside = new AbortController()
const supervisor = supervise({ signal: outside.signal })
let count = 0

function dial(endpoint: string, options: ConnectOptions = {}): Connection {
  count += 1
  return supervisor.connect(`connection ${count}`, websocket(endpoint), options)
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
  async closed() {
    await dial(closing, givingUp).ended()
  },
  async refused() {
    await dial(nobody, givingUp).ended()
  },
  async silent() {
    await dial(wedged, { ...givingUp, heartbeat }).ended()
  },
  async 'no upgrade in time'() {
    await dial(mute, { ...givingUp, connectTimeoutMs: 100 }).ended()
  },
  async 'stopped while dialling'() {
    const connection = dial(mute)
    await turn()
    await connection.stop()
  },
  async 'stopped while alive'() {
    const connection = dial(well, { heartbeat: patient })
    await reaches(connection, 'alive')
    await connection.stop()
  },
  async 'stopped while suspect: nobody answers the goodbye'() {
    const connection = dial(wedged, { heartbeat: patient, closeTimeoutMs: 100 })
    await reaches(connection, 'suspect')
    await connection.stop()
  },
  async 'stopped at once, with bytes under way'() {
    const connection = dial(wedged)
    await reaches(connection, 'alive')
    const sending = Promise.allSettled(
      Array.from({ length: 15 }, () => connection.send('x'.repeat(1_000_000))),
    )
    await connection.stop({ now: true })
    await sending
  },
  async 'fifty accepted, stopped together'() {
    const gateway = supervisor.listen('gateway', websocketServer({ port: 0 }), { heartbeat: patient })
    const endpoint = await gateway.ready
    const all = new Promise<void>((resolve) => {
      gateway.accepted$.subscribe(() => gateway.size === 50 && resolve())
    })
    const clients = Array.from({ length: 50 }, () => new WebSocket(endpoint))
    await all
    const closed = clients.map((client) => once(client, 'close'))
    await gateway.stop()
    await Promise.all(closed)
  },
  async 'the signal, with one connection in each phase'() {
    const alive = dial(well)
    const suspect = dial(wedged, { heartbeat: patient, closeTimeoutMs: 100 })
    const backoff = dial(nobody)
    dial(mute)
    await Promise.all([reaches(alive, 'alive'), reaches(suspect, 'suspect'), reaches(backoff, 'backoff')])
    outside.abort()
    await supervisor.ended
  },
}

// The first connection of a process leaves things that are made once: what it opens is no leak.
await dial(closing, givingUp).ended()
await turn()
const before = open()
for (const [name, way] of Object.entries(WAYS)) {
  await way()
  await turn()
  await turn()
  say('left', `${name}:`, newSince(before).join(' ') || 'nothing')
}
say('through')
