/**
 * Many calls over many connections to several servers, one of which is killed again and again and comes back: what became
 * of each call. Half of the calls may be asked twice; none has to be.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Connection, ConnectionError, supervise } from '../../src/index.ts'
import { jsonRpcBeat, RpcError, type RpcPeer, rpc } from '../../src/rpc/index.ts'
import { tcp } from '../../src/transport/tcp.ts'
import type { Program, Programs } from '../lib/programs.ts'
import type { ServerInput } from './server.ts'

export interface LoadTerms {
  readonly servers: number
  /** All together, evenly over the servers. */
  readonly connections: number
  readonly callsPerSecond: number
  readonly seconds: number
  readonly killEveryMs: number
}

export interface LoadFigures {
  readonly called: number
  readonly answered: number
  /** By the cause of each. */
  readonly failed: Readonly<Record<string, number>>
  /** Failures that say no cause. */
  readonly causeless: number
  /** Neither answered nor failed long after their deadline; and those that only their deadline ended. */
  readonly hanging: number
  readonly overdue: number
  /** With what somebody else had asked. */
  readonly mistaken: number
  /** Answers that nobody waited for, such as a second one. */
  readonly strays: number
  readonly kills: number
  /** Of calls that were answered, in ms; those that may be asked twice, which wait for a server, on their own. */
  readonly p50Ms: number
  readonly p99Ms: number
  readonly againP99Ms: number
  /** The longest until a call failed, in ms. */
  readonly failedAfterMs: number
}

const TICK_MS = 10
/** No call needs so long: what its deadline ends hangs. */
const DEADLINE_MS = 10_000

/** Counts what becomes of calls. */
class Ledger {
  called = 0
  answered = 0
  causeless = 0
  overdue = 0
  mistaken = 0
  readonly failed: Record<string, number> = {}
  readonly times: number[] = []
  readonly againTimes: number[] = []
  failedAfterMs = 0

  async call(peer: RpcPeer): Promise<void> {
    this.called += 1
    const token = this.called
    const began = performance.now()
    try {
      const idempotent = token % 2 === 0
      const params = { token }
      const answer = await peer.call<{ token?: number }>('echo', params, {
        idempotent,
        timeoutMs: DEADLINE_MS,
      })
      this.answered += 1
      const times = idempotent ? this.againTimes : this.times
      times.push(performance.now() - began)
      if (answer.token !== token) this.mistaken += 1
    } catch (error) {
      this.#note(error, performance.now() - began)
    }
  }

  #note(error: unknown, tookMs: number): void {
    const cause = error instanceof ConnectionError ? (error.cause?.kind ?? null) : null
    const name = cause ?? (error instanceof RpcError ? `error ${error.code}` : null)
    if (name !== null) {
      this.failed[name] = (this.failed[name] ?? 0) + 1
      this.failedAfterMs = Math.max(this.failedAfterMs, tookMs)
    } else if (error instanceof Error && error.name === 'DeadlineError') this.overdue += 1
    else this.causeless += 1
  }
}

/** @param programs with the folder `bench` among its own. */
export async function load(
  terms: LoadTerms,
  programs: Programs,
  progress: (text: string) => void,
): Promise<LoadFigures> {
  const servers = await Promise.all(Array.from({ length: terms.servers }, () => Server.start(programs)))
  const fleet = supervise({ name: 'load' })
  const connections: Connection[] = []
  try {
    const peers = Array.from({ length: terms.connections }, (_, nth) => {
      const { port = 0 } = servers[nth % servers.length] ?? {}
      const connection = fleet.connect(`calls ${nth}`, tcp({ host: '127.0.0.1', port }), {
        heartbeat: { protocol: jsonRpcBeat, everyMs: 1_000, timeoutMs: 1_000 },
        backoff: { firstMs: 50, maxMs: 500 },
      })
      connections.push(connection)
      return rpc(connection)
    })
    const ledger = new Ledger()
    const calls = new Set<Promise<void>>()
    const began = performance.now()
    let kills = 0
    let restarting: Promise<void> = Promise.resolve()
    for (let passedMs = 0; passedMs < terms.seconds * 1_000; passedMs = performance.now() - began) {
      while (ledger.called < (passedMs / 1_000) * terms.callsPerSecond) {
        const peer = peers[ledger.called % peers.length]
        if (peer === undefined) throw new RangeError('no connections')
        const call = ledger.call(peer).finally(() => calls.delete(call))
        calls.add(call)
      }
      if (passedMs >= (kills + 1) * terms.killEveryMs) {
        const server = servers[kills % servers.length]
        kills += 1
        restarting = restarting.then(() => server?.restart())
        progress(`${kills} killed, ${ledger.answered} answered`)
      }
      await sleep(TICK_MS)
    }
    await restarting
    await Promise.race([Promise.all(calls), sleep(2 * DEADLINE_MS, null, { ref: false })])
    const { called, answered, failed, causeless, overdue, mistaken, failedAfterMs } = ledger
    return {
      ...{ called, answered, failed, causeless, overdue, mistaken, failedAfterMs, kills },
      hanging: calls.size,
      strays: peers.reduce((sum, { counts }) => sum + counts.strays, 0),
      p50Ms: quantile(ledger.times, 0.5),
      p99Ms: quantile(ledger.times, 0.99),
      againP99Ms: quantile(ledger.againTimes, 0.99),
    }
  } finally {
    await fleet.stop()
    for (const server of servers) await server.end()
  }
}

function quantile(times: readonly number[], q: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * q)] ?? 0
}

/** A server that is killed, and listens where it did before. */
class Server {
  readonly port: number
  readonly #programs: Programs
  #program: Program

  private constructor(programs: Programs, program: Program, port: number) {
    this.#programs = programs
    this.#program = program
    this.port = port
  }

  static async start(programs: Programs): Promise<Server> {
    const program = programs.start('bench/rpc/server.ts', { port: 0 } satisfies ServerInput)
    const { port = 0 } = await program.tells('listening', 30_000)
    return new Server(programs, program, port)
  }

  async restart(): Promise<void> {
    await this.end()
    this.#program = this.#programs.start('bench/rpc/server.ts', { port: this.port } satisfies ServerInput)
    await this.#program.tells('listening', 30_000)
  }

  end(): Promise<void> {
    return this.#programs.end(this.#program)
  }
}
