import { describe, expect, test } from 'vitest'
import { identities } from '../../../src/supervisor/identity/identities.ts'
import { identityPlan } from '../../../src/supervisor/identity/options.ts'
import { OptionError } from '../../../src/transport/transport.ts'

const by = (): string => 'device'

describe('Options of identities', () => {
  test('have defaults', () => {
    expect(identityPlan({ by })).toEqual({
      by,
      refuses: false,
      maxPerIdentity: 1,
      maxPerAddress: Number.POSITIVE_INFINITY,
      max: 100_000,
      visits: null,
      forgetMs: 60_000,
    })
  })

  test('that switch something off do', () => {
    const off = identityPlan({ by, maxPerAddress: false, forgetMs: false })
    expect([off.maxPerAddress, off.forgetMs]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])
    expect(identityPlan({ by, forgetMs: 0, newer: 'refused' })).toMatchObject({ forgetMs: 0, refuses: true })
  })

  test.each<[string, string]>([
    ['{}', 'by'],
    ['{"by":"name"}', 'by'],
    ['{"newer":"wins"}', 'newer'],
    ['{"maxPerIdentity":0}', 'maxPerIdentity'],
    ['{"maxPerAddress":0}', 'maxPerAddress'],
    ['{"max":0.5}', 'max'],
    ['{"forgetMs":-1}', 'forgetMs'],
    ['{"visits":{"everyMs":1}}', 'visits.everyMs'],
    ['{"visits":{"timeoutMs":"5"}}', 'visits.timeoutMs'],
    ['{"visits":{"misses":0}}', 'visits.misses'],
    ['{"visits":{"every":1}}', 'visits.every'],
    ['{"who":1}', 'identities.who'],
  ])('%s names what cannot be used: %s', (json, option) => {
    const given = JSON.parse(json)
    const options = option === 'by' ? given : { by, ...given }
    expect(() => identities(options)).toThrow(OptionError)
    expect(() => identities(options)).toThrow(expect.objectContaining({ option }))
  })
})
