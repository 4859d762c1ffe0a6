/** The programs of docs/registry.md fit the types of the package, and the first one does what the page says. */
import { describe, expect, test } from 'vitest'
import { hostOf } from '../../src/registry/host.ts'
import { hasSession, leadsTo } from '../../src/registry/life.ts'
import { blocks, paper, tables } from './support/markdown.ts'
import { said } from './support/run.ts'
import { complaintsAbout } from './support/types.ts'

const page = paper('docs/registry.md')
const [program = '', elsewhere = ''] = blocks(page, 'ts')

describe('docs/registry.md', () => {
  test('has programs that fit the types, and one that comes and goes', async () => {
    expect(complaintsAbout({ registry: program, elsewhere })).toEqual([])
    expect(await said(program)).toEqual([
      'registering',
      'held',
      'prices-1 came',
      'waiting',
      'prices-1 went',
      'withdrawn',
    ])
  })

  test('explains every state, and no other', () => {
    const [table] = tables(page)
    const states = (table?.rows ?? []).map(([cell = '']) => cell.replaceAll('`', ''))
    expect(states).toEqual(['waiting', 'registering', 'held', 'doubtful', 'lost', 'withdrawn'])
    expect(hasSession('held') && leadsTo('held', 'over')).toBe('lost')
  })

  test('names the defaults that hold', () => {
    const { requestTimeoutMs, checkMs, graceMs } = hostOf('registry', {})
    const shown = [...page.matchAll(/`(\w+Ms)` \((\d+) s\)/g)].map(([, name, s]) => [name, Number(s) * 1_000])
    expect(Object.fromEntries(shown)).toEqual({ requestTimeoutMs, checkMs, graceMs })
  })
})
