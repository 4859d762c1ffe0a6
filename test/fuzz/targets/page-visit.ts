/** A tree that is looked at, and one page that looks; all of it in memory, in virtual time. */
import { seededRandom } from '../../../src/clock/random.ts'
import { Telling } from '../../../src/inspector/beside/telling.ts'
import { Tap } from '../../../src/inspector/look/tap.ts'
import { shownNodes } from '../../../src/inspector/nodes.ts'
import { type InspectOptions, inspectPlan } from '../../../src/inspector/options.ts'
import { Page } from '../../../src/inspector/page.ts'
import type { ActName, ServerMessage } from '../../../src/inspector/wire.ts'
import { supervise } from '../../../src/supervisor/supervise.ts'
import { treeOf } from '../../../src/supervisor/tree/tree.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { lengthPrefixed } from '../../../src/transport/framing.ts'
import { memoryNetwork } from '../../../src/transport/memory.ts'
import { must } from '../target.ts'
import { type Stranger, strangers } from './rpc-stranger.ts'

export interface Permitted {
  readonly allow: readonly ActName[]
  readonly frames: boolean
  readonly offers: boolean
}

const QUIET = { heartbeat: 'none' } as const

export class Visit {
  readonly told: ServerMessage[] = []
  readonly inflicted: string[] = []
  treeBefore = ''
  readonly #clock = virtualClock()
  readonly #network = memoryNetwork({ clock: this.#clock, latencyMs: 1 })
  readonly #host = this.#network.host('us')
  readonly #tree = supervise({ name: 'fuzz', clock: this.#host.clock, random: seededRandom(1) })
  readonly #inspector = supervise({ name: 'inspector', clock: this.#host.clock, random: seededRandom(2) })
  readonly #pages: readonly Stranger[]

  constructor(permitted: Permitted) {
    const codec = lengthPrefixed()
    const plan = inspectPlan(this.#optionsOf(permitted))
    this.#grow()
    this.#pages = strangers(this.#network, codec)
    const tap = new Tap(this.#tree, {
      frames: plan.frames,
      beside: new Telling(plan.beside),
      permits: () => ({ acts: plan.acts, hardships: [], frames: plan.frames !== null }),
    })
    const connection = this.#inspector.connect('page', this.#host.dial({ to: 'stranger:7373', codec }), {
      heartbeat: 'none',
    })
    new Page(connection, this.#tree, plan, tap)
  }

  #optionsOf({ allow, frames, offers }: Permitted): InspectOptions {
    const inflict = (id: string): void => void this.inflicted.push(id)
    const hardships = [{ name: 'freeze', label: 'Freeze', ids: () => ['calls'], inflict }]
    return { allow, frames, hardships: offers ? hardships : [] }
  }

  /** A door, a part of its own, and two connections, all to itself. */
  #grow(): void {
    this.#tree.listen('door', this.#host.listen({ port: 7_000 }), QUIET)
    this.#tree.connect('calls', this.#host.dial({ to: 'us:7000' }), QUIET)
    this.#tree.supervise('part').connect('feed', this.#host.dial({ to: 'us:7000' }), QUIET)
  }

  get #page(): Stranger {
    const [page] = this.#pages
    must(page !== undefined, 'no page')
    return page
  }

  get isSentAway(): boolean {
    return this.#page.isEnded
  }

  /** Who there is, and how. */
  tree(): string {
    return JSON.stringify(
      shownNodes(treeOf(this.#tree, { accepted: true })).map(({ id, phase, generation, restarts }) => [
        id,
        phase,
        generation,
        restarts,
      ]),
    )
  }

  async open(): Promise<void> {
    await this.#clock.advance(200)
    this.#listen()
    this.treeBefore = this.tree()
  }

  async say(frame: Uint8Array): Promise<void> {
    if (this.isSentAway) return
    this.#page.say(frame)
    await this.#clock.advance(120)
    this.#listen()
  }

  /** What takes longest is a stop. */
  async rest(): Promise<void> {
    await this.#clock.advance(6_000)
    this.#listen()
  }

  #listen(): void {
    for (const frame of this.#page.frames.splice(0)) this.told.push(JSON.parse(Buffer.from(frame).toString()))
  }

  async close(): Promise<void> {
    const stopped = Promise.all([this.#tree.stop({ now: true }), this.#inspector.stop({ now: true })])
    await this.#clock.advance(10_000)
    await stopped
    must(this.#network.openLinks === 0, 'a link is left')
  }
}
