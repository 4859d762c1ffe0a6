/** The source in words: a few for the head of the page, a sentence for whoever wants to know. */
import type { Source } from '../state.ts'
import { shownText } from '../ui/words.ts'

export interface SourceWords {
  readonly short: string
  readonly long: string
}

export function sourceInWords(source: Source): SourceWords {
  switch (source.is) {
    case 'loading':
      return { short: 'Connecting', long: 'Asking the server for its tree.' }
    case 'live': {
      const pid = source.pid === null ? '' : `, process ${source.pid}`
      return { short: `Live: ${shownText(source.name)}`, long: `What is shown happens now${pid}.` }
    }
    case 'lost': {
      const why = source.why === '' ? '' : ` (${source.why})`
      return {
        short: `Lost: ${shownText(source.name)}`,
        long: `The server is gone${why}. What is shown is what was known last.`,
      }
    }
    case 'refused':
      return { short: 'Not let in', long: source.why }
    case 'ended':
      return {
        short: `Ended: ${shownText(source.name)}`,
        long: 'The tree has ended. What was known of it stays.',
      }
    case 'file':
      return { short: `File: ${shownText(source.name)}`, long: 'What is shown is a recording.' }
    case 'error':
      return { short: 'Error', long: shownText(source.why) }
  }
}
