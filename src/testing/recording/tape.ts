/** What happens, written down as it comes: a buffer of one line, handed on when it is full, or old, or telling. */
import type { Clock } from '../../clock/clock.ts'
import type { Cause, FeedCause } from '../../transport/transport.ts'
import { CODES, type CodeName, LATENESS_STEP, QUANTA_A_MS, TAPE_VERSION, type TapeLine } from './form.ts'

/** A line is written when it is so long, or covers so much time, whichever comes first: so a crash loses little. */
const LONGEST_LOG = 4_096
const LONGEST_SPAN = 1_000 * QUANTA_A_MS
/** An event that takes longer than this goes on at a later time, so that work in slices sees its time pass. */
const LONGEST_EVENT = 2 * QUANTA_A_MS
/** Causes that are alike are written once, as far back as this. */
const MOST_CAUSES = 256

export class Tape {
  /** How deep we are inside of a call to the machines: what they do there belongs to one event. */
  depth = 0
  /** Whether a link is telling that it has ended. */
  isEnding = false
  /** The time that the machines were told last, in quanta. */
  told: number
  readonly #clock: Clock
  readonly #write: (line: string) => void
  #log = ''
  #from: number
  #lines = 0
  #reads = 0
  #link = -1
  #latest: CodeName | '' = ''
  /** Whether it has been written what the latest event is. */
  #isNamed = true
  /** When the latest timer was due, and how long after the one before. */
  #dueBefore = 0
  #rhythm = 0
  #aheadMs: number
  #causes = new Map<string, number>()
  #causeCount = 0
  #isOver = false

  constructor(clock: Clock, write: (line: string) => void) {
    this.#clock = clock
    this.#write = write
    this.told = this.#sample()
    this.#from = this.told
    this.#aheadMs = Math.round(clock.wall() - clock.now())
    this.line({ tape: TAPE_VERSION, aheadMs: this.#aheadMs })
  }

  // — time, as the machines are told it —

  /** A look at the clock, in ms. */
  now(): number {
    this.#reads += 1
    const passed = this.#sample() - this.told
    if (passed > LONGEST_EVENT) {
      this.told += passed
      this.numbers('R', this.#reads, passed)
    }
    return this.told / QUANTA_A_MS
  }

  /** What the wall shows, in ms. */
  wall(): number {
    const aheadMs = Math.round(this.#clock.wall() - this.#clock.now())
    const jumpMs = aheadMs - this.#aheadMs
    // Less is rounding, and two clocks that go not quite alike.
    if (Math.abs(jumpMs) > 4) {
      this.#aheadMs = aheadMs
      // Whatever came before was told the time of then; an event that has just begun, and is still to be named, was told none.
      if (this.#isNamed || this.#sample() - this.told > LONGEST_EVENT) this.begin()
      this.numbers(jumpMs > 0 ? 'W' : 'V', Math.abs(jumpMs))
    }
    return this.told / QUANTA_A_MS + this.#aheadMs
  }

  // — events —

  /** Something happens to the machines, unless it is part of what happens already. */
  begin(): void {
    if (this.depth > 0 || this.#isOver) return
    this.#startAt(Math.max(this.told, this.#sample()))
  }

  /** A timer fires that was due at this time, in quanta. */
  fired(due: number): void {
    if (this.#isOver) return
    const at = Math.max(this.told, this.#sample(), due)
    const rhythm = due - this.#dueBefore
    const steps = Math.ceil((at - due) / LATENESS_STEP)
    if (rhythm === this.#rhythm && steps < 36) {
      this.#flushIfDue(at)
      if (this.#latest !== '~') this.#log += '~'
      this.#log += steps.toString(36)
      this.#latest = '~'
      this.#isNamed = true
      this.#reads = 0
      this.told = due + steps * LATENESS_STEP
    } else {
      this.#startAt(at)
      this.numbers('F', at - due)
    }
    this.#dueBefore = due
    this.#rhythm = rhythm
  }

  /** A timer was called off that was due at this time, in quanta. */
  cancelled(due: number): void {
    // One that is late says that we did not run, though it never fired.
    if (due < this.told) this.numbers('L', this.told - due)
  }

  /** Something of a link. */
  of(code: CodeName, link: number): void {
    this.#log += link === this.#link ? code : code + link.toString(36)
    this.#link = link
    this.#latest = code
    this.#isNamed ||= CODES[code].isInput
  }

  /** A business frame: of those that come together one is enough. */
  business(link: number): void {
    if (this.#latest !== 'B' || link !== this.#link) this.of('B', link)
  }

  /** Something with numbers. */
  numbers(code: CodeName, ...numbers: readonly number[]): void {
    this.#log += code + numbers.map((number) => number.toString(36)).join('.')
    this.#latest = code
    this.#isNamed ||= CODES[code].isInput
  }

  /** The number of a cause. */
  cause(cause: Cause | FeedCause): number {
    const { error: _, ...is } = { error: null, ...cause }
    const text = JSON.stringify(is)
    const known = this.#causes.get(text)
    if (known !== undefined) return known
    if (this.#causes.size >= MOST_CAUSES) this.#causes.clear()
    const number = this.#causeCount++
    this.#causes.set(text, number)
    this.line({ cause: number, is })
    return number
  }

  /** A line of its own. */
  line(line: TapeLine): void {
    if (this.#isOver) return
    const at = Math.round(this.told / QUANTA_A_MS + this.#aheadMs)
    this.#write(JSON.stringify({ v: 1, at, kind: 'tape', n: this.#lines, ...line }))
    this.#lines += 1
  }

  /** Hands on what there is. */
  flush(): void {
    if (this.#log === '') return
    const log = this.#log
    this.#log = ''
    const from = this.#from
    this.#from = this.told
    this.#latest = ''
    this.line({ from, log })
  }

  end(): void {
    this.flush()
    this.line({ end: true })
    this.#isOver = true
  }

  #startAt(at: number): void {
    this.#flushIfDue(at)
    this.#log += at === this.told ? ' ' : ` ${(at - this.told).toString(36)}`
    this.#latest = ''
    this.#isNamed = false
    this.#reads = 0
    this.told = at
  }

  #flushIfDue(at: number): void {
    if (this.#log === '') this.#from = this.told
    else if (this.#log.length >= LONGEST_LOG || at - this.#from >= LONGEST_SPAN) this.flush()
  }

  #sample(): number {
    return Math.floor(this.#clock.now() * QUANTA_A_MS)
  }
}
