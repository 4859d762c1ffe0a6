/**
 * Children that take their time: some stop at once, some later, some not at all unless they are destroyed; some crash on
 * the way. No model tells what must be seen then, but invariants do, after each step and at the end:
 *
 * 1. at most one live link per child; 2. nothing begins after its stop; 3. a stopped tree has no link and no timer left;
 * 10. restarts in any window never exceed the intensity, per child and per supervisor apart; 11. declared children stop
 * one at a time, in reverse, and start in order, and temporary ones are never started again; 12. giving up is told once;
 * 15. once faults stop, every child that was neither stopped nor given up is alive.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FeedEvent, StrategyName } from '../../src/index.ts'
import { Troupe } from '../supervision/support/troupe.ts'

const { PULSETREE_RUNS = '300', PULSETREE_SEED = '20261121' } = process.env

const WITHIN_MS = 500
const SHUTDOWN_MS = 60

interface Kid {
  readonly restart: 'permanent' | 'transient' | 'temporary'
  readonly restarts: number
  readonly delayMs: number
  readonly stopsInMs: number | 'never'
}

interface Setting {
  readonly strategy: StrategyName
  readonly restarts: number
  readonly kids: readonly Kid[]
}

type Action =
  | { readonly type: 'crash' | 'stop' | 'restart' | 'remove' | 'start'; readonly n: number }
  | { readonly type: 'pass'; readonly ms: number }

const setting: fc.Arbitrary<Setting> = fc.record({
  strategy: fc.constantFrom('one_for_one', 'one_for_all', 'rest_for_one'),
  restarts: fc.integer({ min: 1, max: 6 }),
  kids: fc.array(
    fc.record({
      restart: fc.constantFrom('permanent', 'transient', 'transient', 'temporary'),
      restarts: fc.integer({ min: 1, max: 4 }),
      delayMs: fc.constantFrom(0, 30, 100),
      stopsInMs: fc.constantFrom<number | 'never'>(0, 0, 20, 50, 'never'),
    }),
    { minLength: 1, maxLength: 5 },
  ),
})

const n = fc.nat({ max: 9 })
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant('crash' as const), n }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constantFrom('stop', 'restart', 'remove', 'start'), n }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('pass' as const), ms: fc.constantFrom(5, 20, 61, 200, 700) }),
  },
)

/** A supervisor in a supervisor, so that giving up is not the end, and what must hold for its children. */
class Trial {
  readonly troupe = new Troupe({ intensity: { restarts: 1_000_000 }, dials: false })
  readonly setting: Setting
  readonly ids: readonly string[]
  /** Stopped or removed by us, and not started since. */
  readonly stopped = new Set<string>()
  /** Restarted or started by us: not the supervisor’s doing. */
  readonly #ours = new Map<string, number>()

  constructor(setting: Setting) {
    this.setting = setting
    const { troupe } = this
    const { strategy, restarts } = setting
    const boss = troupe.top.supervise(
      'b',
      { strategy, intensity: { restarts, withinMs: WITHIN_MS } },
      { intensity: { restarts: 1_000_000 }, restartDelayMs: 10 },
    )
    for (const [nth, { restarts: most, delayMs, ...kid }] of setting.kids.entries()) {
      const options = { restartDelayMs: delayMs, intensity: { restarts: most, withinMs: WITHIN_MS } }
      troupe.worker(`k${nth}`, { shutdownMs: SHUTDOWN_MS, ...kid, ...options }, boss)
    }
    this.ids = setting.kids.map((_, nth) => `b/k${nth}`)
  }

  async act(action: Action): Promise<void> {
    const { troupe } = this
    if (action.type === 'pass') await troupe.pass(action.ms)
    else {
      const id = this.ids[action.n % this.ids.length] ?? ''
      const boss = troupe.supervisor('b')
      const name = id.slice(2)
      const child = boss.find(name)
      if (child !== undefined) await this.#on(action.type, id, name)
    }
    this.check()
  }

  async #on(type: Exclude<Action['type'], 'pass'>, id: string, name: string): Promise<void> {
    const { troupe } = this
    const boss = troupe.supervisor('b')
    const connection = troupe.connection(id)
    if (type === 'crash') {
      const { phase } = connection
      if (phase === 'alive' || phase === 'dead') await troupe.crash(id).catch(() => {})
    } else if (type === 'stop' || type === 'remove') {
      this.stopped.add(id)
      void (type === 'stop' ? connection.stop() : boss.remove(name))
    } else if (type === 'restart' || boss.branch.children.get(id)?.isOver) {
      this.stopped.delete(id)
      this.#ours.set(id, (this.#ours.get(id) ?? 0) + 1)
      if (type === 'restart') void boss.restart(name)
      else boss.start(name)
    }
    await troupe.pass(0)
  }

  /** What must hold at any time. */
  check(): void {
    const { troupe, ids } = this
    const alive = ids.filter((id) => {
      const open = troupe.transports.get(id)?.links.filter(({ isReleased }) => !isReleased).length ?? 0
      expect(open, `links of ${id}`).toBeLessThanOrEqual(1)
      return open === 1
    })
    expect(troupe.top.phase).toBe('running')
    expect(alive.length).toBeLessThanOrEqual(ids.length)
  }

  /** Faults have stopped: who is alive after a while? */
  async heal(): Promise<void> {
    const { troupe } = this
    await troupe.pass(5_000)
    const boss = troupe.supervisor('b')
    expect(boss.phase).toBe('running')
    for (const { id, child, plan, isOver, isGivenUp } of boss.branch.children.entries) {
      if (this.stopped.has(id) || isGivenUp) continue
      if (plan.restart === 'temporary' && isOver) continue
      expect([id, troupe.connection(id).phase, child.stopAsked]).toEqual([id, 'alive', false])
    }
  }

  async finish(): Promise<void> {
    const { troupe, setting } = this
    let isOver = false
    void troupe.top.stop().then(() => {
      isOver = true
    })
    await troupe.pass((SHUTDOWN_MS + 1) * setting.kids.length)
    expect(isOver, 'stopped within the sum of the times its children have').toBe(true)
    expect(troupe.clock.pending).toBe(0)
    const { length } = troupe.events
    await troupe.pass(10_000)
    expect(troupe.events.slice(length)).toEqual([])
    for (const { links } of troupe.transports.values())
      expect(links.every(({ isReleased }) => isReleased)).toBe(true)
    this.#intensities()
    this.#order()
    this.#temporaries()
  }

  #intensities(): void {
    const { events } = this.troupe
    const at = (of: (event: FeedEvent & { kind: 'restart' }) => boolean): number[] =>
      events.flatMap((event) => (event.kind === 'restart' && of(event) ? [event.at] : []))
    const starts = events.flatMap((event) =>
      event.kind === 'supervisor' && event.id === 'b' && event.phase === 'running' ? [event.at] : [],
    )
    for (const [nth, { restarts }] of this.setting.kids.entries()) {
      // One that was given up and is started by its user counts anew.
      if (this.#ours.has(`b/k${nth}`)) continue
      within(
        at(({ id }) => id === `b/k${nth}`),
        starts,
        restarts,
      )
    }
    within(
      at(({ id }) => id.startsWith('b/')),
      starts,
      this.setting.restarts,
    )
  }

  /** Whoever its supervisor stops, with nobody else's doing, is the last one that is up. */
  #order(): void {
    if (this.#ours.size > 0 || this.stopped.size > 0) return
    let halting: string | null = null
    for (const event of this.troupe.events) {
      if (event.kind !== 'phase' || !event.id.startsWith('b/')) continue
      if (event.to === 'dead' && event.event === 'stop') {
        expect(halting, `${event.id} is halted while another one is`).toBeNull()
        halting = event.id
      } else if ((event.to === 'stopped' || event.to === 'failed') && event.id === halting) halting = null
    }
    const begun = this.troupe.events.flatMap((event) =>
      event.kind === 'phase' && event.to === 'connecting' && event.from === null
        ? [[event.at, event.id] as const]
        : [],
    )
    if (this.setting.strategy === 'one_for_one') return
    for (const [nth, [at, id]] of begun.entries()) {
      const before = begun[nth - 1]
      if (before?.[0] === at && this.#isGroup(at))
        expect(before[1] < id, `${before[1]} before ${id}`).toBe(true)
    }
  }

  /** Whether one batch began then, and nobody failed in the midst of it. */
  #isGroup(at: number): boolean {
    return !this.troupe.events.some((event) => event.at === at && event.kind === 'restart')
  }

  #temporaries(): void {
    for (const [nth, { restart }] of this.setting.kids.entries()) {
      const id = `b/k${nth}`
      if (restart !== 'temporary' || this.#ours.has(id)) continue
      const lives = this.troupe.events.filter(
        (event) => event.kind === 'phase' && event.id === id && event.from === null,
      )
      const starts = this.troupe.events.filter(
        (event) => event.kind === 'supervisor' && event.id === 'b' && event.phase === 'running',
      )
      expect(lives.length, `lives of ${id}`).toBeLessThanOrEqual(starts.length)
    }
  }
}

/** No window has more of these than so many; a supervisor that begins again counts from nothing. */
function within(times: readonly number[], starts: readonly number[], most: number): void {
  for (const from of times) {
    const life = starts.findLast((at) => at <= from) ?? 0
    const next = starts.find((at) => at > from) ?? Number.POSITIVE_INFINITY
    const inWindow = times.filter((at) => at >= from && at <= from + WITHIN_MS && at >= life && at < next)
    expect(inWindow.length, `restarts in the window from ${from}`).toBeLessThanOrEqual(most)
  }
}

test('Whatever becomes of children that take their time, supervisors keep their promises', async () => {
  await fc.assert(
    fc.asyncProperty(setting, fc.array(action, { maxLength: 40, size: 'max' }), async (settings, actions) => {
      const trial = new Trial(settings)
      await trial.troupe.pass(0)
      for (const step of actions) await trial.act(step)
      await trial.heal()
      await trial.finish()
    }),
    { numRuns: Number(PULSETREE_RUNS), seed: Number(PULSETREE_SEED) },
  )
}, 60_000)
