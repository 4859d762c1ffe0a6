import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { run } from '../../src/cli/program.ts'
import { summaryText } from '../../src/cli/simulate.ts'
import * as simulation from '../../src/testing/simulation/simulate.ts'
import { NO_RUNS } from '../../src/testing/simulation/summary.ts'
import { testIo } from '../support/io.ts'
import { SMALL } from '../testing/simulation/small.ts'

const folder = mkdtempSync(join(tmpdir(), 'pulsetree-simulate-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function result(...args: readonly string[]) {
  const io = testIo()
  const status = await run(['simulate', ...args], io)
  return { status, out: io.out(), err: io.err() }
}

const QUICK = ['--hours', '0.02', '--connections', '20'] as const

/** A simulation in which the second seed breaks something. */
function planted() {
  return vi.spyOn(simulation, 'simulate').mockImplementation(async ({ seed }) => ({
    seed,
    connectionHours: 10,
    events: 100,
    hardships: { cut: 2 },
    acts: {},
    parts: { breakers: 3 },
    checked: [{ number: 4, name: 'arrows', exists: true, times: 7 }],
    digest: 1,
    failure:
      seed === 8
        ? {
            v: 1,
            kind: 'simulation',
            seed,
            plan: SMALL,
            broken: { invariant: 4, sentence: 'Only arrows.', id: 'a', atMs: 5, what: 'went astray' },
          }
        : null,
  }))
}

describe('simulate', () => {
  test('says what was counted, how often each invariant was checked, and how fast it was, with status 0', async () => {
    const { status, out, err } = await result('--seed', '3', '--seeds', '2', ...QUICK)
    expect([status, err]).toEqual([0, ''])
    expect(out).toMatch(/^seeds +2\nconnection-hours +\d/)
    expect(out).toMatch(/\n +13 breaker +\d+\n/)
    expect(out).toMatch(/\n +15 recovery +[1-9]\d*\n/)
    expect(out).toMatch(/\nspeed +[\d.]+ connection-hours a second, [\d.]+ s in all\n$/)
  })

  test('gives one JSON object a line: each seed, and the sum', async () => {
    const { out } = await result('--seed', '3', '--seeds', '2', ...QUICK, '--json')
    const lines: Record<string, unknown>[] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ kind, seed }) => [kind, seed])).toEqual([
      ['simulated', 3],
      ['simulated', 4],
      ['summary', undefined],
    ])
    expect(lines.at(-1)).toMatchObject({ v: 1, seeds: 2 })
    expect(lines.at(-1)?.['missing']).toEqual({})
    const again = await result('--seed', '4', ...QUICK, '--json')
    expect(JSON.parse(again.out.split('\n')[0] ?? '')).toEqual(lines[1])
  })

  test('ends with the first seed that breaks something: says how to see it again, and writes it down', async () => {
    const file = join(folder, 'failing.json')
    const spy = planted()
    try {
      const { status, out } = await result('--seed', '7', '--seeds', '9', '--out', file)
      expect(status).toBe(1)
      expect(out.split('\n').slice(0, 5)).toEqual([
        'seed 8 breaks invariant 4 (arrows): Only arrows.',
        'a, 5 ms after the start, went astray',
        'again: pulsetree simulate --seed 8 --hours 1',
        `made small in ${file}: pulsetree replay ${file}`,
        '',
      ])
      expect(out).toMatch(/\nseeds +2\n/)
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ kind: 'simulation', plan: SMALL })
      const lines = (await result('--seed', '8', '--out', file, '--json')).out.trim().split('\n')
      expect(JSON.parse(lines[1] ?? '')).toMatchObject({ kind: 'broken', seed: 8, invariant: 4, file })
    } finally {
      spy.mockRestore()
    }
  })

  test('names the option when the file cannot be written', async () => {
    const file = join(folder, 'no', 'such', 'folder.json')
    const spy = planted()
    try {
      const { status, out, err } = await result('--seed', '8', '--out', file)
      expect([status, existsSync(file)]).toEqual([2, false])
      expect(out).toMatch(/^seed 8 breaks /)
      expect(err).toMatch(/^pulsetree: --out: cannot write [^\n]+\n$/)
    } finally {
      spy.mockRestore()
    }
  })
})

test.each([
  ['--seeds', '0', 'expected at least 1, got 0'],
  ['--hours', '1h', 'expected a number of at least 0, without a unit, got "1h"'],
])('%s %s is refused, where nothing would have been checked', async (option, value, why) => {
  const { status, out, err } = await result(option, value)
  expect([status, out, err]).toEqual([2, '', `pulsetree: ${option}: ${why}\n`])
})

test('What happened most is told first', () => {
  const text = summaryText({ ...NO_RUNS, hardships: { cut: 1, stall: 5 }, connectionHours: 30 }, 2)
  expect(text).toContain('hardships         stall 5, cut 1\n')
  expect(text).toContain('speed             15.0 connection-hours a second, 2.0 s in all')
})
