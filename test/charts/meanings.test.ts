import { expect, test } from 'vitest'
import { statesOf } from '../../src/charts/arrows.ts'
import { catalogue } from '../../src/charts/catalogue.ts'
import {
  breakerMeanings,
  connectionMeanings,
  identityMeanings,
  type Meanings,
  supervisorMeanings,
} from '../../src/charts/meanings.ts'

test.each<[string, Meanings]>([
  ['connection', connectionMeanings],
  ['supervisor', supervisorMeanings],
  ['identity', identityMeanings],
  ['breaker', breakerMeanings],
])('Every state of the %s chart has a meaning, and no state that is gone has one', (name, meanings) => {
  const chart = catalogue.get(name)
  const states = chart === undefined ? [] : statesOf(chart)
  expect(states.map(({ id }) => id).sort()).toEqual(Object.keys(meanings).sort())
  for (const { id, description } of states) expect(description, id).toBe(meanings[id])
})
