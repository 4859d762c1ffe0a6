/**
 * Walks every arrow of the supervisor's specification with real ones: a supervisor of three children below a parent that
 * restarts it, on the virtual clock. A failure shows the walk that led there.
 */
import { createTestModel } from '@xstate/test'
import { expect, test } from 'vitest'
import { arrowPaths } from '../../src/testing/index.ts'
import { Rig } from './supervision.rig.ts'
import {
  DELAY_MS,
  EVENTS,
  MOST,
  RESTARTS,
  type Sight,
  type Strategy,
  type SupervisedEvent,
  stateKey,
  supervisorModel,
  WINDOW_MS,
} from './supervisor.model.ts'

/** More than any walk can use up, so that only what is counted together is ever too much. */
const PLENTY = 9

function rigOf(strategy: Strategy): Rig {
  const spec = { restarts: PLENTY, delayMs: DELAY_MS, escalates: false, significant: false }
  const own = { strategy, restarts: MOST.children, auto: 'never' } as const
  const top = { strategy: 'one_for_one', restarts: MOST.supervisor, auto: 'never' } as const
  const leaves = RESTARTS.map((restart) => ({ ...spec, restart }))
  return new Rig({ top, kids: [{ spec: { ...spec, restart: 'transient' }, boss: own, leaves }] })
}

/** One walk, with supervisors of its own. */
class Walk {
  readonly #rig: Rig

  constructor(strategy: Strategy) {
    this.#rig = rigOf(strategy)
  }

  async begin(): Promise<void> {
    await this.#rig.act({ type: 'pass', ms: 0 })
  }

  async happen(event: SupervisedEvent): Promise<void> {
    const rig = this.#rig
    switch (event.type) {
      case 'crashes':
        return rig.act({ type: 'crash', n: 1 + event.kid })
      case 'finishes':
        return rig.act({ type: 'finish', n: 1 + event.kid })
      case 'user.stops':
        return rig.act({ type: 'stop', n: 1 + event.kid })
      case 'user.starts':
        return rig.act({ type: 'start', n: 1 + event.kid })
      case 'user.restarts':
        return rig.act({ type: 'restart', n: 1 + event.kid })
      case 'user.stops.all':
        return rig.act({ type: 'stop', n: 0 })
      case 'delay.passes':
        return rig.act({ type: 'pass', ms: DELAY_MS })
      case 'window.passes':
        return rig.act({ type: 'pass', ms: WINDOW_MS + 1 })
      case 'time.passes':
        return rig.act({ type: 'pass', ms: 600_000 })
    }
  }

  compare({ seen, kids }: Sight): void {
    expect(this.#rig.news().real, 'what is seen in this step').toEqual(seen)
    const ups = [0, 1, 2].map((kid) => this.#rig.links(`k0/l${kid}`))
    expect(ups, 'links of each child').toEqual(kids.map((status) => (status === 'up' ? 1 : 0)))
  }

  async finish(): Promise<void> {
    await this.#rig.stop()
    expect(this.#rig.clock.pending, 'timers left').toBe(0)
  }
}

test.each(['one_for_one', 'one_for_all', 'rest_for_one'] as const)(
  'A supervisor of %s shows what its specification says on every arrow',
  async (strategy) => {
    const model = createTestModel(supervisorModel(strategy), { events: EVENTS })
    const paths = model.getPaths((machine) => arrowPaths(machine, { keyOf: stateKey, events: EVENTS }))
    for (const path of paths) {
      const walk = new Walk(strategy)
      await walk.begin()
      await path.test({
        events: Object.fromEntries(
          EVENTS.map(({ type }) => [type, ({ event }: { event: SupervisedEvent }) => walk.happen(event)]),
        ),
        states: { '*': (snapshot: { context: Sight }) => walk.compare(snapshot.context) },
      })
      await walk.finish()
    }
    expect(paths.length).toBeGreaterThan(300)
  },
  60_000,
)
