import { expect, test } from 'vitest'
import { recentNotes } from '../../../../visualizations/inspector/src/connection/recent-notes.ts'
import { NOW, stall } from '../support.ts'

const note = (ago: number, text: string) => ({ v: 1, kind: 'note', at: NOW - ago, text }) as const

test('The two latest notes are told, the newest first', () => {
  const events = [note(9_000, 'a'), note(8_000, 'b'), stall(NOW - 7_500, 100), note(7_000, 'c')]
  expect(recentNotes(events, NOW, 'x').map(({ text }) => text)).toEqual(['c', 'b'])
})

test('An old note explains nothing any more', () => {
  expect(recentNotes([note(61_000, 'a')], NOW, 'x')).toEqual([])
})

test('Whoever stands on a moment sees what was said before it', () => {
  const events = [note(20_000, 'before'), note(1_000, 'after')]
  expect(recentNotes(events, NOW - 10_000, 'x').map(({ text }) => text)).toEqual(['before'])
})

test('What was said of the one that is looked at is told, however much was said of others since', () => {
  const events = [note(9_000, 'feed-a is frozen'), note(8_000, 'b'), note(7_000, 'c')]
  expect(recentNotes(events, NOW, 'feed-a').map(({ text }) => text)).toEqual(['c', 'feed-a is frozen'])
})
