import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { catalogue } from '../../src/charts/catalogue.ts'

test('Every machine is listed under its own id', () => {
  expect([...catalogue.keys()]).toEqual(['connection', 'supervisor', 'identity', 'breaker'])
  for (const [name, chart] of catalogue) expect(chart.id).toBe(name)
})

test('No machine of the library is left out', () => {
  const folder = fileURLToPath(new URL('../../src/', import.meta.url))
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  )
  const machines = sources.flatMap((path) =>
    [...readFileSync(folder + path, 'utf8').matchAll(/^export const (\w+) = createMachine\(/gm)].map(
      ([, name]) => name,
    ),
  )
  const listed = readFileSync(`${folder}charts/catalogue.ts`, 'utf8')
  expect(machines.length).toBeGreaterThan(2)
  expect(machines.filter((name) => !listed.includes(`chartOf(${name},`))).toEqual([])
})
