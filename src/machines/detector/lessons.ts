/** What a learning detector is taught: how late signs of life came, where we can know it and it was not our doing. */
import { LONG_AGO } from '../never.ts'
import type { Detector, LearnsFrom, Lessons, Teacher } from './detector.ts'

/**
 * The lessons of detectors that learn, `phi` and `adaptive` among them; for a rule of one's own, its `teacher`. Nothing
 * is taught that a stall of ours, or a reader's pause, made late.
 */
export const lessons: Teacher = (detector, everyMs, from) => new LatenessLessons(detector, everyMs, from)

class LatenessLessons implements Lessons {
  readonly #detector: Detector
  readonly #everyMs: number
  readonly #from: LearnsFrom
  /** When the first beat after the latest answer left; LONG_AGO while none has. */
  #askedAt = LONG_AGO
  /** The longest gap of the stretch under way, and when that began. */
  #longestMs = 0
  #stretchAt = LONG_AGO

  constructor(detector: Detector, everyMs: number, from: LearnsFrom) {
    this.#detector = detector
    this.#everyMs = everyMs
    this.#from = from
  }

  asked(at: number): void {
    if (this.#askedAt === LONG_AGO) this.#askedAt = at
  }

  answered(at: number, deafAt: number): void {
    const askedAt = this.#askedAt
    this.#askedAt = LONG_AGO
    if (this.#from === 'answers' && askedAt !== LONG_AGO && deafAt <= askedAt) {
      this.#detector.learn(at - askedAt)
    }
  }

  /**
   * Of a burst only the longest gap counts, at most twice in each `everyMs`: a
   * feed that is busy for a while must not teach that its peer is never silent.
   */
  heard(at: number, before: number, deafAt: number): void {
    if (deafAt > before) {
      this.#longestMs = 0
      this.#stretchAt = at
      return
    }
    if (this.#stretchAt === LONG_AGO) this.#stretchAt = before
    this.#longestMs = Math.max(this.#longestMs, at - before)
    if (at - this.#stretchAt < this.#everyMs / 2) return
    this.#detector.learn(Math.max(0, this.#longestMs - this.#everyMs))
    this.#longestMs = 0
    this.#stretchAt = at
  }
}
