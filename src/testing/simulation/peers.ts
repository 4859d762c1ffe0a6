/** Programs of peers, which know nothing of connections: they get frames, and answer by their manners. */
import type { Timer } from '../../clock/clock.ts'
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
  readonly #links = new Set<ServedLink>()

  constructor(host: VirtualHost, manner: Manner) {
    this.manner = manner
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
  #timer: Timer | null = null
  #isOver = false

  constructor(link: Link, host: MemoryHost, beats: boolean, manner: () => Manner, gone: () => void) {
    this.#link = link
    this.#host = host
    this.#beats = beats
    this.#manner = manner
    this.#gone = gone
  }

  opened(): void {
    if (this.#manner() === 'drops') this.#after(DROPS_AFTER_MS, () => this.#link.close())
    else if (this.#beats) this.#beat()
    else this.#tell()
  }

  frame(data: Uint8Array): void {
    const answer = ANSWERS[decoder.decode(data)]
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
