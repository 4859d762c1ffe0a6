/** Attaches a tool of Stately's: dials its server, and tells it what happens, ten times a second at the most. */
import type { Subscription } from 'rxjs'
import type { Timer } from '../clock/clock.ts'
import { checkOptions } from '../machines/check.ts'
import type { Connection } from '../supervisor/handle.ts'
import { supervise } from '../supervisor/supervise.ts'
import type { Supervisor } from '../supervisor/supervisor.ts'
import type { Transport } from '../transport/transport.ts'
import { choiceOf, eventsOf, STATELY_KEYS, type StatelyOptions } from './events.ts'
import { Outgoing } from './outgoing.ts'
import type { Choice } from './translator.ts'

/** Where the tool is, and whom it is told of. */
export interface AttachOptions extends StatelyOptions {
  /** Where the tool's server listens. Default `ws://localhost:8080`, as `@statelyai/inspect` has it. */
  readonly url?: string
}

/** A tool that is attached. */
export interface StatelyTool extends AsyncDisposable {
  /** The connection to it: supervised, like any other. */
  readonly connection: Connection
  /** Lets go of it. Resolves when nothing is left; once more, it does the same. */
  detach(): Promise<void>
}

const BATCH_MS = 100

/** What both entries do, over the WebSocket of their platform. */
export function attachBy(
  dial: (url: string) => Transport,
  supervisor: Supervisor,
  options: AttachOptions,
): StatelyTool {
  checkOptions('attachStately', options, ['url', ...STATELY_KEYS])
  const { url = 'ws://localhost:8080' } = options
  const choice = choiceOf(options)
  const transport = dial(url)
  const { clock, random } = supervisor.world
  const own = supervise({ name: 'stately', clock, random })
  const connection = own.connect('tool', transport, { backoff: { firstMs: 500, maxMs: 5_000 } })
  const telling = new Telling(supervisor, connection, choice)
  const detach = async (): Promise<void> => {
    telling.pause()
    await own.stop()
  }
  connection.phase$.subscribe(({ phase }) => {
    if (phase === 'alive') telling.go()
    else if (phase !== 'suspect') telling.pause()
  })
  // The tool keeps nothing alive: with what it watches it ends.
  void supervisor.ended.then(() => telling.last()).then(detach)
  return { connection, detach, [Symbol.asyncDispose]: detach }
}

/** What one tool is told, while it is there. */
class Telling {
  readonly #supervisor: Supervisor
  readonly #tool: Connection
  readonly #choice: Choice
  readonly #outgoing = new Outgoing()
  #watching: Subscription | null = null
  #timer: Timer | null = null
  #sending: Promise<unknown> | null = null
  /** More happened than could be told: it begins with the tree again. */
  #isBehind = false

  constructor(supervisor: Supervisor, tool: Connection, choice: Choice) {
    this.#supervisor = supervisor
    this.#tool = tool
    this.#choice = choice
  }

  /** Goes on, or begins: with the tree as it is. */
  go(): void {
    if (this.#watching !== null) return
    this.#isBehind = false
    this.#watching = eventsOf(this.#supervisor, this.#choice).subscribe((event) => {
      if (this.#isBehind) return
      this.#isBehind = !this.#outgoing.add(event)
      this.#soon()
    })
  }

  pause(): void {
    this.#watching?.unsubscribe()
    this.#watching = null
    this.#timer?.cancel()
    this.#timer = null
    this.#outgoing.take()
  }

  /** What is still to be said. */
  async last(): Promise<void> {
    await this.#sending
    if (this.#watching !== null) await this.#send()
  }

  /** One batch at a time: a tool that does not read is told less. */
  #soon(): void {
    if (this.#timer !== null || this.#sending !== null) return
    this.#timer = this.#supervisor.world.clock.after(BATCH_MS, () => {
      this.#timer = null
      if (this.#isBehind) {
        this.pause()
        return this.go()
      }
      this.#sending = this.#send().then(() => {
        this.#sending = null
        if (!this.#outgoing.isEmpty || this.#isBehind) this.#soon()
      })
    })
  }

  async #send(): Promise<void> {
    const sent = this.#outgoing.take().map((event) => this.#tool.send(JSON.stringify(event)))
    // Whoever is not there any more is told everything when it is back.
    await Promise.allSettled(sent)
  }
}
