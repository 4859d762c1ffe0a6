/** Programs of peers, which know nothing of connections: they get frames, and answer by their manners. */
import type { Timer } from '../../clock/clock.ts'
import { type Random, seededRandom } from '../../clock/random.ts'
import type { MemoryHost } from '../../transport/memory.ts'
import type { Link, LinkOwner, ListenerOwner, Listening } from '../../transport/transport.ts'
import type { VirtualHost } from '../virtual-world.ts'
import { ASKED_PORT, BEATING_PORT, type Manner } from './plan.ts'

/** Late enough to be suspected by some, and in time for others. */
const SLOW_MS = 3_000
const NEWS_EVERY_MS = 2_000
/** Those who listen expect a beat every ten seconds. */
const BEAT_EVERY_MS = 5_000
const DROPS_AFTER_MS = 50

/** One host with a server, whose manners may change. */
export class SimulatedServer {
  manner: Manner
  /** The share of questions that it says no to. */
  errors = 0
  readonly #random: Random
  readonly #links = new Set<ServedLink>()

  /** @param random by which it is decided which questions those are. */
  constructor(host: VirtualHost, manner: Manner, random: Random = seededRandom(host.name)) {
    this.manner = manner
    this.#random = random
    host.start((process) => {
      // Whatever the process before this one held has died with it.
      this.#links.clear()
      this.#serve(process, ASKED_PORT, false)
      this.#serve(process, BEATING_PORT, true)
    })
  }

  #serve(process: MemoryHost, port: number, beats: boolean): void {
    const owner: ListenerOwner = {
      listening() {},
      accepted: ({ link }) => {
        const served = new ServedLink(
          link,
          process,
          beats,
          () => this.manner,
          () => this.#links.delete(served),
          () => this.errors > 0 && this.#random() < this.errors,
        )
        this.#links.add(served)
        return served
      },
      turnedAway() {},
      paused() {},
      resumed() {},
      failed() {},
      closed() {},
    }
    const listening: Listening = process.listen({ port }).listen(owner)
    void listening
  }
}

const decoder = new TextDecoder()
const ANSWERS: Readonly<Record<string, string>> = { ping: 'pong', hello: 'welcome' }

class ServedLink implements LinkOwner {
  readonly #link: Link
  readonly #host: MemoryHost
  readonly #beats: boolean
  readonly #manner: () => Manner
  readonly #gone: () => void
  readonly #refuses: () => boolean
  #timer: Timer | null = null
  #isOver = false

  constructor(
    link: Link,
    host: MemoryHost,
    beats: boolean,
    manner: () => Manner,
    gone: () => void,
    refuses: () => boolean,
  ) {
    this.#link = link
    this.#host = host
    this.#beats = beats
    this.#manner = manner
    this.#gone = gone
    this.#refuses = refuses
  }

  opened(): void {
    if (this.#manner() === 'drops') this.#after(DROPS_AFTER_MS, () => this.#link.close())
    else if (this.#beats) this.#beat()
    else this.#tell()
  }

  frame(data: Uint8Array): void {
    const answer = this.#answerTo(decoder.decode(data))
    const manner = this.#manner()
    if (answer === undefined || manner === 'silent') return
    if (manner === 'slow') this.#host.clock.after(SLOW_MS, () => this.#say(answer))
    else this.#say(answer)
  }

  ended(): void {
    this.#link.close()
  }

  released(): void {
    this.#isOver = true
    this.#timer?.cancel()
    this.#gone()
  }

  heard(): void {}
  partial(): void {}
  drained(): void {}
  pinged(): void {}
  ponged(): void {}

  /** A question bears a number, and so does its answer. */
  #answerTo(text: string): string | undefined {
    if (!text.startsWith('ask ')) return ANSWERS[text]
    return `${this.#refuses() ? 'no' : 'told'} ${text.slice(4)}`
  }

  #beat(): void {
    const manner = this.#manner()
    if (manner !== 'silent') this.#say('beat')
    this.#after(manner === 'slow' ? BEAT_EVERY_MS + SLOW_MS : BEAT_EVERY_MS, () => this.#beat())
  }

  #tell(): void {
    if (this.#manner() === 'chatty') this.#say('news')
    // It looks now and then whether it has become chatty.
    this.#after(this.#manner() === 'chatty' ? NEWS_EVERY_MS : 30 * NEWS_EVERY_MS, () => this.#tell())
  }

  #say(text: string): void {
    if (!this.#isOver) this.#link.write(this.#link.encode(text))
  }

  #after(ms: number, task: () => void): void {
    this.#timer = this.#host.clock.after(ms, () => {
      if (!this.#isOver) task()
    })
  }
}
