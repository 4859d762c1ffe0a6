import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { embedded } from '../../../../visualizations/inspector/src/connection/embedded.ts'

const picture = (name: string): string =>
  readFileSync(new URL(`../../../../visualizations/charts/${name}.svg`, import.meta.url), 'utf8')

test.each(['connection', 'supervisor', 'identity'])('Two pictures of the %s chart share no id', (name) => {
  const ids = (prefix: string) =>
    [...embedded(picture(name), prefix).svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  const [one, other] = [ids('a'), ids('b')]
  expect(one.length).toBeGreaterThan(5)
  expect(new Set([...one, ...other]).size).toBe(one.length + other.length)
})

test('What names an id still finds it', () => {
  const { svg } = embedded(picture('connection'), 'a')
  const named = [...svg.matchAll(/aria-labelledby="([^"]+)"|url\(#([^)]+)\)|href="#([^"]+)"/g)].flatMap(
    ([, labels = '', ...others]) =>
      [...labels.split(' '), ...others].filter((id) => id !== '' && id !== undefined),
  )
  expect(named.length).toBeGreaterThan(0)
  for (const id of named) expect(svg).toContain(` id="${id}"`)
})

test('It has no style of its own, which a page may not allow, and is as large as its place', () => {
  const { svg, sheet } = embedded(picture('connection'), 'a')
  expect(svg).not.toContain('<style')
  expect(svg).not.toContain('style=')
  expect(svg.slice(0, svg.indexOf('>'))).not.toMatch(/ (width|height)=/)
  expect(svg).toContain('viewBox=')
  expect(sheet).toContain('.chart .green .box')
})

test('Its colours are those of the page, in light and dark', () => {
  const { sheet } = embedded(picture('connection'), 'a')
  expect(sheet).not.toContain('--green:')
  expect(sheet).not.toContain('prefers-color-scheme')
})

test('What the page marks is there: states, arrows and events', () => {
  const { svg } = embedded(picture('connection'), 'a')
  for (const part of [
    'data-state="suspect"',
    'data-from="alive" data-to="suspect"',
    'data-event="peer.silent"',
  ])
    expect(svg).toContain(part)
})
