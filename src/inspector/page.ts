/** What one page asks for, and what it is answered. */
import type { Connection } from '../supervisor/handle.ts'
import type { Supervisor } from '../supervisor/supervisor.ts'
import { act } from './act/act.ts'
import { inflict } from './act/hardships.ts'
import { AskedError, askedOf } from './asked.ts'
import type { Tap } from './look/tap.ts'
import { Viewer } from './look/viewer.ts'
import type { InspectPlan } from './options.ts'
import type { PageMessage } from './wire.ts'

/** Acts of one page that may be under way at once. */
export const MOST_ACTS = 64
/** What a page may ask for in a row while so much waits for it that it is told no more: answers wait, too. */
const MOST_UNREAD = 1_000

export class Page {
  readonly #connection: Connection
  readonly #viewer: Viewer
  readonly #supervisor: Supervisor
  readonly #plan: InspectPlan
  readonly #tap: Tap
  #hasJoined = false
  #acts = 0
  #unread = 0

  /** @param connection one that has just been accepted. */
  constructor(connection: Connection, supervisor: Supervisor, plan: InspectPlan, tap: Tap) {
    this.#connection = connection
    this.#viewer = new Viewer(connection)
    this.#supervisor = supervisor
    this.#plan = plan
    this.#tap = tap
    connection.phase$.subscribe({
      next: ({ phase }) => {
        if (phase === 'alive') this.#join()
        else if (phase === 'dead' || phase === 'stopped' || phase === 'failed') this.#leave()
      },
    })
    connection.frames$.subscribe(({ textOrNull }) => this.#heard(textOrNull))
  }

  /** Once only: a suspect that is heard is alive again, too. */
  #join(): void {
    if (this.#hasJoined) return
    this.#hasJoined = true
    this.#tap.join(this.#viewer)
  }

  #leave(): void {
    if (this.#hasJoined) this.#tap.leave(this.#viewer)
  }

  #heard(text: string | null): void {
    this.#unread = this.#viewer.isFull ? this.#unread + 1 : 0
    if (this.#unread > MOST_UNREAD) {
      const detail = 'the page asks on, and does not read what it is told'
      return void this.#connection.end({ kind: 'exhausted', by: 'us', detail })
    }
    try {
      this.#do(askedOf(text))
    } catch (error) {
      if (!(error instanceof AskedError)) throw error
      const why = error.message
      this.#viewer.say({ t: 'refused', why })
      // Its code keeps a page of ours from coming back: it would say the same again.
      this.#connection.end({ kind: 'auth', by: 'us', detail: why })
    }
  }

  #do(asked: PageMessage): void {
    if (asked.t === 'watch') {
      this.#tap.watching.watch(this.#viewer, asked.ids)
      this.#tap.frames.want(this.#viewer, asked.frames)
    } else if (this.#acts >= MOST_ACTS) this.#done(asked.n, `${MOST_ACTS} others are still being done`)
    else if (asked.t === 'act') {
      void this.#await(asked.n, act(this.#supervisor, this.#plan.acts, asked.act, asked.id))
    } else void this.#await(asked.n, inflict(this.#plan.hardships, asked.name, asked.id))
  }

  async #await(n: number, doing: Promise<string | null>): Promise<void> {
    this.#acts += 1
    const error = await doing
    this.#acts -= 1
    this.#done(n, error)
  }

  #done(n: number, error: string | null): void {
    this.#viewer.say({ t: 'done', n, error })
  }
}
