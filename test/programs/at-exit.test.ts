import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { endAtExit, killGroup } from '../../src/programs/at-exit.ts'
import { TestProcess } from '../support/process.ts'
import { end, isGone, isRunning, PEER } from './support/crew.ts'

const PARENT = new URL('./support/exiting-parent.ts', import.meta.url).pathname

/** Every process in the group of this one. */
function groupOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((member) => {
      try {
        const [, , group] = readFileSync(`/proc/${member}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ')
        return Number(group) === pid
      } catch {
        return false
      }
    })
}

describe.concurrent('When the process that started them ends', () => {
  test.each<[string, 'exit' | 'throw', number]>([
    ['by process.exit', 'exit', 7],
    ['by an exception that nobody caught', 'throw', 1],
  ])('%s, no program outlives it', async (_, how, status) => {
    await using parent = new TestProcess(['--import', 'tsx', PARENT, PEER, how])
    const pids = (await parent.line()).split(' ').map(Number)
    // Its leader may not have started anybody yet.
    const group = await vi.waitFor(
      () => {
        const found = groupOf(pids[2] ?? Number.NaN)
        expect(found.length).toBeGreaterThan(1)
        return found
      },
      { timeout: 10_000 },
    )
    const all = [...pids, ...group]
    try {
      expect(all.every(isRunning)).toBe(true)
      parent.write('now\n')
      expect((await parent.ended).status).toBe(status)
      await Promise.all(all.map(isGone))
    } finally {
      end(all)
    }
  })
})

test('Nothing listens for the end of this process when all programs have ended', async () => {
  const before = process.listenerCount('exit')
  const children = [1, 2].map(() => spawn(process.execPath, ['-e', '']))
  for (const child of children) endAtExit(child, false)
  expect(process.listenerCount('exit')).toBe(before + 1)
  await Promise.all(children.map((child) => new Promise((resolve) => child.once('close', resolve))))
  expect(process.listenerCount('exit')).toBe(before)
})

test('A group of which nobody is left is no trouble', () => {
  expect(() => killGroup(2 ** 22)).not.toThrow()
})
