/** The committed pictures are those of the machines as they are now. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { pictures } from '../../scripts/charts/pictures.ts'

const folder = new URL('../../visualizations/charts/', import.meta.url)

test('No committed picture is stale', async () => {
  const made = await pictures()
  for (const [name, text] of made) {
    const committed = readdirSync(folder).includes(name) ? readFileSync(new URL(name, folder), 'utf8') : null
    expect(
      committed === text,
      `${fileURLToPath(new URL(name, folder))} is stale: run \`npm run charts\``,
    ).toBe(true)
  }
})

test('No picture is left over from a machine that is gone', async () => {
  expect(readdirSync(folder).sort(), 'delete what no machine has any more').toEqual(
    [...(await pictures()).keys()].sort(),
  )
})

test('The same machine gives the same picture, byte for byte', async () => {
  expect(await pictures()).toEqual(await pictures())
})
