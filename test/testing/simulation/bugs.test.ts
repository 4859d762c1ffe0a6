import { describe, expect, test } from 'vitest'
import { Bugs } from '../../../src/testing/simulation/bugs.ts'
import { FakeTransport } from '../../supervisor/fakes.ts'
import { Peer } from '../../support/world.ts'

describe('A bug', () => {
  test('throws at the next dials, so many times, and is gone once mended', () => {
    const bugs = new Bugs()
    const transport = bugs.within('a', new FakeTransport())
    bugs.plant('a', 2)
    expect(() => transport.dial(new Peer())).toThrow('a bug of a')
    expect(() => transport.dial(new Peer())).toThrow('a bug of a')
    expect(() => transport.dial(new Peer())).not.toThrow()
    bugs.plant('a', 2)
    bugs.mend()
    expect(() => transport.dial(new Peer())).not.toThrow()
  })

  test('ends the link there is at once, as a crash, and that only once', async () => {
    const bugs = new Bugs()
    const fake = new FakeTransport()
    const owner = new Peer()
    bugs.within('a', fake).dial(owner)
    await Promise.resolve()
    bugs.plant('a', 1)
    fake.links[0]?.owner?.ended({ kind: 'eof', by: 'peer' })
    expect(owner.causes.map(({ kind }) => kind)).toEqual(['crash'])
    expect(() => bugs.begin('a')).not.toThrow()
  })

  test('strikes what runs now, and what it was told of until then alone', () => {
    const bugs = new Bugs()
    const struck: string[] = []
    const over = bugs.runs('t', ({ message }) => struck.push(message))
    bugs.plant('t', 1)
    over()
    bugs.plant('t', 1)
    expect(struck).toEqual(['a bug of t'])
  })
})
