/** A program of ours that asks a peer now and then, through a breaker, over a connection that may come and go. */
import { type Breaker, BreakerError, breaker, type Verdict } from '../../breaker/index.ts'
import type { Clock, Timer } from '../../clock/clock.ts'
import type { Random } from '../../clock/random.ts'
import { Connection } from '../../supervisor/handle.ts'
import type { Supervisor } from '../../supervisor/supervisor.ts'
import type { BreakerStory, Breakers } from '../invariants/breakers.ts'
import { Asking } from './asking.ts'
import type { SimulatedBreaker, SimulatedCaller } from './plan-parts.ts'

/** What callers share. */
export interface CallersWorld {
  readonly root: Supervisor
  /** That of our process, for what callers do. */
  readonly clock: Clock
  /** That of the supervisor, for breakers: they are part of what has to leave nothing behind. */
  readonly treeClock: Clock
  readonly random: Random
  readonly breakers: Breakers
}

/** One connection, and what stands in front of its calls. */
interface Guarded {
  readonly connection: Connection
  readonly asking: Asking
  readonly guard: Breaker
  readonly story: BreakerStory
}

export class Caller {
  /** Calls that have neither resolved nor rejected. */
  unsettled = 0
  /** Breakers that were made. */
  made = 0
  readonly #plan: SimulatedCaller
  readonly #world: CallersWorld
  #guarded: Guarded | null = null
  #timer: Timer

  constructor(plan: SimulatedCaller, world: CallersWorld) {
    this.#plan = plan
    this.#world = world
    this.#timer = this.#soon()
  }

  /** It calls nobody any more. A breaker that heeds its connection stops with that, and is left to it. */
  close(): void {
    this.#timer.cancel()
    this.#leave()
  }

  #soon(): Timer {
    const { clock, random } = this.#world
    return clock.after(this.#plan.everyMs * (0.5 + random()), () => {
      this.#timer = this.#soon()
      this.#callSome()
    })
  }

  #callSome(): void {
    const guarded = this.#present()
    if (guarded === null) return
    for (let left = Math.ceil(this.#world.random() * this.#plan.atOnce); left > 0; left -= 1) {
      this.unsettled += 1
      const settled = (): void => {
        this.unsettled -= 1
      }
      this.#call(guarded).then(settled, settled)
    }
  }

  async #call({ guard, story, asking }: Guarded): Promise<void> {
    const { timeoutMs, calledOff } = this.#plan
    const { random } = this.#world
    const callOffMs = random() < calledOff ? random() * timeoutMs : null
    try {
      await guard.call(async () => {
        const settles = story.passes()
        try {
          await asking.ask(timeoutMs, callOffMs)
          settles('success')
        } catch (error) {
          settles(verdictOf(error))
          throw error
        }
      })
    } catch (error) {
      if (error instanceof BreakerError) story.refused()
    }
  }

  /** The connection that bears the id now, with a breaker of its own; null while there is none. */
  #present(): Guarded | null {
    const { root, clock } = this.#world
    const { connection: id } = this.#plan
    const connection = root.find(id)
    if (!(connection instanceof Connection)) return null
    const isOver = this.#guarded?.connection !== connection || this.#guarded.guard.phase === 'stopped'
    if (!isOver) return this.#guarded
    this.#leave()
    // Over its end it would stop at once, and be made again each time.
    if (connection.final) return null
    const guard = this.#breaker(connection)
    const story = this.#world.breakers.watch(guard, this.#plan.breaker.probes)
    this.#guarded = { connection, asking: new Asking(connection, clock), guard, story }
    return this.#guarded
  }

  #breaker(connection: Connection): Breaker {
    const { treeClock, random } = this.#world
    this.made += 1
    const { heeds, probes, probeTimeoutMs, openMs, longestMs, ...limits } = this.#plan.breaker
    return breaker({
      id: `${connection.id} breaker`,
      ...(heeds ? { of: connection } : {}),
      ...limitsOf(limits),
      probes,
      probeTimeoutMs,
      backoff: { firstMs: openMs, maxMs: longestMs },
      clock: treeClock,
      random,
    })
  }

  #leave(): void {
    this.#guarded?.asking.close()
    if (!this.#plan.breaker.heeds) this.#guarded?.guard.stop()
    this.#guarded = null
  }
}

function limitsOf({
  failures,
  share,
  withinMs,
  minCalls,
}: Pick<SimulatedBreaker, 'failures' | 'share' | 'withinMs' | 'minCalls'>): Parameters<typeof breaker>[0] {
  return {
    failures: failures ?? false,
    ...(share === null ? {} : { rate: { share, withinMs, minCalls } }),
  }
}

/** As breakers have it by default: to be called off says nothing. */
function verdictOf(error: unknown): Verdict {
  return error instanceof Error && error.name === 'AbortError' ? 'nothing' : 'failure'
}
