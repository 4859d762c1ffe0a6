import { expect, test } from 'vitest'
import { pageKey } from '../../../../visualizations/inspector/src/ui/keys.ts'

const free = { isTyping: false, hasModifier: false }

test('Keys of the page are those of nobody who types, and of no shortcut of the browser', () => {
  expect(['/', '1', '2', '3', 'm', '?', 'Escape'].map((key) => pageKey({ key, ...free }))).toEqual([
    'search',
    'nodes',
    'connection',
    'timeline',
    'view',
    'help',
    'escape',
  ])
  expect(pageKey({ key: '/', isTyping: true, hasModifier: false })).toBeNull()
  expect(pageKey({ key: 'Escape', isTyping: true, hasModifier: false })).toBe('escape')
  expect(pageKey({ key: '1', isTyping: false, hasModifier: true })).toBeNull()
  expect(pageKey({ key: 'toString', ...free })).toBeNull()
})
