import { expect, test } from 'vitest'
import { PHASES } from '../../../../src/machines/events.ts'
import { lookOf, toneOf, urgencyOf } from '../../../../visualizations/inspector/src/ui/shapes.ts'

test('No two phases of a connection have one shape, or one tone', () => {
  expect(new Set(PHASES.map((phase) => lookOf(phase).shape.path)).size).toBe(PHASES.length)
  expect(new Set(PHASES.map(toneOf)).size).toBe(PHASES.length)
})

test('What needs a look comes before what is well, and what nobody knows comes last', () => {
  const phases = ['stopped', 'alive', 'suspect', 'dead', 'failed', '__proto__']
  expect(phases.toSorted((a, b) => urgencyOf(a) - urgencyOf(b))).toEqual([
    'failed',
    'dead',
    'suspect',
    'alive',
    'stopped',
    '__proto__',
  ])
  expect(lookOf('constructor')).toMatchObject({ tone: 'grey', shape: { name: 'dash' } })
})
