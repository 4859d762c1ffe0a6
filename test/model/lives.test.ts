/**
 * A thousand random lives: opened, closed, stopped, crashed, refused, at any moment. Whatever happened to them, nothing
 * is left: no link, no timer, no listener, and a process that can end.
 */
import { once } from 'node:events'
import { createServer, type Server, Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { filter, firstValueFrom } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { turn } from '../../src/clock/turn.ts'
import {
  type Connection,
  type ConnectOptions,
  type ListenerHandle,
  type Phase,
  pingPong,
  type Supervisor,
  seededRandom,
  supervise,
  systemClock,
} from '../../src/index.ts'
import { memoryNetwork, virtualClock } from '../../src/testing/index.ts'
import { tcp } from '../../src/transport/tcp.ts'
import { TestProcess } from '../support/process.ts'
import { Peer, peerServer, pong } from '../support/world.ts'
import { countingClock } from './counting-clock.ts'

const LIVES = 1_000

describe('After a thousand random lives in memory', () => {
  test.each([1, 2, 3])('nothing is left (seed %i)', async (seed) => {
    const random = seededRandom(seed)
    const below = (limit: number): number => Math.floor(random() * limit)
    const clock = virtualClock()
    const network = memoryNetwork({ clock, latencyMs: (draw) => Math.floor(draw() * 10) })
    const us = network.host('us')
    const ours = countingClock(us.clock)
    const supervisor = supervise({ clock: ours, random: seededRandom(seed) })
    const options: ConnectOptions = {
      heartbeat: { protocol: pingPong, everyMs: 200, timeoutMs: 100, misses: 2 },
      backoff: { firstMs: 50, maxMs: 200 },
      connectTimeoutMs: 200,
      closeTimeoutMs: 100,
    }
    let peers = peerServer(network, pong)
    const door = supervisor.listen('door', us.listen({ port: 1 }), {
      ...(options.heartbeat === undefined ? {} : { heartbeat: options.heartbeat }),
      firstFrameTimeoutMs: 150,
      closeTimeoutMs: 100,
      maxConnections: 10,
    })
    const visitors: Peer[] = []
    const hardships = [
      () => network.cut('us', 'peer'),
      () => network.refuse('peer'),
      () => network.freeze('peer'),
      () => network.mute('peer'),
      () => network.unreachable('peer'),
      () => network.delay('us', 'peer', 40),
    ]
    const stops: Promise<unknown>[] = []
    for (let life = 0; life < LIVES; life += 1) {
      const connection = supervisor.connect(
        `life ${life}`,
        us.dial({ to: below(8) === 0 ? 'peer:9' : 'peer:7373' }),
        options,
      )
      if (below(4) === 0) {
        const visitor = new Peer(pong)
        visitor.link = network.host('peer').dial({ to: 'us:1' }).dial(visitor)
        visitors.push(visitor)
      }
      const cure = below(3) === 0 ? hardships[below(hardships.length)]?.() : undefined
      await clock.advance(below(30))
      if (below(5) === 0) network.reset('us', 'peer')
      if (below(20) === 0) {
        network.crash('peer')
        peers = peerServer(network, pong)
      }
      if (below(3) === 0) peers.at(-1)?.link?.close()
      if (below(3) === 0) visitors[below(visitors.length)]?.link?.destroy()
      if (below(3) === 0) visitors[below(visitors.length)]?.send('hello')
      await clock.advance(below(60))
      stops.push(below(2) === 0 ? supervisor.remove(connection.id) : connection.stop({ now: below(2) === 0 }))
      if (below(2) === 0) void connection.stop({ now: true })
      cure?.()
    }
    for (const visitor of visitors) visitor.link?.close()
    await clock.advance(5_000)
    await Promise.all(stops)
    expect(door.size).toBe(0)
    expect(supervisor.connections).toEqual([])
    expect(supervisor.world.wheels.armed).toBe(0)
    expect(ours.pending).toBe(0)
    await clock.runAll()
    expect([clock.pending, network.openLinks, network.pendingDials]).toEqual([0, 0, 0])
    void supervisor.stop()
    network.crash('peer')
    await clock.runAll()
    await supervisor.ended
    expect(network.openListeners).toBe(0)
  })
})

describe('After a thousand random lives on loopback', () => {
  test('no handle and no timer is left', async () => {
    const before = handles()
    const random = seededRandom('loopback')
    const ours = countingClock(systemClock)
    const supervisor = supervise({ clock: ours })
    const door = supervisor.listen('door', tcp.listen({ port: 0 }), { maxConnections: 1_000 })
    const endpoint = await door.ready
    const rude = await rudeServer()
    const lives = new Lives(supervisor, door, endpoint, rude, random)
    const workers = Array.from({ length: 50 }, () => lives.work())
    await Promise.all(workers)
    expect(lives.lived).toBe(LIVES)
    await supervisor.stop()
    rude.server.close()
    await once(rude.server, 'close')
    expect(door.size).toBe(0)
    expect(supervisor.world.wheels.armed).toBe(0)
    expect(ours.pending).toBe(0)
    await settled(() => handles() <= before)
    expect(handles()).toBe(before)
  }, 60_000)

  test('a process whose supervisor has stopped ends by itself', async () => {
    const program = fileURLToPath(new URL('./stops-and-ends.ts', import.meta.url))
    await using process_ = new TestProcess(['--import', 'tsx', program])
    expect(await process_.ended).toEqual({ status: 0, signal: null })
    expect(process_.lines).toEqual(['alive 20', 'stopped 20'])
  })
})

/** Sockets, servers and requests of this process that are under way. */
function handles(): number {
  return process.getActiveResourcesInfo().filter((kind) => /TCP|GetAddrInfo|Shutdown|Write/.test(kind)).length
}

/** The system frees a closed handle in a later turn of the event loop; gives it so many. */
async function settled(isSettled: () => boolean): Promise<void> {
  for (let turns = 0; turns < 1_000 && !isSettled(); turns += 1) await turn()
}

interface RudeServer {
  readonly server: Server
  readonly endpoint: string
}

/** Accepts, and then resets, closes, or says nothing, in turn. */
async function rudeServer(): Promise<RudeServer> {
  let turn = 0
  const server = createServer((socket) => {
    socket.on('error', () => {})
    turn += 1
    if (turn % 3 === 0) socket.resetAndDestroy()
    else if (turn % 3 === 1) socket.end('bye\n')
    socket.resume()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  return { server, endpoint: `tcp://127.0.0.1:${port}` }
}

const OPTIONS: ConnectOptions = {
  heartbeat: { protocol: pingPong, everyMs: 50, timeoutMs: 50, misses: 2 },
  backoff: { firstMs: 1, maxMs: 5 },
}

class Lives {
  lived = 0
  #begun = 0
  readonly #supervisor: Supervisor
  readonly #door: ListenerHandle
  readonly #endpoint: string
  readonly #rude: RudeServer
  readonly #random: () => number

  constructor(
    supervisor: Supervisor,
    door: ListenerHandle,
    endpoint: string,
    rude: RudeServer,
    random: () => number,
  ) {
    this.#supervisor = supervisor
    this.#door = door
    this.#endpoint = endpoint
    this.#rude = rude
    this.#random = random
  }

  /** Leads one life after another, until all have been led. */
  async work(): Promise<void> {
    while (this.#begun < LIVES) {
      this.#begun += 1
      await this.#live(`life ${this.#begun}`)
      this.lived += 1
    }
  }

  async #live(id: string): Promise<void> {
    const kinds: ((id: string) => Promise<unknown>)[] = [
      async (name) => this.#connect(name, this.#endpoint).stop(),
      async (name) => this.#connect(name, this.#endpoint).stop({ now: true }),
      (name) => this.#stoppedWhen(name, this.#endpoint, 'alive', false),
      (name) => this.#stoppedWhen(name, this.#endpoint, 'alive', true),
      (name) => this.#stoppedWhen(name, this.#rude.endpoint, 'backoff', false),
      (name) => this.#stoppedWhen(name, 'tcp://127.0.0.1:1', 'backoff', true),
      (name) => this.#closedByListener(name),
      () => this.#visited((socket) => socket.destroy()),
      () => this.#visited((socket) => socket.resetAndDestroy()),
      () => this.#visited((socket) => socket.end('bye\n')),
    ]
    await kinds[Math.floor(this.#random() * kinds.length)]?.(id)
    await this.#supervisor.remove(id)
  }

  #connect(id: string, endpoint: string): Connection {
    return this.#supervisor.connect(id, tcp(endpoint), OPTIONS)
  }

  async #stoppedWhen(id: string, endpoint: string, phase: Phase, now: boolean): Promise<void> {
    const connection = this.#connect(id, endpoint)
    await reached(connection, phase)
    await connection.stop({ now })
  }

  async #closedByListener(id: string): Promise<void> {
    const connection = this.#connect(id, this.#endpoint)
    await reached(connection, 'alive')
    await this.#door.connections[0]?.stop()
    await connection.stop()
  }

  async #visited(leave: (socket: Socket) => void): Promise<void> {
    const socket = new Socket()
    socket.on('error', () => {})
    socket.connect(Number(new URL(this.#endpoint.replace('tcp:', 'http:')).port), '127.0.0.1')
    await once(socket, 'connect')
    socket.resume()
    const closed = once(socket, 'close')
    leave(socket)
    await closed
  }
}

async function reached(connection: Connection, phase: Phase): Promise<void> {
  await firstValueFrom(connection.phase$.pipe(filter((change) => change.phase === phase)))
}
