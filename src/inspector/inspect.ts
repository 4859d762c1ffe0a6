/** Serves the inspector of one supervisor. */
import { Supervisor } from '../supervisor/supervisor.ts'
import { OptionError, refuse } from '../transport/transport.ts'
import { offered } from './act/hardships.ts'
import { Telling } from './beside/telling.ts'
import { type Served, serve } from './door/serve.ts'
import type { Inspector } from './inspector.ts'
import { Tap } from './look/tap.ts'
import { type InspectOptions, type InspectPlan, inspectPlan } from './options.ts'
import { Page } from './page.ts'

/**
 * Serves a page that shows what a supervisor keeps, live: to whoever opens `url`, which has a secret in it. Nobody looking,
 * it costs nothing; whoever looks sees, and may do no more than `allow` says.
 *
 * It does not keep the process alive: a program ends when its own work does, whoever looks. When the supervisor has ended, the
 * page says so, and what was is still to be seen until `close`, or until the process ends. 16 pages at once; what a page says may have 64 KiB.
 *
 * @param supervisor the outermost one, or one within: then that part of the tree is shown.
 * @throws OptionError naming the option that cannot be used, by a rejection. ConnectionError where it cannot listen, on a
 *   port that is taken for instance.
 */
export async function inspect(supervisor: Supervisor, options: InspectOptions = {}): Promise<Inspector> {
  if (!(supervisor instanceof Supervisor)) {
    throw new OptionError('supervisor', 'expected a supervisor of pulsetree')
  }
  return inspection(supervisor, inspectPlan(options))
}

/** The same, with a page of another place. */
export async function inspection(supervisor: Supervisor, plan: InspectPlan, page?: URL): Promise<Inspector> {
  const { acts, hardships, frames, beside } = plan
  const tap = new Tap(supervisor, {
    frames,
    beside: new Telling(beside),
    permits: () => ({ acts, hardships: offered(hardships), frames: frames !== null }),
  })
  const served = await serve(plan.door, { holds: false, ...(page && { page }) }, (connection) => {
    new Page(connection, supervisor, plan, tap)
  })
  return new Inspection(served, tap)
}

class Inspection implements Inspector {
  readonly url: string
  readonly port: number
  readonly #served: Served
  readonly #tap: Tap

  constructor(served: Served, tap: Tap) {
    this.url = served.url
    this.port = served.port
    this.#served = served
    this.#tap = tap
  }

  get viewers(): number {
    return this.#tap.size
  }

  note(text: string): void {
    this.#tap.note(typeof text === 'string' ? text : refuse('text', 'a text', text))
  }

  close(): Promise<void> {
    return this.#served.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
