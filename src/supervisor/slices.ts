/** Work on thousands of things, one after the other, that lets the event loop turn in between. */
import type { Clock, Timer } from '../clock/clock.ts'

/** One slice holds the event loop no longer than this. */
export const SLICE_MS = 6
/** So many are worked on between two looks at the clock. */
export const A_LOOK = 16

export class Slices<Item> {
  readonly #clock: Clock
  readonly #items: readonly Item[]
  readonly #work: (item: Item) => boolean
  readonly #done: () => void
  #next = 0
  #isBusy = false
  #isOver = false
  #pause: Timer | null = null
  #sliceBegan: number

  /**
   * Nothing happens before {@link go}.
   *
   * @param work answers whether it is done with the item; if not, it is asked again with the next {@link go}.
   */
  constructor(clock: Clock, items: readonly Item[], work: (item: Item) => boolean, done: () => void) {
    this.#clock = clock
    this.#items = items
    this.#work = work
    this.#done = done
    this.#sliceBegan = clock.now()
  }

  /** Works on, as far as that is possible now. What is called from inside the work changes nothing: it is done in its turn. */
  go(): void {
    if (this.#isBusy || this.#isOver || this.#pause !== null) return
    this.#isBusy = true
    const isThrough = this.#slice()
    this.#isBusy = false
    if (!isThrough) return
    this.#isOver = true
    this.#done()
  }

  /** Nothing more is worked on, and nobody is told. */
  cancel(): void {
    this.#isOver = true
    this.#pause?.cancel()
  }

  /** Whether all is done. */
  #slice(): boolean {
    while (this.#next < this.#items.length) {
      const item = this.#items[this.#next]
      if (item !== undefined && !this.#work(item)) return false
      this.#next += 1
      if (this.#isOver || this.#isTired()) return false
    }
    return true
  }

  /** What is released by promises and not by the system never lets the loop turn by itself: so the clock alone decides. */
  #isTired(): boolean {
    if (this.#next % A_LOOK !== 0 || this.#clock.now() - this.#sliceBegan <= SLICE_MS) return false
    this.#pause = this.#clock.after(1, () => {
      this.#pause = null
      this.#sliceBegan = this.#clock.now()
      this.go()
    })
    return true
  }
}
