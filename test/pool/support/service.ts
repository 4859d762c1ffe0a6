/** A service in the memory network: instances on hosts of their own that answer `ask N` by `answer N`, and a pool to it. */
import { seededRandom } from '../../../src/clock/random.ts'
import { type Connection, pingPong, type Supervisor, supervise } from '../../../src/index.ts'
import { type Pool, type PoolEvent, type PoolOptions, pool } from '../../../src/pool/index.ts'
import { type VirtualClock, virtualClock } from '../../../src/testing/virtual-clock.ts'
import { type MemoryHost, type MemoryNetwork, memoryNetwork } from '../../../src/transport/memory.ts'
import { type Peer, peersBehind } from '../../support/world.ts'

const heartbeat = { protocol: pingPong, everyMs: 1_000, timeoutMs: 500, misses: 2 }

export class Service {
  readonly clock: VirtualClock = virtualClock()
  readonly network: MemoryNetwork
  readonly us: MemoryHost
  readonly supervisor: Supervisor
  readonly events: PoolEvent[] = []
  /** Questions that came, by instance, in their order. */
  readonly asked: string[] = []
  /** How long each instance takes to answer, in ms; Infinity: for ever. */
  readonly takesMs = new Map<string, number>()
  #pool: Pool | null = null
  #questions = 0

  constructor(...ids: readonly string[]) {
    this.network = memoryNetwork({ clock: this.clock, latencyMs: 1 })
    this.us = this.network.host('us')
    this.supervisor = supervise({ clock: this.us.clock, random: seededRandom(1) })
    for (const id of ids) this.begin(id)
  }

  /** An instance begins. */
  begin(id: string): void {
    const listener = this.network.host(id).listen({ port: 7373 })
    peersBehind(listener, (frame, peer) => this.#answer(id, frame, peer))
  }

  pool(options: Omit<PoolOptions, 'dial'> & Partial<Pick<PoolOptions, 'dial'>>): Pool {
    const dial: PoolOptions['dial'] = ({ endpoint }) => this.us.dial({ to: `${endpoint}:7373` })
    const connect = { heartbeat, backoff: { firstMs: 500, jitter: 'none' } } as const
    const made = pool(this.supervisor, 'prices', { dial, connect, ...options })
    made.events$.subscribe((event) => this.events.push(event))
    this.#pool = made
    return made
  }

  /** One question over a connection. */
  ask = (connection: Connection): Promise<string> => {
    this.#questions += 1
    const id = this.#questions
    return new Promise((resolve, reject) => {
      const frames = connection.frames$.subscribe(({ text }) => {
        const [word, to, from = ''] = text.split(' ')
        if (word !== 'answer' || Number(to) !== id) return
        frames.unsubscribe()
        resolve(from)
      })
      connection.send(`ask ${id}`).catch(reject)
    })
  }

  /** `count` questions one after the other, one every `everyMs`; who answered, or what it failed by. */
  async run(count: number, everyMs = 10, restMs = 10_000): Promise<string[]> {
    const answers: Promise<string>[] = []
    for (let nth = 0; nth < count; nth += 1) {
      const answer = this.#pool?.run(this.ask).catch((error: Error) => error.name) ?? Promise.resolve('')
      answers.push(answer)
      await this.clock.advance(everyMs)
    }
    await this.clock.advance(restMs)
    return Promise.all(answers)
  }

  /** One question, and who answered. */
  async one(): Promise<string | undefined> {
    const [answer] = await this.run(1, 10, 0)
    return answer
  }

  /** What happened of some kinds, as short words. */
  said(...kinds: PoolEvent['kind'][]): string[] {
    return this.events
      .filter(({ kind }) => kinds.includes(kind))
      .map((event) => ('id' in event ? `${event.kind} ${event.id}` : event.kind))
  }

  /** Ends all; nothing may be left. */
  async end(): Promise<number> {
    const stopped = this.supervisor.stop()
    await this.clock.advance(60_000)
    await stopped
    return this.clock.pending
  }

  #answer(id: string, frame: string, peer: Peer): string | undefined {
    if (frame === 'ping') return 'pong'
    const [, question = ''] = frame.split(' ')
    this.asked.push(id)
    const takesMs = this.takesMs.get(id) ?? 0
    const answer = `answer ${question} ${id}`
    if (takesMs === 0) return answer
    if (Number.isFinite(takesMs)) this.clock.after(takesMs, () => peer.send(answer))
    return undefined
  }
}

/** How often each one stands in a list. */
export function tally(list: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const one of list) counts[one] = (counts[one] ?? 0) + 1
  return counts
}
