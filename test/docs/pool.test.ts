/** The programs of docs/pool.md fit the types of the package, and do what the page says. */
import { describe, expect, test } from 'vitest'
import { blocks, codeIn, paper, tables } from './support/markdown.ts'
import { said } from './support/run.ts'
import { complaintsAbout } from './support/types.ts'

const page = paper('docs/pool.md')
const [pooled = '', broken = ''] = blocks(page, 'ts')

describe('docs/pool.md', () => {
  test('has programs, and code in its text, that fit the types of the package', { timeout: 60_000 }, () => {
    const both = `
      import { breaker, cached } from 'pulsetree/breaker'
      import { type Pool } from 'pulsetree/pool'
      import type { Connection } from 'pulsetree'
      declare const prices: Pool
      declare const ask: (connection: Connection) => Promise<string>
      const fallback = cached<string>({ maxAgeMs: 1 })
      const guard = breaker({ of: prices })
      await guard.call(() => prices.run(ask), { fallback })
    `
    expect(page).toContain('guard.call(() => prices.run(ask), { fallback })')
    const watched = `
      import { lines, supervise } from 'pulsetree'
      import { pool } from 'pulsetree/pool'
      import type { Registry } from 'pulsetree/registry'
      import { tcp } from 'pulsetree/tcp'
      declare const registry: Registry
      pool(supervise(), 'prices', {
        dial: ({ endpoint }) => tcp(endpoint, { codec: lines() }),
        endpoints: registry.watch('prices'),
      })
    `
    expect(page).toContain("endpoints: registry.watch('prices')")
    expect(complaintsAbout({ pooled, broken, both, watched })).toEqual([])
  })

  test('names no option of a pool that there is not', async () => {
    const [standings] = tables(page)
    const named = (standings?.rows ?? []).flatMap((row) => codeIn(row[2]))
    expect(named.length).toBeGreaterThan(4)
    const options = paper('src/pool/options.ts')
    for (const name of named) expect(options).toContain(name.replace(/^.*\./, ''))
  })

  test('has a pool that asks those that are left', { timeout: 60_000 }, async () => {
    expect(await said(pooled)).toEqual(['before: a b c', 'without b: a c'])
  })

  test('has a breaker that gives the cached price while it is open', { timeout: 60_000 }, async () => {
    expect(await said(broken)).toEqual([
      'closed',
      '64000 from call',
      '64000 from cache',
      'open',
      '64000 from cache',
      '64000 from cache',
      'half-open',
      'closed',
      '64000 from call',
      'stopped',
    ])
  })
})
