/** The programs of docs/identity.md fit the types and say what the page says; its defaults are the defaults. */
import { describe, expect, test } from 'vitest'
import { boundMs } from '../../src/machines/heartbeat.ts'
import { identityPlan } from '../../src/supervisor/identity/options.ts'
import { visitPlan } from '../../src/supervisor/identity/visits.ts'
import { causeOfClose } from '../../src/transport/websocket/close.ts'
import { blocks, codeIn, paper, tableOf, tables } from './support/markdown.ts'
import { said } from './support/run.ts'
import { complaintsAbout } from './support/types.ts'

const page = paper('docs/identity.md')
const [gateway = '', table = '', meters = ''] = blocks(page, 'ts')
const [story = ''] = blocks(page, 'text')

describe.concurrent('docs/identity.md', () => {
  test('has programs that fit the types of the package', () => {
    const programs = blocks(page, 'ts')
    expect(programs).toHaveLength(3)
    const pieces = programs.map((program, index) => [`identity-block-${index}`, program] as const)
    expect(complaintsAbout(Object.fromEntries(pieces))).toEqual([])
  })

  test('stands in whole tables', () => {
    const all = tables(page)
    expect(all).toHaveLength(4)
    for (const { head, rows } of all)
      for (const row of rows) expect(row, `the row ${row[0]}`).toHaveLength(head.length)
  })

  test('has a gateway that knows who dials', async () => {
    expect(await said(gateway)).toEqual(story.trimEnd().split('\n'))
  })

  test('has a table that can be asked', async () => {
    expect(await said(table)).toEqual(['0 0 undefined'])
  })

  test('has a listener that is visited', async () => {
    expect(await said(meters)).toEqual([expect.stringMatching(/^tcp:\/\/127\.0\.0\.1:\d+$/)])
  })

  test('says what the defaults are', () => {
    const plan = identityPlan({ by: () => null })
    const written = new Map(
      tableOf(page, 'option').rows.map(([option, value = '']) => [
        codeIn(option)[0],
        value.replaceAll('`', ''),
      ]),
    )
    expect([plan.maxPerAddress, written.get('maxPerAddress')]).toEqual([Number.POSITIVE_INFINITY, 'false'])
    expect(written.get('maxPerIdentity')).toBe(String(plan.maxPerIdentity))
    expect(written.get('max')?.replace(' ', '')).toBe(String(plan.max))
    expect(plan.forgetMs).toBe(60_000)
    expect(boundMs(visitPlan({}))).toBe(25_000)
  })

  test('says which close codes a pulsetree comes back after', () => {
    expect([causeOfClose(4409).kind, causeOfClose(1013)]).toEqual([
      'auth',
      { kind: 'closed', by: 'peer', code: 1013, planned: true },
    ])
  })
})
