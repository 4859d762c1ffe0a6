/** Runs a tape: real supervisor, sessions, vitals and detectors, on a clock and links that do what was recorded. */
import { turn } from '../../clock/turn.ts'
import type { Dials } from '../../machines/dials.ts'
import type { FeedEvent } from '../../supervisor/feed.ts'
import { Connection } from '../../supervisor/handle.ts'
import type { ListenOptions } from '../../supervisor/listener.ts'
import { supervise } from '../../supervisor/supervise.ts'
import type { Supervisor } from '../../supervisor/supervisor.ts'
import type { Cause, ListenerOwner } from '../../transport/transport.ts'
import { Actor } from './actor.ts'
import { linksOf, type RecordedLink } from './cast.ts'
import { CHANCES, CODES, QUANTA_A_MS, type Said } from './form.ts'
import type { Op, TapeEvent } from './log.ts'
import { problemOf } from './plan-problem.ts'
import { RecordingError } from './problem.ts'
import type { RecordedTape } from './recording.ts'
import { ScriptedClock } from './scripted-clock.ts'
import { type LinkStage, WORDS } from './scripted-link.ts'
import { tellBy } from './tell-by.ts'
import { type Otherwise, toldBy } from './told.ts'
import type { Outcome } from './verdict.ts'

/** What the machines made of it. */
export interface Made {
  /** Null for what concerns the whole process. */
  readonly id: string | null
  readonly event: Outcome
  /** The line of the tape at which it came. */
  readonly line: number
}

/** What led to a difference: a replayed connection, looked at closely at that moment. */
export interface Led {
  /** How long before that moment arrivals came, in ms, the latest at the end. */
  readonly heardMsBefore: readonly number[]
  /** Attention since it was heard, in ms; null without an open link. */
  readonly silentMs: number | null
  /** From 0 to 1, the verdict; null without an open link. */
  readonly suspicion: number | null
}

/** So many events go by before the event loop has a turn. */
const A_TURN = 20_000
const LATEST_HEARD = 5
/** Of a link whose cause is missing. */
const EOF: Cause = { kind: 'eof', by: 'peer' }
/** Who records, records its ticks: an hour of them between two events was none that ran. */
const MOST_IN_A_GAP = 100_000

export class Run implements LinkStage {
  readonly made: Made[] = []
  /** What {@link lookAt} found. */
  look: Led | null = null
  readonly #tape: RecordedTape
  readonly #otherwise: Otherwise
  readonly #clock: ScriptedClock
  readonly #supervisor: Supervisor
  readonly #links: ReadonlyMap<number, RecordedLink>
  readonly #ofConnection = new Map<number, RecordedLink[]>()
  readonly #actors = new Map<number, Actor>()
  readonly #hasHooks: boolean
  readonly #gates = new Map<number, ListenerOwner>()
  readonly #ids = new Map<string, string>()
  #chances: number[] = []
  /** What the users' policies answered in this event. */
  #answers: number[] = []
  #soon: (() => void)[] = []
  #line = 0
  /** Whoever begins, or joins those that dial. */
  #entering: Actor | null = null
  #lookAt: { readonly id: string; readonly wall: number } | null = null

  constructor(tape: RecordedTape, otherwise: Otherwise) {
    this.#tape = tape
    this.#otherwise = otherwise
    this.#clock = new ScriptedClock(tape.events)
    this.#clock.aheadMs = tape.aheadMs
    this.#links = linksOf(tape)
    this.#hasHooks = [...tape.plans.values()].some(({ said }) => said.hooks)
    for (const link of this.#links.values()) {
      const others = this.#ofConnection.get(link.connection)
      if (others === undefined) this.#ofConnection.set(link.connection, [link])
      else others.push(link)
    }
    const random = (): number => (this.#chances.shift() ?? CHANCES / 2) / CHANCES
    this.#supervisor = supervise({ clock: this.#clock, random, dials: { make: () => this.#dials } })
    this.#supervisor.feed$.subscribe((event) => this.#told(event))
  }

  /** In quanta. */
  get at(): number {
    return this.#clock.at
  }

  get #isAsked(): boolean {
    return Object.keys(this.#otherwise).length > 0
  }

  /** What the wall showed at the end. */
  get wall(): number {
    return this.#clock.wall()
  }

  soon(task: () => void): void {
    this.#soon.push(task)
  }

  /** To be called before {@link run}: looks at this connection when the wall shows this time. */
  lookAt(id: string, wall: number): void {
    this.#lookAt = { id, wall }
  }

  /** @throws RecordingError when a connection cannot be told what it was told. */
  async run(): Promise<void> {
    let count = 0
    for (const event of this.#tape.events) {
      this.#passUntil(event)
      this.#line = event.line
      this.#lookIfDue(event.at)
      if (this.#hasHooks) await this.#takeSlowly(event)
      else this.#take(event)
      count += 1
      if (count % A_TURN === 0) await turn()
      this.#settle()
    }
  }

  /** Timers that there were not then. @throws RecordingError where a file says that nothing happened for ages. */
  #passUntil({ at, line }: TapeEvent): void {
    for (let left = MOST_IN_A_GAP; this.#clock.runNextBefore(at); left -= 1) {
      if (left === 0) throw new RecordingError(line, 0, 'nothing was recorded for too long before this')
      this.#settle()
    }
  }

  #take(event: TapeEvent): void {
    this.#prepare(event)
    if (event.due !== null) this.#clock.fire(event.due)
    for (const op of event.ops) {
      if (!CODES[op.code].isInput) continue
      this.#settle()
      this.#do(op)
    }
  }

  /** The same where promises settle in between, as those of hooks do. */
  async #takeSlowly(event: TapeEvent): Promise<void> {
    this.#prepare(event)
    if (event.due !== null) this.#clock.fire(event.due)
    for (const op of event.ops) {
      if (!CODES[op.code].isInput) continue
      this.#settle()
      if (op.code === '=') await turn()
      this.#do(op)
      if (op.code !== 'H') await turn()
    }
  }

  #settle(): void {
    while (this.#soon.length > 0) for (const task of this.#soon.splice(0)) task()
  }

  /** What the machines find while they do it again. */
  #prepare({ at, ops }: TapeEvent): void {
    const goesOn: (readonly number[])[] = []
    this.#chances = []
    this.#answers = []
    for (const { code, numbers } of ops) {
      const [first = 0, second = 0] = numbers
      if (code === 'R') goesOn.push(numbers)
      else if (code === '?') this.#chances.push(first)
      else if (code === 'W') this.#clock.aheadMs += first
      else if (code === 'V') this.#clock.aheadMs -= first
      else if (code === '@') this.#clock.slack = first
      else if (code === 'T') this.#answers.push(first)
      else if (code === '&' || code === '$') {
        const link = this.#actorOf(first)?.link(first)
        if (link !== undefined) link[code === '&' ? 'buffered' : 'flushed'] = second
      }
    }
    this.#clock.moveTo(at, goesOn)
  }

  #do({ code, numbers }: Op): void {
    const [first = 0, second = 0, third = 0] = numbers
    switch (code) {
      case ')':
        return this.#begin(first)
      case 'A':
        return this.#accept(first, second, third)
      case 'D':
        return this.#actors.get(second)?.dials(first, third === 2)
      case '=':
        return this.#actors.get(first)?.pass()
      case '/':
        return this.#refuse(first, second)
      case 'M':
        return this.#actors.get(first)?.handle?.halt({ now: second === 1 })
      case '!':
        return this.#actors.get(first)?.handle?.session.probe()
      default:
        return this.#happen(code, first, second)
    }
  }

  /** Something of a link. */
  #happen(code: Op['code'], number: number, second: number): void {
    const actor = this.#actorOf(number)
    if (code === 'O') actor?.opens(number)
    const link = actor?.link(number)
    if (actor === undefined || link === undefined) return
    if (code === 'S') actor.handle?.send(WORDS.business).catch(() => {})
    else if (code === '-' || code === '+') actor.handle?.session.flow(code === '+')
    else {
      if (code === 'H') this.#note(actor)
      tellBy(link, code, this.#tape.causes.get(second) ?? EOF)
    }
  }

  #begin(number: number): void {
    const actor = this.#actor(number)
    const { handle } = actor
    this.#entering = actor
    if (handle === null) this.#connect(actor)
    else if (handle.final) {
      const again = this.#supervisor.start(actor.name)
      if (again instanceof Connection) actor.handle = again
    }
    this.#entering = null
  }

  #connect(actor: Actor): void {
    const { number } = actor
    const known = this.#tape.connections.get(number)
    if (known === undefined) return
    const { said, line } = this.#said(known.plan)
    this.#ids.set(actor.name, known.id)
    actor.handle = problemOf(line, this.#isAsked, () =>
      this.#supervisor.connect(actor.name, actor.transport(known.endpoint ?? known.id), {
        ...toldBy(said, this.#otherwise),
        ...(said.hooks ? { onOpen: () => actor.hook() } : {}),
        ...(said.policy ? { retry: () => this.#policy() } : {}),
        restart: 'temporary',
        shutdownMs: false,
      }),
    )
  }

  #accept(number: number, listener: number, link: number): void {
    const known = this.#tape.connections.get(number)
    const actor = this.#actor(number)
    const gate = this.#gate(listener)
    if (known === undefined || gate === null) return
    const scripted = actor.accepted(link)
    this.#entering = actor
    scripted.owner = gate.accepted({ peer: actor.name, link: scripted })
    this.#entering = null
  }

  #gate(listener: number): ListenerOwner | null {
    const gate = this.#gates.get(listener)
    const known = this.#tape.listeners.get(listener)
    if (gate !== undefined || known === undefined) return gate ?? null
    const { said, line } = this.#said(known.plan)
    problemOf(line, this.#isAsked, () =>
      this.#supervisor.listen(
        `g${listener}`,
        {
          name: 'recorded',
          endpoint: `recorded${listener}`,
          cut: 'whole',
          pings: said.pings,
          encode: (payload) => payload,
          listen: (owner) => {
            this.#gates.set(listener, owner)
            return { close: () => {} }
          },
        },
        this.#listenOptions(said),
      ),
    )
    this.#gates.get(listener)?.listening(`recorded${listener}`)
    return this.#gates.get(listener) ?? null
  }

  #listenOptions(said: Said): ListenOptions {
    // Those of all its connections, each told by the name of its peer.
    const hooks = said.hooks
      ? { onOpen: ({ peer }: { readonly peer: string | null }) => this.#named(peer)?.hook() }
      : {}
    const authorise = said.authorises ? { authorise: () => true } : {}
    return { ...toldBy(said, this.#otherwise), ...hooks, ...authorise, maxConnections: 1_000_000 }
  }

  #named(name: string | null): Actor | undefined {
    return [...this.#actors.values()].findLast((actor) => actor.name === name)
  }

  /** What the user's own answered then. */
  #policy(): boolean {
    const answer = this.#answers.shift() ?? 0
    if (answer === 2) throw new Error("the user's policy threw")
    return answer === 1
  }

  /** It was not the link that ended. */
  #refuse(number: number, cause: number): void {
    const is = this.#tape.causes.get(cause)
    const handle = this.#actors.get(number)?.handle ?? null
    if (is === undefined || handle === null || handle.phase === 'dead') return
    handle.report({ type: is.kind === 'crash' ? 'hook.crashed' : 'link.ended', cause: is })
  }

  #note({ heard }: Actor): void {
    heard.push(this.#clock.at)
    if (heard.length > LATEST_HEARD) heard.shift()
  }

  #lookIfDue(at: number): void {
    if (this.#lookAt === null || at / QUANTA_A_MS + this.#clock.aheadMs < this.#lookAt.wall) return
    const { id } = this.#lookAt
    this.#lookAt = null
    const actor = [...this.#actors.values()].findLast(
      ({ number }) => this.#tape.connections.get(number)?.id === id,
    )
    if (actor === undefined) return
    this.look = {
      heardMsBefore: actor.heard.map((heard) => (at - heard) / QUANTA_A_MS),
      silentMs: actor.handle?.silentMs ?? null,
      suspicion: actor.handle?.suspicion ?? null,
    }
  }

  #actor(number: number): Actor {
    let actor = this.#actors.get(number)
    if (actor === undefined) {
      const plan = this.#tape.connections.get(number)?.plan ?? -1
      const pings = this.#tape.plans.get(plan)?.said.pings ?? false
      actor = new Actor(number, this.#ofConnection.get(number) ?? [], this, pings)
      this.#actors.set(number, actor)
    }
    return actor
  }

  #actorOf(link: number): Actor | undefined {
    const recorded = this.#links.get(link)
    return recorded === undefined ? undefined : this.#actors.get(recorded.connection)
  }

  #said(plan: number): { readonly said: Said; readonly line: number } {
    const found = this.#tape.plans.get(plan)
    if (found === undefined) throw new Error(`there is no plan ${plan}`)
    return found
  }

  #told(event: FeedEvent): void {
    switch (event.kind) {
      case 'stall':
        this.made.push({ id: null, event, line: this.#line })
        return
      case 'phase':
      case 'retry':
      case 'stale':
      case 'fresh': {
        const id = this.#idOf(event.id)
        if (id !== null) this.made.push({ id, event, line: this.#line })
      }
    }
  }

  /** The recorded id; that of an accepted one is learned with its first word. */
  #idOf(id: string): string | null {
    const known = this.#ids.get(id)
    if (known !== undefined || this.#entering === null) return known ?? null
    const actor = this.#entering
    const recorded = this.#tape.connections.get(actor.number)?.id
    if (recorded === undefined) return null
    this.#ids.set(id, recorded)
    const found = this.#supervisor.find(id)
    if (found instanceof Connection) actor.handle = found
    return recorded
  }

  /** Whoever joins is whoever begins. */
  readonly #dials: Dials = {
    join: (_, __, dialler) => {
      const actor = this.#entering
      if (actor === null) throw new Error('nobody begins')
      return actor.place(dialler)
    },
    leave: (go) => this.#clock.after(0, go),
    saw: () => {},
    end: () => {},
  }
}
