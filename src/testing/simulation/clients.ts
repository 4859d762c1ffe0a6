/** Programs that dial a listener of ours, answer its pings, and dial again when they have lost their link. */
import type { Timer } from '../../clock/clock.ts'
import type { Random } from '../../clock/random.ts'
import type { MemoryHost } from '../../transport/memory.ts'
import type { Link, LinkOwner } from '../../transport/transport.ts'
import type { VirtualHost } from '../virtual-world.ts'
import { type SimulatedClients, US } from './plan.ts'

/** They wait between this and three times as long before they dial again. */
const AGAIN_MS = 2_000

export function startClients(host: VirtualHost, plan: SimulatedClients, random: Random): () => void {
  let isOver = false
  host.start((process) => {
    for (let n = 0; n < plan.count; n += 1) new Client(process, plan, random, () => isOver).dial()
  })
  return () => {
    isOver = true
  }
}

const decoder = new TextDecoder()

class Client implements LinkOwner {
  readonly #host: MemoryHost
  readonly #plan: SimulatedClients
  readonly #random: Random
  readonly #isOver: () => boolean
  #link: Link | null = null
  #timer: Timer | null = null

  constructor(host: MemoryHost, plan: SimulatedClients, random: Random, isOver: () => boolean) {
    this.#host = host
    this.#plan = plan
    this.#random = random
    this.#isOver = isOver
  }

  dial(): void {
    if (!this.#isOver()) this.#link = this.#host.dial({ to: `${US}:${this.#plan.port}` }).dial(this)
  }

  opened(): void {
    this.#speak()
  }

  frame(data: Uint8Array): void {
    if (decoder.decode(data) === 'ping') this.#say('pong')
  }

  ended(): void {
    this.#link?.close()
  }

  released(): void {
    this.#link = null
    this.#timer?.cancel()
    this.#timer = this.#host.clock.after(AGAIN_MS * (1 + 2 * this.#random()), () => this.dial())
  }

  heard(): void {}
  partial(): void {}
  drained(): void {}
  pinged(): void {}
  ponged(): void {}

  #speak(): void {
    this.#say('report')
    this.#timer = this.#host.clock.after(this.#plan.everyMs, () => this.#speak())
  }

  #say(text: string): void {
    if (this.#link !== null) this.#link.write(this.#link.encode(text))
  }
}
