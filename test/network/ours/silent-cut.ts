/**
 * This library on one of two hosts, dialling and listening as it is told: see `support/cut-orders.ts`. It tells its feed, the
 * frames that come, what became of those it sent, and the times in which the machine kept it from running. It ends with
 * its stdin.
 */
import { createInterface } from 'node:readline'
import {
  type Connection,
  ConnectionError,
  type HeartbeatOptions,
  type LinkOptions,
  type Listener,
  lines,
  type OpenHook,
  pingPong,
  protocolPing,
  type Supervisor,
  supervise,
  type Transport,
} from '../../../src/index.ts'
import { adaptive, phi } from '../../../src/machines/detector/index.ts'
import { tcp } from '../../../src/transport/tcp.ts'
import { tls } from '../../../src/transport/tls.ts'
import { websocket } from '../../../src/transport/websocket.ts'
import { websocketServer } from '../../../src/transport/websocket-server.ts'
import type { Order, Over, Report, Terms } from '../support/cut-orders.ts'
import { GapMeter } from '../support/gaps.ts'
import { monotonicClock, nowMs } from '../support/monotonic.ts'

type Of<T extends Order['order']> = Extract<Order, { order: T }>

/** Steady, so that a test that waits for the next dial is not kept waiting. */
const BACKOFF = {
  steady: { firstMs: 100, maxMs: 100, jitter: 'none' },
  doubling: { firstMs: 100, maxMs: 1_000, jitter: 'none', stableMs: 100 },
} as const

/** Those that learn have learned after a few beats. */
const JUDGES = {
  fixed: 'fixed',
  phi: phi({ minSamples: 3 }),
  adaptive: adaptive({ minSamples: 3 }),
} as const

const supervisors = new Map<string, Supervisor>()
const connections = new Map<string, Connection>()

function tell(report: Report): void {
  process.stdout.write(`${JSON.stringify(report)}\n`)
}

function supervisorOf(test: string): Supervisor {
  const known = supervisors.get(test)
  if (known !== undefined) return known
  const supervisor = supervise({ name: test, clock: monotonicClock })
  supervisor.feed$.subscribe(tell)
  supervisors.set(test, supervisor)
  return supervisor
}

function heed(connection: Connection): void {
  const { id } = connection
  connections.set(id, connection)
  connection.frames$.subscribe(({ text }) => tell({ kind: 'got', id, at: nowMs(), text }))
}

function transportTo({ over, endpoint, ca }: Of<'connect'>): Transport {
  if (over === 'tls') return tls(endpoint, { ca })
  return over === 'tcp' ? tcp(endpoint) : websocket(endpoint)
}

function listenerAt({ over, host, cert, key, terms }: Of<'listen'>): Listener {
  const { handshakeTimeoutMs = 10_000 } = terms
  if (over === 'tls') return tls.listen({ host, port: 0 }, { credentials: { cert, key }, handshakeTimeoutMs })
  return over === 'tcp'
    ? tcp.listen({ host, port: 0 }, { codec: lines() })
    : websocketServer({ host, port: 0 }, { handshakeTimeoutMs })
}

function heartbeatOf(over: Over, { heartbeat }: Terms): HeartbeatOptions | 'none' {
  if (heartbeat === undefined) return 'none'
  const { detector = 'fixed', ...pace } = heartbeat
  const protocol = over === 'websocket' ? protocolPing : pingPong
  return { protocol, ...pace, detector: JUDGES[detector] }
}

const sayHello: OpenHook = async ({ send, receive }) => {
  await send('hello')
  const { text } = await receive()
  if (text !== 'welcome') throw new Error(`not welcome: ${text}`)
}

function linkOptions(over: Over, terms: Terms): LinkOptions {
  const { heartbeat: _, handshake, backoff: __, connectTimeoutMs: ___, ...deadlines } = terms
  return {
    ...deadlines,
    heartbeat: heartbeatOf(over, terms),
    ...(handshake === 'hello' ? { onOpen: sayHello } : {}),
  }
}

function whyLost(results: readonly PromiseSettledResult<void>[]): string[] {
  return results.flatMap((result) => {
    if (result.status === 'fulfilled') return []
    const { reason } = result
    const cause = reason instanceof ConnectionError ? reason.cause : null
    if (cause === null) return String(reason)
    return cause.kind === 'timeout' ? `timeout of ${cause.of}` : cause.kind
  })
}

const ORDERS: { [T in Order['order']]: (order: Of<T>) => void } = {
  connect(order) {
    const { test, id, over, terms } = order
    const { connectTimeoutMs = 10_000, backoff = 'steady' } = terms
    const options = { ...linkOptions(over, terms), connectTimeoutMs, backoff: BACKOFF[backoff] }
    heed(supervisorOf(test).connect(id, transportTo(order), options))
  },
  listen(order) {
    const { test, id, over, terms } = order
    const authorise = terms.handshake === 'name' ? { authorise: () => true } : {}
    const gateway = supervisorOf(test).listen(id, listenerAt(order), {
      ...linkOptions(over, terms),
      ...authorise,
    })
    gateway.accepted$.subscribe(heed)
  },
  async send({ id, count, word, bytes }) {
    const connection = connections.get(id)
    const frames = Array.from({ length: count }, (_, index) => `${word} ${index + 1}`.padEnd(bytes, '.'))
    const results = await Promise.allSettled(frames.map((frame) => connection?.send(frame)))
    const lost = whyLost(results)
    tell({ kind: 'sent', id, taken: count - lost.length, lost: [...new Set(lost)] })
  },
  ask({ id }) {
    gaps.look()
    const connection = connections.get(id)
    const { generation = 0, counts } = connection ?? {}
    tell({ kind: 'told', id, generation, reconnects: counts?.reconnects ?? 0 })
  },
  stop({ test }) {
    void supervisors.get(test)?.stop({ now: true })
    supervisors.delete(test)
  },
}

function obey<T extends Order['order']>(order: Of<T> & { readonly order: T }): void {
  ORDERS[order.order](order)
}

const gaps = new GapMeter((gap) => tell({ kind: 'gap', ...gap }))
createInterface({ input: process.stdin })
  .on('line', (line) => obey(JSON.parse(line)))
  .on('close', () => process.exit())
tell({ kind: 'ready' })
