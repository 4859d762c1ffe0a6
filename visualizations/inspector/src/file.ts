/** A recording takes the place of what was looked at. */
import { batch } from '@preact/signals'
import { beginAnew } from './arrivals.ts'
import { type Readable, readRecording, remarkOn } from './reading.ts'
import { permits, source } from './state.ts'
import { said } from './ui/layout.ts'

/** The file takes the place of whatever was looked at, once it could be read; else it says why not. */
export async function openFile(file: Readable, leave: () => void): Promise<void> {
  const before = source.value
  const drawn = pause()
  try {
    const { history, passed } = await readRecording(file, async (share) => {
      if (await drawn()) said.value = `Reading ${file.name}: ${Math.round(share * 100)} %`
    })
    leave()
    batch(() => {
      beginAnew(history)
      permits.value = { acts: [], hardships: [], frames: false }
      source.value = { is: 'file', name: file.name }
      said.value = remarkOn(history, passed)
    })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    said.value = `${file.name} cannot be shown: ${why}.`
    // Where nothing is on the page yet, it is the page's own state.
    if (before.is === 'refused' || before.is === 'error') source.value = { is: 'error', why: said.value }
  }
}

/** Gives the page a frame whenever it was kept for longer than half of one; answers whether it did. */
function pause(): () => Promise<boolean> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < 8) return false
    await new Promise((resolve) => setTimeout(resolve))
    since = performance.now()
    return true
  }
}
