/** Time and chance that a tape hears of: what the machines are told is exactly what is written. */
import type { Clock, Timer } from '../../clock/clock.ts'
import type { Random } from '../../clock/random.ts'
import { CHANCES, QUANTA_A_MS } from './form.ts'
import type { Tape } from './tape.ts'

/** The clock of a supervisor whose time is recorded. */
export function tapedClock(clock: Clock, tape: Tape): Clock {
  let slackBefore = 0
  return {
    now: () => tape.now(),
    wall: () => tape.wall(),
    after(delayMs: number, task: () => void): Timer {
      let isOver = false
      const dueMs = tape.told / QUANTA_A_MS + Math.max(0, delayMs)
      const timer = clock.after(Math.max(0, dueMs - clock.now()), () => {
        isOver = true
        if (tape.depth === 0) tape.fired(Math.round(dueMs * QUANTA_A_MS))
        tape.depth += 1
        try {
          task()
        } finally {
          tape.depth -= 1
        }
      })
      return {
        cancel() {
          if (!isOver) tape.cancelled(Math.round(dueMs * QUANTA_A_MS))
          isOver = true
          timer.cancel()
        },
      }
    },
    slackMs() {
      const slackMs = Math.round(clock.slackMs?.() ?? 0)
      if (slackMs !== slackBefore) tape.numbers('@', slackMs)
      slackBefore = slackMs
      return slackMs
    },
  }
}

/** Chance that is written down, to 24 bits. */
export function tapedRandom(random: Random, tape: Tape): Random {
  return () => {
    const drawn = Math.floor(random() * CHANCES)
    tape.numbers('?', drawn)
    return drawn / CHANCES
  }
}
