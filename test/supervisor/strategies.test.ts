import { describe, expect, test } from 'vitest'
import { oneForAll, restForOne, type Strategy } from '../../src/supervisor/strategies.ts'
import { FakeCrew } from './support/fake-child.ts'

test.each<[Strategy, string[]]>([
  [oneForAll, ['a', 'b', 'c', 'd']],
  [restForOne, ['b', 'c', 'd']],
])('$name starts with the second of four: %j', async (strategy, scope) => {
  const crew = new FakeCrew({ strategy })
  const [, second] = crew.begun('a', 'b', 'c', 'd')
  second?.crash()
  const siblings = scope.filter((id) => id !== 'b').reverse()
  expect(crew.heard().filter((what) => what.startsWith('halt'))).toEqual(siblings.map((id) => `halt ${id}`))
  await crew.clock.advance(100)
  expect(crew.heard()).toEqual(scope.map((id) => `begin ${id}`))
})

describe('The names of strategies', () => {
  test('are OTP’s', () => {
    expect([oneForAll.name, restForOne.name]).toEqual(['one_for_all', 'rest_for_one'])
  })
})
