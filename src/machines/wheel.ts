/**
 * One tick for many: a hashed timing wheel that visits each connection when something of it may be due.
 *
 * Ten thousand connections share one timer. A connection sits in the slot of its next due time; when its slot comes
 * it is visited, looks at its own numbers and says when to come again, so hearing a frame costs one number written
 * and nothing is re-armed. Scheme 6 of Varghese and Lauck, "Hashed and Hierarchical Timing Wheels" (SOSP 1987).
 *
 * The wheel moves by elapsed time, never by one slot a tick, so it cannot fall behind; it works in slices, so a full
 * slot never holds the event loop for long.
 */
import { Observable, type Subscription } from 'rxjs'
import type { Clock, Timer } from '../clock/clock.ts'
import { Attention } from './attention.ts'
import { LONG_AGO, NEVER } from './never.ts'

/** Something the wheel visits. The three `wheel…` fields belong to the wheel alone. */
export interface WheelEntry {
  wheelSlot: number
  wheelNext: WheelEntry | null
  wheelPrevious: WheelEntry | null
  /** Looks at what is due at `now`; answers the clock time of the next visit, or Infinity for none. Must not throw. */
  visit(now: number): number
}

/** No slot: the entry is not in the wheel. */
export const UNARMED = -1
/** Its slot has come: the entry waits for its visit. */
const DUE = -2

/** Slots of a wheel; what is due later than a full turn waits in the farthest slot and looks again there. */
const SLOTS = 512
/** After this long in one turn of the event loop the rest of the visits wait for the next one. */
const SLICE_MS = 6
/** Shorter stalls are excused like all others, but are too common to be told. */
const SHORTEST_STALL_MS = 100
/** How many visits go by between two looks at the clock. */
const VISITS_A_LOOK = 32

/**
 * Told that this process did not run.
 *
 * @param since the clock when we were last known to run.
 * @param slept whether only the wall clock tells of it, so that it may as well have been set.
 */
export type OnStall = (lostMs: number, since: number, slept: boolean) => void

export class Wheel {
  readonly tickMs: number
  readonly attention: Attention
  /** Attention when somebody here was last heard, with its fraction. */
  heardAt = 0
  /** Stalls noticed so far, of those that are told. */
  stalls = 0
  /** The attention at which the latest of them was noticed; LONG_AGO when there was none. */
  toldAt = LONG_AGO
  /** One value a tick, the clock's time. The wheel turns only while something sits in it. */
  readonly ticks$: Observable<number>
  readonly #clock: Clock
  readonly #onStall: OnStall
  readonly #slots: (WheelEntry | null)[] = new Array<WheelEntry | null>(SLOTS).fill(null)
  readonly #origin: number
  /** Slots up to and including this one, counted from the origin, have come. */
  #cursor = 0
  /** Entries whose slot has come, in its order. */
  #due: WheelEntry | null = null
  #lastDue: WheelEntry | null = null
  #sweeping = false
  #armed = 0
  #turning: Subscription | null = null
  #rest: Timer | null = null

  /**
   * @param capMs see {@link Attention}.
   * @param onStall told how long this process did not run, from 100 ms on.
   */
  constructor(clock: Clock, tickMs: number, capMs: number, onStall: OnStall) {
    this.tickMs = tickMs
    this.#clock = clock
    this.#onStall = onStall
    this.#origin = this.now()
    this.attention = new Attention(capMs, this.#origin, clock.wall(), () => clock.slackMs?.() ?? 0)
    this.attention.sleep(this.#origin)
    this.ticks$ = ticksOf(clock, tickMs, this.#origin)
  }

  /** How many entries sit in the wheel. */
  get armed(): number {
    return this.#armed
  }

  /**
   * The clock in whole ms, as are all times of a wheel but the two with a fraction: V8 keeps whole numbers in the very
   * field and all others in boxes, and a visit to each of thousands of connections is a visit to each of their boxes.
   */
  now(): number {
    return Math.floor(this.#clock.now())
  }

  /** Attention at this very moment. */
  attentionNow(): number {
    return Math.floor(this.exactly())
  }

  /** The same with its fraction. */
  exactly(): number {
    return this.attention.at(this.#clock.now())
  }

  /** The same as {@link attentionNow}, and somebody is heard. */
  heardNow(): number {
    this.heardAt = this.exactly()
    return Math.floor(this.heardAt)
  }

  /** Sees to it that `entry` is visited at the clock time `dueAt` or earlier; an earlier visit already set stays. */
  arm(entry: WheelEntry, dueAt: number): void {
    if (dueAt === NEVER) return
    if (this.#turning === null) this.#start()
    if (entry.wheelSlot === DUE) return
    const slot = this.#slotOf(dueAt)
    if (entry.wheelSlot !== UNARMED) {
      if (entry.wheelSlot <= slot) return
      this.#unlink(entry)
    }
    this.#link(entry, slot)
  }

  /** Takes `entry` out; it is not visited again until armed. */
  disarm(entry: WheelEntry): void {
    if (entry.wheelSlot === UNARMED) return
    this.#unlink(entry)
    this.#restIfEmpty()
  }

  #start(): void {
    const now = this.now()
    this.attention.wake(now, this.#clock.wall())
    this.#cursor = Math.floor((now - this.#origin) / this.tickMs)
    this.#turning = this.ticks$.subscribe((at) => this.#turn(Math.floor(at)))
  }

  /** Nothing is armed: no timer. While a sweep is under way its visits may still arm something. */
  #restIfEmpty(): void {
    if (this.#armed > 0 || this.#sweeping || this.#turning === null) return
    this.attention.sleep(this.now())
    this.#turning.unsubscribe()
    this.#turning = null
    this.#rest?.cancel()
    this.#rest = null
  }

  #turn(now: number): void {
    const lostMs = this.attention.tick(now, this.#clock.wall()) - this.tickMs
    const { since, slept } = this.attention
    if (lostMs >= SHORTEST_STALL_MS) {
      this.stalls += 1
      this.toldAt = this.attention.stalledAt
      this.#onStall(lostMs, since, slept)
    }
    // Visits that still wait come first; under too much work ticks are skipped, and the event loop breathes.
    if (this.#due !== null && !slept) return
    const target = Math.floor((now - this.#origin) / this.tickMs)
    // After a long stall one turn of the wheel meets everything there is. After a sleep everybody is visited: the clock
    // that slots go by stood still.
    const first = slept ? target - SLOTS : Math.max(this.#cursor, target - SLOTS)
    for (let slot = first + 1; slot <= target; slot += 1) this.#come((slot + SLOTS) % SLOTS)
    this.#cursor = target
    this.#sweep(now)
  }

  /** Visits what is due; what does not fit into a slice is continued in the next turn of the event loop. */
  #sweep(now: number): void {
    let visits = 0
    this.#sweeping = true
    for (let entry = this.#due; entry !== null; entry = this.#due) {
      this.#unlink(entry)
      this.arm(entry, entry.visit(now))
      visits += 1
      if (visits % VISITS_A_LOOK === 0 && this.#due !== null && this.now() - now > SLICE_MS) {
        this.#rest ??= this.#clock.after(0, () => {
          this.#rest = null
          this.#sweep(this.now())
        })
        break
      }
    }
    this.#sweeping = false
    this.#restIfEmpty()
  }

  /** Moves the entries of a slot that has come to the end of what is due. */
  #come(index: number): void {
    const head = this.#slots[index] ?? null
    if (head === null) return
    this.#slots[index] = null
    head.wheelPrevious = this.#lastDue
    if (this.#lastDue === null) this.#due = head
    else this.#lastDue.wheelNext = head
    for (let entry: WheelEntry | null = head; entry !== null; entry = entry.wheelNext) {
      entry.wheelSlot = DUE
      this.#lastDue = entry
    }
  }

  #slotOf(dueAt: number): number {
    const slot = Math.ceil((dueAt - this.#origin) / this.tickMs)
    // A later tick than the latest one, and never beyond one turn: what is due later looks again there.
    return Math.min(Math.max(slot, this.#cursor + 1), this.#cursor + SLOTS - 1)
  }

  #link(entry: WheelEntry, slot: number): void {
    const index = slot % SLOTS
    const head = this.#slots[index] ?? null
    entry.wheelSlot = slot
    entry.wheelPrevious = null
    entry.wheelNext = head
    if (head !== null) head.wheelPrevious = entry
    this.#slots[index] = entry
    this.#armed += 1
  }

  #unlink(entry: WheelEntry): void {
    const { wheelNext: next, wheelPrevious: previous } = entry
    const isDue = entry.wheelSlot === DUE
    if (next !== null) next.wheelPrevious = previous
    else if (isDue) this.#lastDue = previous
    if (previous !== null) previous.wheelNext = next
    else if (isDue) this.#due = next
    else this.#slots[entry.wheelSlot % SLOTS] = next
    entry.wheelSlot = UNARMED
    entry.wheelNext = null
    entry.wheelPrevious = null
    this.#armed -= 1
  }
}

/**
 * A tick at each multiple of `tickMs` after `origin`, never early: the grid does not drift, so that what waits for a
 * slot is at most one tick late. A tick that comes late (a stall) skips those it missed.
 */
function ticksOf(clock: Clock, tickMs: number, origin: number): Observable<number> {
  return new Observable((subscriber) => {
    let timer: Timer | undefined
    const wait = (): void => {
      const now = clock.now()
      const dueAt = origin + (Math.floor((now - origin) / tickMs) + 1) * tickMs
      timer = clock.after(dueAt - now, () => {
        if (clock.now() >= dueAt) subscriber.next(clock.now())
        if (!subscriber.closed) wait()
      })
    }
    wait()
    return () => timer?.cancel()
  })
}
