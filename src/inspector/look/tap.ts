/**
 * Where the inspector listens in: while there are pages, it subscribes to the feed, and tells them what happened, ten times
 * a second at most. Nobody looking, there is no subscription, no timer and nothing else of it.
 */
import type { Subscription } from 'rxjs'
import type { Clock, Timer } from '../../clock/clock.ts'
import type { FeedEvent } from '../../supervisor/feed.ts'
import type { Supervisor } from '../../supervisor/supervisor.ts'
import { treeOf } from '../../supervisor/tree/tree.ts'
import type { Telling } from '../beside/telling.ts'
import { FrameTaps } from '../frames/frame-taps.ts'
import { shownNodes } from '../nodes.ts'
import type { FramePlan } from '../options.ts'
import { type Permits, type ServerMessage, type ShownEvent, WIRE_VERSION } from '../wire.ts'
import { writeNodes } from './picture.ts'
import type { Viewer } from './viewer.ts'
import { Watching } from './watching.ts'

/** Between two batches. */
const BATCH_MS = 100
/** From the first event after a quiet time to its batch: what belongs together comes together. */
const SOON_MS = 10
/** What may wait for a batch. Beyond that pages get the tree. */
export const MOST_EVENTS = 10_000
/** Trees for pages that fell behind: one a second at most, and a twentieth of the time at most. */
const BETWEEN_TREES_MS = 1_000
const TREE_SHARE = 20

/** What the tap has to know beside the tree. */
export interface TapPlan {
  readonly frames: FramePlan | null
  /** Who tells of what stands beside it; none by default. */
  readonly beside?: Telling
  /** What pages may do, just now. */
  permits(): Permits
}

export class Tap {
  readonly watching: Watching
  readonly frames: FrameTaps
  readonly #supervisor: Supervisor
  readonly #clock: Clock
  readonly #plan: TapPlan
  readonly #viewers = new Set<Viewer>()
  #feed: Subscription | null = null
  #events: ShownEvent[] = []
  /** Events since the latest batch that will not be told one by one. */
  #skipped = 0
  #timer: Timer | null = null
  #toldAt = Number.NEGATIVE_INFINITY
  #nextTreeAt = Number.NEGATIVE_INFINITY
  /** What pages know that they may do, as JSON. */
  #permits = ''
  #isOver = false
  /** Calls off the trees that are being written down. */
  readonly #writing = new Set<() => void>()

  constructor(supervisor: Supervisor, plan: TapPlan) {
    this.#supervisor = supervisor
    this.#clock = supervisor.world.clock
    this.#plan = plan
    this.watching = new Watching(supervisor)
    this.frames = new FrameTaps(supervisor, plan.frames, () => this.#soon())
  }

  get size(): number {
    return this.#viewers.size
  }

  /** A page has come: it gets the tree, then what happens. */
  join(viewer: Viewer): void {
    // First of all: what happens while the tree is looked at must not be lost.
    this.#feed ??= this.#listen()
    // What happened before is in the tree.
    if (this.#events.length > 0) this.#flush()
    this.#viewers.add(viewer)
    const permits = this.#plan.permits()
    if (this.#viewers.size === 1) this.#permits = JSON.stringify(permits)
    const { name } = this.#supervisor
    this.#draw([viewer], () => ({ t: 'hello', v: WIRE_VERSION, name, pid: process.pid, permits }))
    this.#plan.beside?.join(viewer)
  }

  /** It has gone; with the last one, everything of this goes. */
  leave(viewer: Viewer): void {
    this.#viewers.delete(viewer)
    this.watching.leave(viewer)
    this.frames.want(viewer, null)
    this.#plan.beside?.leave(viewer)
    if (this.#viewers.size > 0) return
    this.#feed?.unsubscribe()
    this.#feed = null
    this.#timer?.cancel()
    this.#timer = null
    this.#events = []
    this.#skipped = 0
    for (const callOff of this.#writing) callOff()
    this.#writing.clear()
  }

  /** A word of the host program. */
  note(text: string): void {
    if (this.#feed !== null) {
      this.#add({ v: 1, at: Math.round(this.#clock.wall()), kind: 'note', text })
    }
  }

  #listen(): Subscription {
    return this.#supervisor.feed$.subscribe({
      next: (event) => this.#happened(event),
      complete: () => this.#over(),
    })
  }

  #happened(event: FeedEvent): void {
    this.#add(event)
    if ('id' in event) this.frames.refresh(event.id)
  }

  #add(event: ShownEvent): void {
    if (this.#events.length >= MOST_EVENTS) this.#skip()
    this.#events.push(event)
    this.#soon()
  }

  #skip(): void {
    this.#skipped += this.#events.length
    this.#events = []
  }

  #soon(): void {
    if (this.#timer !== null) return
    const delayMs = Math.max(SOON_MS, this.#toldAt + BATCH_MS - this.#clock.now())
    this.#timer = this.#clock.after(delayMs, () => this.#flush())
  }

  #flush(): void {
    this.#timer?.cancel()
    this.#timer = null
    this.#toldAt = this.#clock.now()
    this.frames.flush()
    this.#tellEvents()
    this.#drawForLaggards()
    if (this.#isAnybodyBehind) this.#soon()
  }

  #tellEvents(): void {
    // They go on from events that are not told.
    if (this.#skipped > 0) this.#skip()
    const events = this.#events
    const skipped = this.#skipped + events.length
    this.#events = []
    this.#skipped = 0
    if (skipped === 0) return
    let text: string | null = null
    for (const viewer of this.#viewers) {
      if (events.length === 0 || viewer.isFull) viewer.isBehind = true
      if (viewer.isBehind) viewer.skipped += skipped
      else {
        text ??= this.#batch(events)
        viewer.tell(text)
      }
    }
    this.#tellPermits()
    this.watching.refresh()
  }

  #batch(events: readonly ShownEvent[]): string {
    const message: ServerMessage = { t: 'batch', at: Math.round(this.#clock.wall()), events }
    return JSON.stringify(message)
  }

  /** Which hardships there are may change with the tree. */
  #tellPermits(): void {
    const permits = this.#plan.permits()
    const text = JSON.stringify(permits)
    if (text === this.#permits) return
    this.#permits = text
    for (const viewer of this.#viewers) viewer.say({ t: 'permits', permits })
  }

  get #isAnybodyBehind(): boolean {
    return [...this.#viewers].some(({ isBehind }) => isBehind)
  }

  #drawForLaggards(): void {
    if (this.#clock.now() < this.#nextTreeAt) return
    const laggards = [...this.#viewers].filter(({ isBehind, isThrough }) => isBehind && isThrough)
    if (laggards.length > 0) this.#draw(laggards, ({ skipped }) => ({ t: 'nodes', skipped }))
  }

  /** Tells the tree as it is now; what happens from now on comes behind it. */
  #draw(viewers: readonly Viewer[], head: (viewer: Viewer) => object): void {
    const began = this.#clock.now()
    const at = Math.round(this.#clock.wall())
    const heads = new Map(
      viewers.map((viewer) => [viewer, JSON.stringify({ ...head(viewer), at }).slice(0, -1)]),
    )
    for (const viewer of viewers) {
      viewer.skipped = 0
      viewer.wait()
    }
    const nodes = shownNodes(treeOf(this.#supervisor, { accepted: true }))
    this.#nextTreeAt = began + Math.max(BETWEEN_TREES_MS, TREE_SHARE * (this.#clock.now() - began))
    let isWritten = false
    // It may be written at once.
    let callOff = (): void => {}
    callOff = writeNodes(nodes, (json) => {
      isWritten = true
      this.#writing.delete(callOff)
      for (const [viewer, beginning] of heads) {
        if (!this.#viewers.has(viewer)) continue
        viewer.catchUp(`${beginning},"nodes":${json}}`)
        this.#tellEnd(viewer)
      }
    })
    if (!isWritten) this.#writing.add(callOff)
  }

  /** The whole tree has ended: its last events are told, and that there will be no more. */
  #over(): void {
    this.#isOver = true
    if (this.#viewers.size > 0) this.#flush()
    // The page hears nothing more behind the end.
    this.#plan.beside?.look()
    this.#plan.beside?.stop()
    for (const viewer of this.#viewers) this.#tellEnd(viewer)
  }

  /** Whoever misses events gets the tree before. */
  #tellEnd(viewer: Viewer): void {
    if (!this.#isOver || viewer.isBehind || viewer.isTold) return
    viewer.isTold = true
    viewer.say({ t: 'ended', at: Math.round(this.#clock.wall()) })
  }
}
