import { expect, test } from 'vitest'
import { sourceInWords } from '../../../../visualizations/inspector/src/head/source-words.ts'
import type { Source } from '../../../../visualizations/inspector/src/state.ts'

const SOURCES: readonly (readonly [Source, string])[] = [
  [{ is: 'loading' }, 'Connecting'],
  [{ is: 'live', name: 'fleet', pid: 7 }, 'Live: fleet'],
  [{ is: 'lost', name: 'fl\u202eeet', why: 'refused', retryAt: null }, 'Lost: fl\\u202eeet'],
  [{ is: 'refused', why: 'No token.' }, 'Not let in'],
  [{ is: 'ended', name: 'fleet' }, 'Ended: fleet'],
  [{ is: 'file', name: 'a.jsonl' }, 'File: a.jsonl'],
  [{ is: 'error', why: 'line 3: this is no JSON' }, 'Error'],
]

test.each(SOURCES)('%j is told in a few words, and in a sentence', (source, short) => {
  const words = sourceInWords(source)
  expect(words.short).toBe(short)
  expect(words.long).not.toBe('')
  if ('why' in source) expect(words.long).toContain(source.why)
})
