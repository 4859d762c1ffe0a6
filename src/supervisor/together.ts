/** Stops thousands of connections together, in slices that do not hold the event loop. */
import type { Clock } from '../clock/clock.ts'
import type { StopOptions } from './child.ts'
import { A_LOOK, SLICE_MS } from './slices.ts'

/** How many say goodbye at once: the answers of thousands would all come in one turn, and hold the event loop in theirs. */
const MOST_CLOSING = 64
/** Peers that have not answered after so long are waited for no more before so many others are told: they may be far away. */
const PATIENCE_MS = 20
const MORE_CLOSING = 128

/** Whatever stops. */
interface Stoppable {
  stop(options: StopOptions): Promise<void>
}

export async function stopTogether(
  clock: Clock,
  stoppables: Iterable<Stoppable>,
  options: StopOptions,
): Promise<void> {
  const stops: Promise<void>[] = []
  let closing = 0
  let mostClosing = MOST_CLOSING
  const gone = (): void => {
    closing -= 1
  }
  let sliceBegan = clock.now()
  for (const stoppable of [...stoppables]) {
    closing += 1
    stops.push(stoppable.stop(options).then(gone))
    if (stops.length % A_LOOK !== 0) continue
    if (closing < mostClosing && clock.now() - sliceBegan <= SLICE_MS) continue
    const patientUntil = clock.now() + PATIENCE_MS
    do {
      await new Promise<void>((resolve) => {
        clock.after(1, resolve)
      })
    } while (closing >= mostClosing && clock.now() < patientUntil)
    if (closing >= mostClosing) mostClosing = closing + MORE_CLOSING
    sliceBegan = clock.now()
  }
  await Promise.all(stops)
}
