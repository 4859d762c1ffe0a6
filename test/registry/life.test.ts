import { describe, expect, test } from 'vitest'
import type { RegistrationState } from '../../src/registry/index.ts'
import { type Happening, hasSession, leadsTo } from '../../src/registry/life.ts'

const STATES: readonly RegistrationState[] = [
  'waiting',
  'registering',
  'held',
  'doubtful',
  'lost',
  'withdrawn',
]
const HAPPENINGS: readonly Happening[] = [
  'owner.alive',
  'owner.dead',
  'confirmed',
  'unconfirmed',
  'over',
  'withdraw',
]

describe('The life of a registration', () => {
  test('ends when it is withdrawn, from anywhere, and nothing leads back', () => {
    const ways = STATES.filter((state) => state !== 'withdrawn').map((state) => leadsTo(state, 'withdraw'))
    expect(new Set(ways)).toEqual(new Set(['withdrawn']))
    expect(HAPPENINGS.map((happening) => leadsTo('withdrawn', happening))).toEqual(HAPPENINGS.map(() => null))
  })

  test('leads to held by a confirmation alone', () => {
    for (const state of STATES) {
      for (const happening of HAPPENINGS) {
        if (leadsTo(state, happening) === 'held') expect(happening).toBe('confirmed')
      }
    }
  })

  test('knows doubt and loss of what was held, and of nothing else', () => {
    expect([leadsTo('held', 'over'), leadsTo('doubtful', 'over')]).toEqual(['lost', 'lost'])
    expect(leadsTo('held', 'unconfirmed')).toBe('doubtful')
    expect([leadsTo('registering', 'over'), leadsTo('registering', 'unconfirmed')]).toEqual([
      'registering',
      'registering',
    ])
  })

  test('has no session while its owner is dead, whatever is still said of the one before', () => {
    for (const state of STATES.filter(hasSession)) expect(leadsTo(state, 'owner.dead')).toBe('waiting')
    expect(STATES.filter((state) => !hasSession(state))).toEqual(['waiting', 'withdrawn'])
    expect([leadsTo('waiting', 'confirmed'), leadsTo('waiting', 'over')]).toEqual([null, null])
  })
})
