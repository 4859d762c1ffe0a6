/** The pool of examples: threads that a poisoned job hangs, processes that are stopped and killed, a version that fails. */
import { expect, test } from 'vitest'
import { type Example, example } from './support/example.ts'

const WITHIN_MS = 60_000

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** What the tree at the end says of each worker. */
function phasesOf(pool: Example): (string | undefined)[] {
  return pool.said(/^[├└] worker-/).map((line) => /: (\w+) for /.exec(line)?.[1])
}

test.concurrent(
  'Of threads, those that a poisoned job hangs are ended and started again; all other jobs are done, and a bad version is replaced',
  async () => {
    await using pool = example('pool/pool.ts', '--jobs', '100', '--poisoned', '1')
    expect(await pool.ended).toEqual({ status: 0, signal: null })
    expect(pool.lines.at(-1)).toBe('99 jobs done, set aside: 7')
    const lost = pool.said(/job 7 was lost with/).map((line) => /with (worker-\w+)/.exec(line)?.[1])
    expect(lost).toHaveLength(2)
    expect(new Set(lost).size).toBe(2)
    for (const id of lost) {
      expect(pool.said(new RegExp(`${id} is started again: the peer stayed silent`))).toHaveLength(1)
    }
    expect(pool.said(/worker-next is started again: .* there is no dictionary on this machine/)).toHaveLength(
      3,
    )
    expect(pool.said(/worker-next runs worker\.mjs from now on, after 2 restarts in vain/)).toHaveLength(1)
    expect(phasesOf(pool)).toEqual(['alive', 'alive', 'alive', 'alive'])
    expect(pool.stderr).toBe('')
  },
  WITHIN_MS,
)

test.concurrent(
  'Of processes, one that is stopped and one that is killed are started again, no job is lost, and nobody is left behind',
  async () => {
    await using pool = example('pool/pool.ts', '--processes', '--jobs', '5000', '--poisoned', '0')
    const up = () => pool.says(/(worker-[123]) is alive, process (\d+)$/)
    // Whoever is up first, and the next one: at once, while there are thousands of jobs.
    const [stopped = '', first = ''] = await up()
    process.kill(Number(first), 'SIGSTOP')
    const [killed = '', second = ''] = await up()
    process.kill(Number(second), 'SIGKILL')
    expect(await pool.ended).toEqual({ status: 0, signal: null })
    expect(pool.lines.at(-1)).toBe('5000 jobs done, set aside: none')
    expect(phasesOf(pool)).toEqual(['alive', 'alive', 'alive', 'alive'])
    expect(pool.said(new RegExp(`${stopped} is started again: the peer stayed silent`))).toHaveLength(1)
    expect(pool.said(new RegExp(`${killed} is started again: .*SIGKILL`))).toHaveLength(1)
    const pids = pool.said(/is alive, process/).map((line) => Number(/\d+$/.exec(line)?.[0]))
    expect(pids.length).toBeGreaterThanOrEqual(6)
    expect(pids.filter(isRunning)).toEqual([])
    expect(pool.stderr).toBe('')
  },
  WITHIN_MS,
)
