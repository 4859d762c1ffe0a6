/**
 * A heartbeat is never held up by a call, seen on the wire by a peer that knows nothing of us: 50 MB of an answer are under
 * way, a hundred calls wait. Time is virtual, and moves on by what the peer has read: so what is measured is how many bytes
 * come before a beat that was due, whatever the machine is busy with.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Connection, lengthPrefixed, pingPong, type Supervisor, supervise } from '../../src/index.ts'
import { type RpcOptions, rpc } from '../../src/rpc/index.ts'
import { virtualClock } from '../../src/testing/index.ts'
import { tcp } from '../../src/transport/tcp.ts'
import type { Listener } from '../../src/transport/transport.ts'
import { websocketServer } from '../../src/transport/websocket-server.ts'
import { lengthTongue, type Tongue, Watcher, websocketTongue } from './support/watcher.ts'

const MB = 1_000_000
const LONG = 50 * MB
const EVERY_MS = 1_000
/** After so much of the answer has been read, another beat is due. */
const STRIDE = 4 * MB
/** What the buffers of the system hold of a connection at the most: they are in front of whatever is written. */
const SYSTEM = 16 * MB

let clock: ReturnType<typeof virtualClock>
let fleet: Supervisor
beforeEach(() => {
  clock = virtualClock()
  fleet = supervise({ name: 'calls', clock })
})
afterEach(() => fleet.stop({ now: true }))

/** Asks for the long answer, then for a hundred short ones; reads it all, and tells where each beat stood that was due. */
async function watch(listener: Listener, tongue: Tongue, options: RpcOptions) {
  const protocol = listener.pings ? {} : { protocol: pingPong }
  const door = fleet.listen('door', listener, {
    heartbeat: { everyMs: EVERY_MS, timeoutMs: 3_600_000, ...protocol },
    writeTimeoutMs: false,
  })
  const accepted = new Promise<Connection>((resolve) => door.accepted$.subscribe(resolve))
  door.accepted$.subscribe((connection) =>
    rpc(connection, { ...options, methods: { long: () => 'x'.repeat(LONG), short: () => 'short' } }),
  )
  const watcher = await Watcher.dial(Number(new URL(await door.ready).port), tongue)
  try {
    const connection = await accepted
    watcher.say(JSON.stringify({ jsonrpc: '2.0', id: 'long', method: 'long' }))
    for (let id = 0; id < 100; id += 1) watcher.say(JSON.stringify({ jsonrpc: '2.0', id, method: 'short' }))
    const due: number[] = []
    const isDone = (): boolean => watcher.of('answer').length === 100 && watcher.of('last').length === 1
    await watcher.read(isDone, STRIDE, async () => {
      due.push(watcher.bytes)
      await clock.advance(EVERY_MS)
    })
    return { watcher, connection, due }
  } finally {
    watcher.socket.destroy()
  }
}

function expectAllToBeTold(watcher: Watcher): void {
  const long = watcher.of('piece', 'last').reduce((sum, { bytes }) => sum + bytes.length, 0)
  expect(long).toBe(LONG + JSON.stringify({ jsonrpc: '2.0', id: 'long', result: '' }).length)
  const ids = watcher.of('answer').map(({ bytes }) => JSON.parse(String(bytes)).id)
  expect(ids.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, id) => id))
}

/** Each beat that was due left at once: before it came only what the system had taken by then. */
function expectBeatsOnTime({ seen }: Watcher, due: readonly number[]): void {
  const beats = seen.filter(({ kind }) => kind === 'beat').map(({ at }) => at)
  const end = seen.find(({ kind }) => kind === 'last')?.at ?? 0
  // What was due near the end may come after it.
  const inside = due.filter((at) => at + SYSTEM < end)
  expect(inside.length).toBeGreaterThan(5)
  for (const [nth, at] of inside.entries()) expect((beats[nth] ?? Number.NaN) - at).toBeLessThan(SYSTEM)
}

describe('With 50 MB of an answer under way, and a hundred calls that wait, beats leave on time', () => {
  test('on a WebSocket, between the fragments', async () => {
    const listener = websocketServer({ port: 0 }, { maxFrameBytes: 2 * LONG })
    const { watcher, due } = await watch(listener, websocketTongue(), {})
    expectAllToBeTold(watcher)
    expectBeatsOnTime(watcher, due)
  })

  test('on a length-prefixed stream, between the chunks; and short answers do not wait at all', async () => {
    const listener = tcp.listen({ port: 0 }, { codec: lengthPrefixed() })
    const { watcher, due } = await watch(listener, lengthTongue(), { chunkBytes: 65_536 })
    expectAllToBeTold(watcher)
    expectBeatsOnTime(watcher, due)
    expect(watcher.of('answer').at(-1)?.at).toBeLessThan(SYSTEM)
  })
})
