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
import { interval, map, type Observable, type Subscription, share } from 'rxjs'
import type { Clock, Timer } from '../clock/clock.ts'
import { schedulerOf } from '../clock/scheduler.ts'
import { Attention } from './attention.ts'

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

/** Slots of a wheel; what is due later than a full turn waits in the farthest slot and looks again there. */
const SLOTS = 512
/** After this long in one turn of the event loop the rest of the visits wait for the next one. */
const SLICE_MS = 6
/** Shorter stalls are excused like all others, but are too common to be told. */
const SHORTEST_STALL_MS = 100
/** How many visits go by between two looks at the clock. */
const VISITS_A_LOOK = 32

export class Wheel {
  readonly tickMs: number
  readonly attention: Attention
  /** One value a tick, the clock's time. The wheel turns only while something sits in it. */
  readonly ticks$: Observable<number>
  readonly #clock: Clock
  readonly #onStall: (lostMs: number) => void
  readonly #slots: (WheelEntry | null)[] = new Array<WheelEntry | null>(SLOTS).fill(null)
  readonly #origin: number
  /** Slots up to and including this one, counted from the origin, have been visited. */
  #cursor = 0
  #target = 0
  #armed = 0
  #turning: Subscription | null = null
  #rest: Timer | null = null

  /**
   * @param capMs see {@link Attention}.
   * @param onStall told how long this process did not run, from 100 ms on.
   */
  constructor(clock: Clock, tickMs: number, capMs: number, onStall: (lostMs: number) => void) {
    this.tickMs = tickMs
    this.#clock = clock
    this.#onStall = onStall
    this.#origin = clock.now()
    this.attention = new Attention(capMs, this.#origin)
    this.ticks$ = interval(tickMs, schedulerOf(clock)).pipe(
      map(() => clock.now()),
      share(),
    )
  }

  /** How many entries sit in the wheel. */
  get armed(): number {
    return this.#armed
  }

  /** Attention at this very moment. */
  heardNow(): number {
    return this.attention.at(this.#clock.now())
  }

  /** Sees to it that `entry` is visited at the clock time `dueAt` or earlier; an earlier visit already set stays. */
  arm(entry: WheelEntry, dueAt: number): void {
    if (dueAt === Number.POSITIVE_INFINITY) return
    if (this.#turning === null) this.#start()
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
    if (this.#armed === 0) this.#stop()
  }

  #start(): void {
    const now = this.#clock.now()
    this.attention.wake(now)
    this.#cursor = Math.floor((now - this.#origin) / this.tickMs)
    this.#target = this.#cursor
    this.#turning = this.ticks$.subscribe((at) => this.#turn(at))
  }

  #stop(): void {
    this.#turning?.unsubscribe()
    this.#turning = null
    this.#rest?.cancel()
    this.#rest = null
  }

  #turn(now: number): void {
    const lostMs = this.attention.tick(now) - this.tickMs
    if (lostMs >= SHORTEST_STALL_MS) this.#onStall(lostMs)
    this.#target = Math.floor((now - this.#origin) / this.tickMs)
    // After a long stall one turn of the wheel meets everything there is.
    this.#cursor = Math.max(this.#cursor, this.#target - SLOTS)
    this.#sweep(now)
  }

  /** Visits every slot up to the target; what does not fit into a slice is continued in the next turn of the loop. */
  #sweep(now: number): void {
    let visits = 0
    while (this.#cursor < this.#target) {
      const index = (this.#cursor + 1) % SLOTS
      let entry = this.#slots[index] ?? null
      while (entry !== null) {
        this.#unlink(entry)
        const dueAt = entry.visit(now)
        // The visit may have armed the entry already, by way of something it caused.
        if (dueAt !== Number.POSITIVE_INFINITY) this.arm(entry, dueAt)
        visits += 1
        if (visits % VISITS_A_LOOK === 0 && this.#clock.now() - now > SLICE_MS) {
          this.#rest ??= this.#clock.after(0, () => {
            this.#rest = null
            this.#sweep(this.#clock.now())
          })
          return
        }
        entry = this.#slots[index] ?? null
      }
      this.#cursor += 1
    }
    if (this.#armed === 0) this.#stop()
  }

  #slotOf(dueAt: number): number {
    const slot = Math.ceil((dueAt - this.#origin) / this.tickMs)
    // Not a slot that this sweep still visits (it must end), and never beyond one turn (slots would be mixed up).
    return Math.min(Math.max(slot, this.#target + 1), this.#cursor + SLOTS - 1)
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
    if (next !== null) next.wheelPrevious = previous
    if (previous !== null) previous.wheelNext = next
    else this.#slots[entry.wheelSlot % SLOTS] = next
    entry.wheelSlot = UNARMED
    entry.wheelNext = null
    entry.wheelPrevious = null
    this.#armed -= 1
  }
}
