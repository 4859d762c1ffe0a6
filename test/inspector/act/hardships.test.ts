import { expect, test } from 'vitest'
import { inflict, offered } from '../../../src/inspector/act/hardships.ts'
import type { OfferedHardships } from '../../../src/inspector/options.ts'

function freezing(done: string[]): OfferedHardships {
  return { name: 'freeze', label: 'Freeze it', ids: () => ['a', 'b'], inflict: (id) => void done.push(id) }
}

const broken: OfferedHardships = {
  name: 'broken',
  label: 'Break',
  ids() {
    throw new Error('a bug')
  },
  inflict() {},
}

test('What is offered is told with the ids that it can be done to now; one that cannot say offers none', () => {
  expect(offered([freezing([]), broken])).toEqual([
    { name: 'freeze', label: 'Freeze it', ids: ['a', 'b'] },
    { name: 'broken', label: 'Break', ids: [] },
  ])
})

test('It is inflicted where it can be, and nowhere else', async () => {
  const done: string[] = []
  const hardships = [freezing(done), broken]
  expect(await inflict(hardships, 'freeze', 'b')).toBeNull()
  expect(await inflict(hardships, 'freeze', 'c')).toBe('this cannot be done to it just now')
  expect(await inflict(hardships, 'broken', 'a')).toBe('this cannot be done to it just now')
  expect(await inflict(hardships, 'melt', 'a')).toBe('this program offers no such hardship')
  expect(done).toEqual(['b'])
})

test('What it throws, or rejects with, is told', async () => {
  const failing = (inflictIt: () => void | Promise<void>) => [{ ...freezing([]), inflict: inflictIt }]
  const thrown = failing(() => {
    throw new Error('no such peer')
  })
  const rejected = failing(() => Promise.reject(new Error('it is gone')))
  expect(await inflict(thrown, 'freeze', 'a')).toBe('no such peer')
  expect(await inflict(rejected, 'freeze', 'a')).toBe('it is gone')
})
