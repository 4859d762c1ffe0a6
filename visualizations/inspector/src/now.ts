/**
 * The time in the process that is watched, as its news tell it: countdowns and what follows the present go by it. Of a
 * recording, and while the server is gone, it is the time of the latest news, and stands still.
 */
import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { Reckoning } from './reckoning.ts'
import { moment, present, source } from './state.ts'

/** Ten times a second is smooth enough for words and lines, and costs little. */
const STEP_MS = 100

const reckoning = new Reckoning()

/** In ms since the epoch. It moves only while somebody reads it. */
export const now: ReadonlySignal<number> = ticking()

/** The moment that is looked at: the one somebody stands on, else now. */
export const looked: ReadonlySignal<number> = computed(() => moment.value ?? now.value)

function ticking(): Signal<number> {
  let stop: (() => void) | null = null
  const time: Signal<number> = signal(0, {
    watched() {
      const step = (): void => {
        time.value = reckoning.at(Date.now())
      }
      const unfollow = effect(() => {
        reckoning.heard(source.value.is === 'live', present.value.at, Date.now())
        time.value = reckoning.at(Date.now())
      })
      const timer = setInterval(() => {
        if (source.peek().is === 'live' && !document.hidden) step()
      }, STEP_MS)
      stop = () => {
        unfollow()
        clearInterval(timer)
      }
    },
    unwatched() {
      stop?.()
      stop = null
    },
  })
  return time
}
