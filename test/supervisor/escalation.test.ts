import { describe, expect, test } from 'vitest'
import { chainOf, GaveUpError, gaveUpCause } from '../../src/supervisor/escalation.ts'
import { bug, EOF } from './support/fake-child.ts'

const crash = (detail: string) => ({ kind: 'crash', by: 'us', detail })

describe('The chain of causes', () => {
  test('of one supervisor is its own causes, without what cannot be written down', () => {
    expect(chainOf('a', [bug('first'), EOF])).toEqual([{ id: 'a', causes: [crash('first'), EOF] }])
  })

  test('goes inwards as far as supervisors gave up', () => {
    const inner = gaveUpCause(chainOf('a/b/c', [bug('the bug')]))
    const middle = gaveUpCause(chainOf('a/b', [inner]))
    const chain = chainOf('a', [bug('another bug'), middle])
    expect(chain.map(({ id }) => id)).toEqual(['a', 'a/b', 'a/b/c'])
    expect(chain[0]?.causes).toEqual([crash('another bug'), crash('a/b < a/b/c gave up')])
    expect(chain[2]?.causes).toEqual([crash('the bug')])
    expect(JSON.parse(JSON.stringify(chain))).toEqual(chain)
  })

  test('ends where there is no cause at all', () => {
    expect(chainOf('a', [])).toEqual([{ id: 'a', causes: [] }])
  })

  test('ends where the last one of several causes is no supervisor’s', () => {
    const inner = gaveUpCause(chainOf('a/b', [bug('the bug')]))
    expect(chainOf('a', [inner, bug('another bug')]).map(({ id }) => id)).toEqual(['a'])
  })
})

describe('A supervisor that gave up', () => {
  test('has crashed, for its parent: with an error that names the chain', () => {
    const cause = gaveUpCause(chainOf('a', [bug('the bug')]))
    expect(cause).toMatchObject(crash('a gave up'))
    expect('error' in cause && cause.error).toBeInstanceOf(GaveUpError)
    expect('error' in cause && cause.error).toMatchObject({
      name: 'GaveUpError',
      chain: [{ id: 'a', causes: [crash('the bug')] }],
    })
  })
})
