/**
 * What a supervisor does, as a specification: children stop in no time, and everything happens in one piece. It knows no
 * chart, no actor and no promise; `supervision.test.ts` holds the real ones to it.
 */
export type Restart = 'permanent' | 'transient' | 'temporary'
export type Strategy = 'one_for_one' | 'one_for_all' | 'rest_for_one'

export interface Spec {
  readonly restart: Restart
  /** So many restarts in {@link WINDOW_MS}. */
  readonly restarts: number
  readonly delayMs: number
  readonly escalates: boolean
  readonly significant: boolean
}

export interface SupervisorSpec {
  readonly strategy: Strategy
  readonly restarts: number
  readonly auto: 'never' | 'any_significant' | 'all_significant'
}

export const WINDOW_MS = 1_000

type State = 'declared' | 'up' | 'resting' | 'over'

/** The whole: the time, what was seen, and what is to come. */
export class Stage {
  now = 0
  seen: string[] = []
  #waiting: { at: number; run: () => void }[] = []

  /** Answers how to call it off. Whoever came first is first. */
  after(ms: number, run: () => void): () => void {
    const wait = { at: this.now + ms, run }
    this.#waiting.push(wait)
    return () => {
      this.#waiting = this.#waiting.filter((one) => one !== wait)
    }
  }

  pass(ms: number): void {
    const until = this.now + ms
    for (;;) {
      const next = Math.min(...this.#waiting.map(({ at }) => at))
      const wait = this.#waiting.find(({ at }) => at === next)
      if (wait === undefined || wait.at > until) break
      this.now = wait.at
      this.#waiting = this.#waiting.filter((one) => one !== wait)
      wait.run()
    }
    this.now = until
  }
}

export abstract class Node {
  state: State = 'declared'
  isStopped = false
  isGivenUp = false
  restarts = 0
  isCounted = true
  history: number[] = []
  callOff: () => void = () => {}

  readonly stage: Stage
  readonly id: string
  readonly parent: Boss | null
  readonly spec: Spec

  constructor(stage: Stage, id: string, parent: Boss | null, spec: Spec) {
    this.stage = stage
    this.id = id
    this.parent = parent
    this.spec = spec
  }

  /** Whether its start worked out. */
  abstract start(): void
  abstract halt(): void
  /** As new, in the place of one that is over. */
  abstract renew(): void

  get isWanted(): boolean {
    return !this.isStopped && !this.isGivenUp && (this.state !== 'over' || this.spec.restart !== 'temporary')
  }

  begin(): void {
    this.callOff()
    if (this.state === 'over') this.renew()
    if (!this.isCounted) this.restarts += 1
    this.isCounted = false
    this.state = 'up'
    this.start()
  }

  down(): void {
    this.state = 'resting'
    if (this.spec.restart === 'temporary' || this.isStopped) this.letGo()
  }

  letGo(): void {
    this.state = 'over'
    this.callOff()
    this.history = []
  }

  stop(): void {
    this.isStopped = true
    if (this.state === 'up') this.halt()
    else if (this.state !== 'over') this.letGo()
    this.parent?.settled()
  }

  /** By its user: at once, whatever it is doing. */
  restart(): void {
    if (this.state === 'up') this.halt()
    if (this.parent?.isRunning) this.begin()
    else if (this.state === 'over') this.renew()
  }

  /** By itself. */
  ended(isAbnormal: boolean): void {
    this.state = 'resting'
    const { restart } = this.spec
    if (restart === 'permanent' || (restart === 'transient' && isAbnormal)) this.parent?.again(this)
    else {
      this.letGo()
      this.parent?.significant(this)
    }
    this.parent?.settled()
  }

  isTooOften(history: number[], most: number): boolean {
    return history.filter((at) => this.stage.now - at <= WINDOW_MS).length + 1 > most
  }
}

export class Leaf extends Node {
  /** So many starts to come are crashes. */
  bugs = 0

  start(): void {
    this.stage.seen.push(`+${this.id}`)
    if (this.bugs === 0) return
    this.bugs -= 1
    this.fall(true)
  }

  halt(): void {
    this.stage.seen.push(`-${this.id}`)
    this.down()
  }

  fall(isAbnormal: boolean): void {
    this.stage.seen.push(`!${this.id}`)
    this.ended(isAbnormal)
  }

  renew(): void {
    this.state = 'declared'
    this.isStopped = this.isGivenUp = false
  }
}

export class Boss extends Node {
  readonly own: SupervisorSpec
  readonly kids: Node[] = []
  isRunning = false
  #members: Node[] = []
  #at = 0
  #group: () => void = () => {}
  /** Who starts children now: whoever failed meanwhile, or stopped them all, comes before. */
  #starts = 0
  #all: number[] = []

  constructor(stage: Stage, id: string, parent: Boss | null, spec: Spec, own: SupervisorSpec) {
    super(stage, id, parent, spec)
    this.own = own
  }

  get isEnding(): boolean {
    if (this.isStopped || this.state === 'over') return true
    return this.parent === null ? !this.isRunning : this.parent.isEnding
  }

  start(): void {
    this.isRunning = true
    this.#all = []
    for (const kid of this.kids) kid.history = []
    this.#startEach(this.kids.filter(({ isStopped }) => !isStopped))
  }

  halt(): void {
    this.stopKids()
    this.down()
  }

  override letGo(): void {
    super.letGo()
    for (const kid of this.kids) kid.letGo()
  }

  renew(): void {
    this.state = 'declared'
    this.isStopped = this.isGivenUp = false
    for (const kid of this.kids) {
      kid.renew()
      kid.restarts = 0
      kid.isCounted = true
    }
  }

  again(kid: Node): void {
    const own = kid.isTooOften(kid.history, kid.spec.restarts)
    if (own) this.stage.seen.push(`${kid.id}?`)
    if (own && !kid.spec.escalates) {
      kid.isGivenUp = true
      kid.letGo()
      return this.significant(kid)
    }
    if (own || this.isTooOften(this.#all, this.own.restarts)) return this.giveUp()
    kid.history.push(this.stage.now)
    this.#all.push(this.stage.now)
    kid.restarts += 1
    kid.isCounted = true
    this.stage.seen.push(`${kid.id} in ${kid.spec.delayMs}`)
    if (this.own.strategy === 'one_for_one') {
      kid.callOff = this.stage.after(kid.spec.delayMs, () => kid.begin())
    } else this.regroup(kid)
  }

  significant(kid: Node): void {
    const { auto } = this.own
    if (!kid.spec.significant || auto === 'never' || !this.isRunning) return
    if (auto === 'all_significant' && this.kids.some((one) => one.spec.significant && one.state !== 'over'))
      return
    this.end(false)
  }

  settled(): void {
    if (this.#members.length > 0 && !this.#members.some((kid) => kid.isWanted)) this.#forget()
  }

  stopKids(): void {
    this.isRunning = false
    this.#forget()
    for (const kid of this.kids) kid.callOff()
    for (const kid of [...this.kids].reverse()) {
      if (kid.state === 'up') kid.halt()
      if (this.isEnding) kid.letGo()
    }
  }

  giveUp(): void {
    this.stage.seen.push(`${this.id}??`)
    this.end(true)
  }

  /** Of its own. */
  end(isAbnormal: boolean): void {
    this.stopKids()
    this.ended(isAbnormal)
  }

  regroup(failed: Node): void {
    const { kids } = this
    const first = this.own.strategy === 'one_for_all' ? 0 : kids.indexOf(failed)
    this.#members = kids.filter((kid, nth) => nth >= first || this.#members.includes(kid))
    this.#at = Math.max(this.#at, this.stage.now + failed.spec.delayMs)
    this.#group()
    this.#starts += 1
    for (const kid of [...this.#members].reverse()) if (kid.state === 'up') kid.halt()
    this.#group = this.stage.after(this.#at - this.stage.now, () => {
      const members = this.#members
      this.#forget()
      this.#startEach(members.filter(({ isWanted }) => isWanted))
    })
  }

  #startEach(kids: readonly Node[]): void {
    this.#starts += 1
    const starts = this.#starts
    for (const kid of kids) if (starts === this.#starts && kid.state !== 'up') kid.begin()
  }

  #forget(): void {
    this.#group()
    this.#members = []
    this.#at = 0
    this.#starts += 1
  }
}
