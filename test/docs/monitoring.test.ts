/** The programs of docs/monitoring.md fit the types of the package and do what the page says; its tables are whole. */
import { describe, expect, test } from 'vitest'
import { channels } from '../../src/monitoring/diagnostics.ts'
import { DETECTION, INSTRUMENTS } from '../../src/monitoring/instruments.ts'
import { blocks, codeIn, paper, tableOf } from './support/markdown.ts'
import { said } from './support/run.ts'
import { complaintsAbout } from './support/types.ts'

const page = paper('docs/monitoring.md')
const [measured = '', added = '', logged = '', published = ''] = blocks(page, 'ts')

describe('docs/monitoring.md', () => {
  test('has programs that fit the types of the package', { timeout: 60_000 }, () => {
    const adding = `
      import type { ListenerHandle } from 'pulsetree'
      import type { Breaker } from 'pulsetree/breaker'
      import type { Metrics } from 'pulsetree/metrics'
      import type { Pool } from 'pulsetree/pool'
      import { type RpcOptions, rpc } from 'pulsetree/rpc'
      declare const figures: Metrics
      declare const prices: Pool
      declare const guard: Breaker
      declare const gateway: ListenerHandle
      declare const methods: NonNullable<RpcOptions['methods']>
      ${added}
    `
    expect(complaintsAbout({ measured, adding, logged, published })).toEqual([])
  })

  test('lists every metric with its unit, and no other', () => {
    const rows = tableOf(page, 'metric').rows.map((row) => [codeIn(row[0])[0], codeIn(row[1])[0]])
    const all = [...Object.values(INSTRUMENTS), DETECTION].map(({ name, unit }) => [name, unit])
    expect(rows).toEqual(all)
  })

  test('lists every channel', () => {
    const rows = tableOf(page, 'channel').rows.map((row) => codeIn(row[0])[0])
    expect(rows).toEqual(Object.values(channels))
  })

  test('measures both ends of a connection', { timeout: 60_000 }, async () => {
    const lines = await said(measured)
    const here = 'network_transport="tcp"'
    expect(lines).toEqual(
      expect.arrayContaining([
        `pulsetree_connections{pulsetree_phase="alive",pulsetree_side="accepted",${here}} 1`,
        `pulsetree_connections{pulsetree_phase="alive",pulsetree_side="dialled",${here}} 1`,
        `pulsetree_dials_total{pulsetree_side="dialled",${here}} 1`,
        `pulsetree_accepts_total{pulsetree_side="accepted",${here}} 1`,
      ]),
    )
  })

  test('logs what went wrong, with its cause', { timeout: 60_000 }, async () => {
    const lines = (await said(logged)).map((line) => JSON.parse(line))
    expect(lines.map(({ level, pulsetree }) => [level, pulsetree.to, pulsetree.cause.kind])).toEqual([
      [40, 'dead', 'refused'],
      [50, 'failed', 'refused'],
    ])
  })

  test('publishes what happens', { timeout: 60_000 }, async () => {
    expect((await said(published)).map((line) => line.trimEnd())).toEqual([
      'site feed connecting',
      'site feed dead refused',
      'site feed failed refused',
    ])
  })
})
