/** What the pictures show: feeds that are dialled, and devices that dial; the peers are those of the demo, in processes of their own. */
import { Cast, type Player } from '../../src/cli/demo/cast.ts'
import {
  type ConnectOptions,
  type ListenOptions,
  pingPong,
  type Supervisor,
  supervise,
} from '../../src/index.ts'
import type { ShownEvent } from '../../src/inspector/wire.ts'
import { tcp } from '../../src/transport/tcp.ts'

/** Slow enough for a picture of each phase. */
const PACE = { everyMs: 600, timeoutMs: 800, misses: 3 }
const FEED: ConnectOptions = {
  heartbeat: { protocol: pingPong, ...PACE },
  backoff: { firstMs: 1_200, maxMs: 1_200, jitter: 'none', stableMs: 60_000 },
}
const DEVICES: ListenOptions = {
  heartbeat: { protocol: { beat: null, pong: null, answers: [{ ping: 'HEARTBEAT', pong: null }] }, ...PACE },
}
const FEEDS = ['prices', 'orders', 'quotes', 'news'] as const

/** They are programs: dist has them. */
const PROGRAMS = {
  peer: new URL('../../dist/cli/demo/peer.js', import.meta.url),
  guard: new URL('../../dist/cli/demo/guard.js', import.meta.url),
}

export class Scene {
  readonly fleet: Supervisor = supervise({ name: 'trading' })
  /** All that happened, as a recording has it. */
  readonly events: ShownEvent[] = []
  readonly #cast = new Cast(PROGRAMS)
  readonly #feeds = new Map<string, Player>()

  constructor() {
    this.fleet.feed$.subscribe((event) => this.events.push(event))
  }

  async begin(): Promise<void> {
    const gate = this.fleet.listen('devices', tcp.listen('tcp://127.0.0.1:0'), DEVICES)
    const { port } = new URL(await gate.ready)
    for (let n = 0; n < 3; n += 1) await this.#cast.enter('device', Number(port))
    const feeds = this.fleet.supervise('feeds')
    for (const name of FEEDS) {
      const player = await this.#cast.enter('feed')
      this.#feeds.set(name, player)
      feeds.connect(name, tcp(`tcp://127.0.0.1:${player.port}`), FEED)
    }
  }

  feed(name: (typeof FEEDS)[number]): Player {
    const player = this.#feeds.get(name)
    if (player === undefined) throw new Error('it has not begun')
    return player
  }

  async end(): Promise<void> {
    await this.fleet.stop({ now: true })
    await this.#cast.close()
  }
}
