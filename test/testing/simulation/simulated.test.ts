/** Files of seeds that once broke something: each is a test, in one line. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checkSimulationFile, runSimulated } from '../../../src/testing/index.ts'
import { SMALL } from './small.ts'

const folder = new URL('regressions/', import.meta.url)

test.each(readdirSync(folder))('%s breaks nothing any more', async (name) => {
  const { broken } = await runSimulated(JSON.parse(readFileSync(new URL(name, folder), 'utf8')))
  expect(broken).toBeNull()
})

test('There are such files, and they do not go on saying what they once broke: each name says that', () => {
  const names = readdirSync(folder)
  const files = names.map((name) =>
    checkSimulationFile(JSON.parse(readFileSync(new URL(name, folder), 'utf8'))),
  )
  expect(files.map(({ broken }) => broken)).toEqual(names.map(() => null))
  expect(names).toEqual(
    files.map(({ seed }) => expect.stringMatching(new RegExp(`^seed-${seed}-[a-z-]+\\.json$`))),
  )
  expect(names).not.toEqual([])
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
