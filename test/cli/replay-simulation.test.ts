import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { run } from '../../src/cli/program.ts'
import { scenarios, writeScenario } from '../../src/testing/index.ts'
import { testIo } from '../support/io.ts'
import { CONNECTION, SMALL } from '../testing/simulation/small.ts'

const folder = mkdtempSync(join(tmpdir(), 'pulsetree-replay-simulation-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function replayed(plan: object, ...args: readonly string[]) {
  const path = join(folder, 'file.json')
  writeFileSync(path, JSON.stringify({ v: 1, kind: 'simulation', seed: 1, plan, broken: null }, null, 2))
  const io = testIo()
  const status = await run(['replay', path, ...args], io)
  return { status, out: io.out(), err: io.err() }
}

describe('replay of a file that the simulation wrote', () => {
  test('runs the same world again, and says that nothing is broken', async () => {
    const { status, out } = await replayed(SMALL)
    expect(out).toMatch(/^replayed a simulation, \d+ events\nno invariant is broken\n$/)
    expect(status).toBe(0)
  })

  test('says what is broken, with status 1', async () => {
    const broken = { ...SMALL, children: [{ ...CONNECTION, to: ['nowhere'] }] }
    const { status, out } = await replayed(broken)
    expect(out).toMatch(
      /^replayed a simulation, \d+ events, which breaks invariant 15 \(recovery\): .*\na, \d+ ms/,
    )
    expect(status).toBe(1)
    const { out: json } = await replayed(broken, '--json')
    expect(JSON.parse(json)).toMatchObject({ kind: 'simulated', broken: { invariant: 15, id: 'a' } })
  })

  test('refuses what only a recording can be asked, with status 2', async () => {
    const { status, out, err } = await replayed(SMALL, '--detector', 'phi')
    expect(err).toBe('pulsetree: --detector: is for recordings; this file is a simulation\n')
    expect([status, out]).toEqual([2, ''])
  })

  test('says of a scenario what it is, rather than that it is no recording', async () => {
    const path = join(folder, 'scenario.json')
    writeFileSync(path, writeScenario(scenarios.halfOpen({ between: ['us', 'server'] })))
    const io = testIo()
    expect(await run(['replay', path], io)).toBe(2)
    expect(io.err()).toMatch(/^pulsetree: "[^"]+": this is a scenario, which only a test can play: [^\n]+\n$/)
  })

  test('names the place that cannot be used, with status 2', async () => {
    const { status, err } = await replayed({ ...SMALL, latencyMs: 'far' })
    expect(err).toMatch(/^pulsetree: .*plan\.latencyMs.*\n$/)
    expect(status).toBe(2)
  })
})
