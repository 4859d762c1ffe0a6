/** A guard before the door of every kind of server: nothing is begun with those it turns away. */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { guarded } from '../../src/transport/guarded.ts'
import { tcp } from '../../src/transport/tcp.ts'
import { tls } from '../../src/transport/tls.ts'
import type { Guard, Listener, ListenerOwner } from '../../src/transport/transport.ts'
import { unix } from '../../src/transport/unix.ts'
import { websocketServer } from '../../src/transport/websocket-server.ts'
import { own } from './support/tls-scene.ts'

const folder = mkdtempSync(join(tmpdir(), 'pulsetree-guarded-'))
const path = join(folder, 'door')
afterAll(() => rmSync(folder, { recursive: true }))

const cleanUps: (() => void)[] = []
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0).reverse()) cleanUp()
})

/** Lets so many in at a time, and writes down who came and left. */
class Counter implements Guard {
  readonly log: string[] = []
  readonly #max: number
  readonly #waiting: (() => void)[] = []
  #count = 0

  constructor(max: number) {
    this.#max = max
  }

  arrives(peer: string | null): boolean {
    const isIn = this.#count < this.#max
    if (isIn) this.#count += 1
    this.#note(`${peer} ${isIn ? 'comes' : 'is too many'}`)
    return isIn
  }

  leaves(peer: string | null): void {
    this.#count -= 1
    this.#note(`${peer} leaves`)
  }

  /** Resolves when so many things have happened. */
  async has(lines: number): Promise<void> {
    while (this.log.length < lines) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve)
      })
    }
  }

  #note(line: string): void {
    this.log.push(line)
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

async function bound(listener: Listener, guard: Guard) {
  const heard: string[] = []
  const endpoint = await new Promise<string>((resolve, reject) => {
    const owner: ListenerOwner = {
      guard,
      listening: resolve,
      accepted() {
        heard.push('accepted')
        return null
      },
      turnedAway: (peer, { kind }) => heard.push(`${peer} turned away: ${kind}`),
      paused() {},
      resumed() {},
      failed: ({ kind }) => reject(new Error(kind)),
      closed() {},
    }
    const listening = listener.listen(owner)
    cleanUps.push(() => listening.close())
  })
  return { endpoint, heard }
}

async function dialled(endpoint: string): Promise<{ socket: Socket; name: string }> {
  const socket = endpoint.startsWith('unix:')
    ? connect(path)
    : connect(Number(new URL(endpoint).port), '127.0.0.1')
  socket.on('error', () => {}).resume()
  cleanUps.push(() => socket.destroy())
  await once(socket, 'connect')
  return { socket, name: endpoint.startsWith('unix:') ? 'null' : `127.0.0.1:${socket.localPort}` }
}

describe.each<[string, () => Listener]>([
  ['TLS', () => tls.listen({ port: 0 }, { credentials: own })],
  ['WebSocket', () => websocketServer({ port: 0 })],
  ['WebSocket over TLS', () => websocketServer({ port: 0 }, { tls: { credentials: own } })],
])('A port for %s', (_, listener) => {
  test('asks for each peer before it has said a word, and does nothing with those that are too many', async () => {
    const guard = new Counter(1)
    const { endpoint, heard } = await bound(listener(), guard)
    expect(listener().guards).toBe(true)
    const mute = await dialled(endpoint)
    await guard.has(1)
    const late = await dialled(endpoint)
    await once(late.socket, 'close')
    expect(guard.log).toEqual([`${mute.name} comes`, `${late.name} is too many`])
    mute.socket.destroy()
    await guard.has(3)
    const next = await dialled(endpoint)
    await guard.has(4)
    expect(guard.log.slice(2)).toEqual([`${mute.name} leaves`, `${next.name} comes`])
    // Of the one that was too many nothing was ever heard.
    expect(heard.filter((line) => line.startsWith(late.name))).toEqual([])
  })
})

describe.each<[string, () => Listener]>([
  ['TCP', () => tcp.listen({ port: 0 })],
  ['unix sockets', () => unix.listen(path)],
])('A listener for %s', (_, listener) => {
  test('accepts nobody whom the guard turns away, and tells when each has left', async () => {
    const guard = new Counter(0)
    const strict = await bound(listener(), guard)
    const { socket, name } = await dialled(strict.endpoint)
    await once(socket, 'close')
    expect([guard.log, strict.heard]).toEqual([[`${name} is too many`], []])
    for (const cleanUp of cleanUps.splice(0).reverse()) cleanUp()
    const open = new Counter(1)
    const { endpoint, heard } = await bound(listener(), open)
    const peer = await dialled(endpoint)
    await open.has(2)
    expect([open.log, heard]).toEqual([[`${peer.name} comes`, `${peer.name} leaves`], ['accepted']])
  })
})

test('A WebSocket server of somebody’s own has guards of its own', () => {
  const server = websocketServer({ port: 0 })
  expect(server.guards).toBe(true)
})

test('Where nobody guards, a server is left as it is', () => {
  const server = createServer()
  const listener = (): void => {}
  server.on('connection', listener)
  for (const guard of [null, undefined]) guarded(server, guard)
  expect(server.listeners('connection')).toEqual([listener])
})
