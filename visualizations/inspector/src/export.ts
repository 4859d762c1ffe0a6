/** What is known, as files: a recording that this page, `pulsetree inspect` and people's own tools can read; or a picture. */
import type { History } from '../../../src/inspector/model/history.ts'

/** Lines are put together in pieces of so many: a list of 200,000 would be held twice. */
const TOGETHER = 2_000

/** The lines of a recording, some together. */
export function* recordingOf(history: History): Generator<string> {
  let lines: string[] = []
  for (const event of history.recorded()) {
    lines.push(JSON.stringify(event), '\n')
    if (lines.length < 2 * TOGETHER) continue
    yield lines.join('')
    lines = []
  }
  yield lines.join('')
}

/** A name that says whose and when, of characters that every file system takes. */
export function fileName(name: string, at: number, ending: string): string {
  const whose = name
    .replace(/\.jsonl$/, '')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[-.]+|-+$/g, '')
    .slice(0, 60)
  const when =
    Number.isFinite(at) && at > 0 ? new Date(at).toISOString().slice(0, 19).replaceAll(':', '') : 'empty'
  return `${whose === '' ? 'pulsetree' : whose}-${when}.${ending}`
}
