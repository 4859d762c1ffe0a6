/** Where watchers stand: it keeps the stories, and tells everybody what happens, in order. */
import type { Phase } from '../../machines/events.ts'
import type { DialPlan } from '../../supervisor/budget.ts'
import type { FeedEvent } from '../../supervisor/feed.ts'
import type { Supervisor } from '../../supervisor/supervisor.ts'
import type { Listener, Transport } from '../../transport/transport.ts'
import { stallsAreOurs } from './accused.ts'
import { nothingDeadAdvertised } from './advertised.ts'
import { arrowsOnly } from './arrows.ts'
import { delaysInEnvelope } from './backoff.ts'
import { withinBudget } from './budget.ts'
import { escalationEnds } from './escalation.ts'
import type { FactBook } from './facts.ts'
import { Family, type Member } from './family.ts'
import { withinIntensity } from './intensity.ts'
import { Ledger } from './ledger.ts'
import { oneLink } from './one-link.ts'
import { inOrder } from './order.ts'
import { awaitedMs, hasToRecover, recoveryMs } from './recovery.ts'
import { bytesRefute } from './refuted.ts'
import { inScope } from './scope.ts'
import { silenceFound } from './silence.ts'
import { type Span, Spans } from './spans.ts'
import { stableFirst } from './stable.ts'
import { stoppedForGood } from './stopped.ts'
import { type LinkRecord, Story } from './story.ts'
import type { Asked, PhaseEvent, Scene, Watcher, WatcherOf } from './watcher.ts'
import { beside, besideAccepted, type Witnessed } from './witness.ts'

const ALWAYS: readonly WatcherOf[] = [
  oneLink,
  stoppedForGood,
  arrowsOnly,
  silenceFound,
  stallsAreOurs,
  bytesRefute,
  delaysInEnvelope,
  stableFirst,
  withinIntensity,
  inScope,
  inOrder,
  escalationEnds,
  nothingDeadAdvertised,
]

/** Whoever did not run for so long may have slept, and asks who is still there: no bound is shorter. */
const SLEEP_MS = 10_000

export interface StageOptions {
  readonly rootId: string
  readonly root: Supervisor | null
  readonly facts: FactBook
  readonly now: () => number
  readonly phaseOf: (id: string) => Phase | null
  readonly dials: DialPlan | null
  readonly tickMs: number
  readonly capMs: number
  /** Who watches besides those who always do. */
  readonly more?: readonly WatcherOf[]
}

export class Stage implements Scene, Witnessed {
  readonly root: Supervisor | null
  readonly tickMs: number
  readonly capMs: number
  readonly gaps = new Spans()
  readonly sleeps = new Spans()
  readonly stories = new Map<string, Story>()
  readonly family: Family
  readonly facts: FactBook
  readonly ledger: Ledger
  readonly phaseOf: (id: string) => Phase | null
  readonly #now: () => number
  readonly #dials: DialPlan | null
  readonly #watchers: readonly Watcher[]
  /** Of arrivals there are most by far: only those are told who look at them. */
  readonly #hearing: readonly Watcher[]
  readonly #afterwards: readonly Watcher[]
  /** The connection that began latest. */
  #latest: string | null = null
  /** Where each connection may dial. */
  readonly #endpoints = new Map<string, Set<string>>()
  #isDoubted = false
  #latestGap: Span = { from: Number.NEGATIVE_INFINITY, to: Number.NEGATIVE_INFINITY }

  constructor({ rootId, root, facts, now, phaseOf, dials, tickMs, capMs, more = [] }: StageOptions) {
    this.root = root
    this.tickMs = tickMs
    this.capMs = capMs
    this.facts = facts
    this.family = new Family(rootId)
    this.ledger = new Ledger(now)
    this.phaseOf = phaseOf
    this.#now = now
    this.#dials = dials
    const all = [...ALWAYS, ...(dials === null ? [] : [withinBudget(dials)]), ...more]
    this.#watchers = all.map((watcherOf) => watcherOf(this))
    this.#hearing = this.#watchers.filter(({ hears }) => hears !== undefined)
    this.#afterwards = this.#watchers.filter(({ heard }) => heard !== undefined)
  }

  get now(): number {
    return this.#now()
  }

  // — what users say —

  asked(id: string, what: Asked): void {
    for (const watcher of this.#watchers) watcher.asked?.(id, what)
    if (what !== 'retry' && what !== 'probe') this.family.asked(id)
    for (const story of this.#under(id)) {
      if (what === 'retry') story.retryAskedAt = this.now
      if (what === 'probe') story.probeAskedAt = this.now
      if (what === 'stop' || what === 'remove') story.stopAskedAt = Math.min(story.stopAskedAt, this.now)
      if (what === 'start' || what === 'restart') story.stopAskedAt = Number.POSITIVE_INFINITY
    }
  }

  paused(id: string, isPaused: boolean): void {
    const story = this.storyOf(id)
    if (story.isPaused === isPaused || (isPaused && story.isFinal)) return
    story.isPaused = isPaused
    if (isPaused) story.pauses.begin(this.now)
    else story.pauses.end(this.now)
  }

  notRunning(span: Span): void {
    this.gaps.add(span)
    // One after the other they are one.
    const { from, to } = this.#latestGap
    const isOne = span.from <= to + this.capMs
    this.#latestGap = isOne ? { from, to: Math.max(to, span.to) } : span
    const ms = this.#latestGap.to - this.#latestGap.from
    // A clock that was set looks like a night.
    if (span.to === span.from || ms >= SLEEP_MS) this.sleeps.add(this.#latestGap)
  }

  arriving(id: string, at: number): void {
    const story = this.storyOf(id)
    if (story.link === null || story.link.openedAt === null) return
    story.arrivalAt = Math.max(story.arrivalAt ?? 0, at)
  }

  notArriving(id: string): void {
    this.storyOf(id).arrivalAt = null
  }

  beside(id: string, transport: Transport, sharedAs: string | null): Transport {
    const endpoints = this.#endpoints.get(id) ?? new Set()
    this.#endpoints.set(id, endpoints.add(sharedAs ?? transport.endpoint))
    return beside(this, id, transport, sharedAs)
  }

  besideAccepted(listener: Listener, factsOf: (story: Story) => void): Listener {
    return besideAccepted(this, listener, factsOf)
  }

  // — what the feed says —

  told(event: FeedEvent): void {
    if (event.kind === 'added' || event.kind === 'removed') this.family.told(event)
    for (const watcher of this.#watchers) watcher.event?.(event)
    if (event.kind === 'phase') this.#phase(event)
    else if (event.kind === 'retry') {
      const story = this.storyOf(event.id)
      for (const watcher of this.#watchers) watcher.retry?.(story, event)
    } else if (event.kind === 'rotating') this.#rotates(this.storyOf(event.id))
    else if (event.kind === 'not-rotated') this.#notRotated(this.storyOf(event.id))
    else if (event.kind === 'rotated') this.#rotated(this.storyOf(event.id))
    else if (event.kind === 'doubt') this.#doubts()
    else if (event.kind === 'assured') this.#isDoubted = false
    else if (event.kind === 'removed') this.stories.delete(event.id)
    else if (event.kind === 'summary') this.#ended(event.id)
    if (event.kind !== 'added' && event.kind !== 'removed') this.family.told(event)
  }

  // — what links say —

  storyOf(id: string): Story {
    const known = this.stories.get(id)
    if (known !== undefined) return known
    const story = new Story(id, this.family.get(id) === undefined)
    this.stories.set(id, story)
    return story
  }

  dialled(story: Story, link: LinkRecord): void {
    story.endpoints = this.#endpoints.get(story.id) ?? story.endpoints
    if (story.isRotating) story.factsToCome = this.facts.connection(story.id)
    else this.#learn(story)
    story.arrivalAt = null
    for (const watcher of this.#watchers) watcher.dialled?.(story, link)
  }

  opened(story: Story, link: LinkRecord): void {
    for (const watcher of this.#watchers) watcher.opened?.(story, link)
  }

  hears(story: Story, link: LinkRecord): void {
    if (story.isNew) this.#learn(story)
    for (const watcher of this.#hearing) watcher.hears?.(story, link)
  }

  heard(story: Story, link: LinkRecord): void {
    for (const watcher of this.#afterwards) watcher.heard?.(story, link)
  }

  acceptedBy<T>(accept: () => T): { readonly made: T; readonly id: string | null } {
    this.#latest = null
    const made = accept()
    return { made, id: this.#latest }
  }

  // — what shows in time —

  look(): void {
    for (const watcher of this.#watchers) {
      if (watcher.look !== undefined) for (const story of this.stories.values()) watcher.look(story)
      watcher.lookAround?.()
    }
  }

  healed(): number {
    const connections = this.#recovering().map((story) => recoveryMs(this, story, this.#dials))
    return Math.max(0, ...connections, ...this.#awaited().map((one) => awaitedMs(this, one, this.#dials)))
  }

  get isRecovered(): boolean {
    return this.#recovering().every(({ phase }) => phase === 'alive') && this.#awaited().length === 0
  }

  expectRecovery(): void {
    for (const { id, phase } of this.#recovering()) {
      this.ledger.expect(15, phase === 'alive', id, () => `is ${phase}, and no fault is left`)
    }
    for (const { id, isAwaited } of this.family.members) {
      this.ledger.expect(15, !isAwaited, id, () => 'waits to be started again, and no fault is left')
    }
  }

  expectNothingLeft(counts: Readonly<Record<string, number>>): void {
    const links = [...this.stories.values()].reduce((sum, { open }) => sum + open.length, 0)
    for (const [what, count] of Object.entries({ 'links that are open': links, ...counts })) {
      this.ledger.expect(3, count === 0, this.family.root.id, () => `has stopped, and left ${count} ${what}`)
    }
  }

  /** Those that are to be started again. */
  #awaited(): Member[] {
    return [...this.family.members].filter(({ isAwaited }) => isAwaited)
  }

  #recovering(): Story[] {
    return [...this.stories.values()].filter((story) => hasToRecover(this, story))
  }

  #phase(event: PhaseEvent): void {
    const { id, to, from } = event
    const story = this.storyOf(id)
    if (from === null) this.#latest = id
    if (story.isNew) this.#learn(story)
    for (const watcher of this.#watchers) watcher.phase?.(story, event)
    // What was said anew holds from the next link on.
    if (to === 'connecting') this.#learn(story)
    const { now } = this
    if (from === null) {
      story.bornAt = now
      story.isFinal = false
    }
    if (story.phase === 'alive') story.lastAliveAt = now
    if (to === 'alive' && story.phase !== 'alive') story.aliveAt = now
    // Others may wait to hear of whoever gets through first: then it is asked at once.
    if (to === 'alive' && event.event === 'link.opened' && this.#awaitsProof(story)) story.probeAskedAt = now
    // A link that was to take its place may still do so when it dials again.
    if (to === 'stopped' || to === 'failed') story.isRotating = false
    if (to === 'connecting' && event.event !== 'link.replaced') story.isRotating = false
    if (event.event === 'link.replaced' && to === 'connecting') this.#rotated(story)
    story.enteredAt = now
    story.phase = to
  }

  /** What was said of it; not to be read before it was declared and has begun. */
  #learn(story: Story): void {
    story.facts = this.facts.connection(story.id) ?? story.facts
    if (story.phase !== null && story.bornAt < this.now) story.isNew = false
  }

  #rotated(story: Story): void {
    story.isRotating = false
    const taken = story.open.at(-1) ?? story.link
    if (taken === story.link) return
    if (story.link !== null) story.link.isLeft = true
    story.link = taken
    story.facts = story.factsToCome ?? story.facts
  }

  /** It has ended for good: another one in its place reads, whatever this one was asked. */
  #ended(id: string): void {
    this.paused(id, false)
    this.storyOf(id).isFinal = true
    if (this.storyOf(id).isAccepted) this.stories.delete(id)
  }

  #rotates(story: Story): void {
    story.isRotating = true
    if (story.isNew) this.#learn(story)
  }

  #notRotated(story: Story): void {
    story.isRotating = false
    const dropped = story.open.at(-1)
    if (dropped !== undefined && dropped !== story.link) dropped.isLeft = true
  }

  #doubts(): void {
    this.#isDoubted = true
    for (const story of this.stories.values()) story.probeAskedAt = this.now
  }

  #awaitsProof({ endpoint }: Story): boolean {
    if (this.#isDoubted) return true
    return [...this.stories.values()].some((other) => other.waitsFor(endpoint))
  }

  #under(id: string): Story[] {
    const root = id === this.family.root.id
    return [...this.stories.values()].filter(
      (story) => root || story.id === id || story.id.startsWith(`${id}/`),
    )
  }
}
