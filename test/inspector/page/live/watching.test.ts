import { expect, test } from 'vitest'
import { watchOf } from '../../../../visualizations/inspector/src/live/watching.ts'

test('The one in the panel is watched first, each only once, and no more than a server takes', () => {
  const lanes = Array.from({ length: 100 }, (_, n) => `n${n}`)
  const wanted = new Map([
    ['timeline', lanes],
    ['panel', ['n90']],
  ] as const)
  const { ids, frames } = watchOf(wanted, 'n90')
  expect(ids).toHaveLength(64)
  expect(ids.slice(0, 2)).toEqual(['n90', 'n0'])
  expect(frames).toBe('n90')
  expect(watchOf(new Map(), null)).toEqual({ t: 'watch', ids: [], frames: null })
})
