import { expect, test } from 'vitest'
import { DETECTION, INSTRUMENTS } from '../../src/monitoring/instruments.ts'

const all = Object.values(INSTRUMENTS)

test('Names are in a namespace of their own, in small letters, and each is there once', () => {
  const names = [...all.map(({ name }) => name), DETECTION.name]
  for (const name of names) expect(name).toMatch(/^pulsetree(\.[a-z]+(_[a-z]+)*)+$/)
  expect(new Set(names).size).toBe(names.length)
})

test('Units are seconds, or what is counted, in braces; whatever takes time is in seconds', () => {
  for (const { name, unit } of [...all, DETECTION]) {
    expect(unit, name).toMatch(/\.time$/.test(name) ? /^s$/ : /^\{[a-z]+(_[a-z]+)*\}$/)
  }
})

test('The buckets of detection times go from the quickest preset to the slowest', () => {
  const { boundaries } = DETECTION
  expect([...boundaries]).toEqual([...boundaries].sort((one, other) => one - other))
  expect(boundaries[0]).toBeLessThan(0.115)
  expect(boundaries.at(-1)).toBeGreaterThan(65)
})
