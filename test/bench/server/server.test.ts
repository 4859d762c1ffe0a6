/** Only counts are asserted: what a subject costs is for the bench itself, on a quiet machine. */
import { spawnSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Programs } from '../../../bench/lib/programs.ts'
import { goServer } from '../../../bench/server/go.ts'
import { measure } from '../../../bench/server/server.ts'

const N = 50
/** Just longer than two beats. */
const PACE = { idleMs: 50, settleMs: 50, windowMs: 2_200 }
/** Everything is compiled first, which a loaded machine takes its time for. */
const PATIENCE_MS = 60_000

let programs: Programs
beforeAll(() => {
  // The sources, not dist: a test must not depend on what was built when.
  programs = new Programs(['bench', 'src'])
}, PATIENCE_MS)
afterAll(() => programs.close())

describe('The server bench, small and short', { timeout: PATIENCE_MS }, () => {
  test.concurrent.each(['net-wheel', 'ws', 'engine.io', 'pulsetree', 'pulsetree-ws'] as const)(
    '%s drops no healthy peer',
    async (subject) => {
      const dist = `${pathToFileURL(programs.path('src'))}/`
      const candidate = { name: subject, subject, dist }
      const tools = { programs, dist, progress: () => {} }
      const measured = await measure(candidate, N, PACE, null, tools)
      const { false_deaths, left, beats } = measured
      expect({ false_deaths, left }).toEqual({ false_deaths: 0, left: 0 })
      expect(beats).toBeGreaterThanOrEqual(N)
      for (const [metric, value] of Object.entries(measured)) expect(value, metric).toSatisfy(Number.isFinite)
    },
  )

  test.concurrent('so does the server in Go, where the machine has its compiler', async () => {
    const binary = goServer(programs.folder)
    if (binary === null) return expect(spawnSync('go', ['version']).status).not.toBe(0)
    const tools = { programs, dist: '', progress: () => {} }
    const { false_deaths, left, beats } = await measure(
      { name: 'go', subject: 'go', dist: '', binary },
      N,
      PACE,
      null,
      tools,
    )
    expect({ false_deaths, left }).toEqual({ false_deaths: 0, left: 0 })
    expect(beats).toBeGreaterThanOrEqual(N)
  })
})
