/** Files of seeds that once broke something: each is a test, in one line. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runSimulated } from '../../../src/testing/index.ts'
import { SMALL } from './small.ts'

const folder = new URL('regressions/', import.meta.url)

test.each(readdirSync(folder))('%s breaks nothing any more', async (name) => {
  const { broken } = await runSimulated(JSON.parse(readFileSync(new URL(name, folder), 'utf8')))
  expect(broken).toBeNull()
})

test('A file is run as it was written: the same each time', async () => {
  const file = { v: 1, kind: 'simulation', seed: 1, plan: SMALL, broken: null }
  const first = await runSimulated(file)
  expect(first).toMatchObject({ broken: null })
  expect(await runSimulated(file)).toEqual(first)
})

test('What is no such file is refused', async () => {
  await expect(runSimulated({ v: 1, kind: 'scenario' })).rejects.toThrow('kind')
})
