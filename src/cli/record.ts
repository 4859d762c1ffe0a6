/** `--record FILE`: what happens, in a file too. */
import { createWriteStream, openSync } from 'node:fs'
import { Outlet } from './outlet.ts'
import { UsageError } from './usage.ts'
import { quoted } from './values.ts'

export interface Recording {
  readonly outlet: Outlet
  /** Resolves when the file is complete and closed. */
  close(): Promise<void>
}

/** Opens the file at once, so that nothing starts unrecorded. @throws UsageError when it cannot be opened. */
export function recordTo(file: string): Recording {
  const stream = createWriteStream(file, { fd: opened(file) })
  return {
    outlet: new Outlet(stream),
    close: () =>
      new Promise((resolve) => {
        if (stream.closed) return resolve()
        stream.once('close', resolve)
        stream.end()
      }),
  }
}

function opened(file: string): number {
  try {
    return openSync(file, 'w')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError('--record', `cannot open ${quoted(file)} (${why})`)
  }
}
