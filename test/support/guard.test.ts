import { expect, test } from 'vitest'
import { TestProcess } from './process.ts'

/** Starts a program that ends by nothing of its own, freezes it, and is killed. It shares its stdout with it. */
const KILLED = `
import { spawn } from 'node:child_process'
import { guard } from ${JSON.stringify(new URL('./guard.ts', import.meta.url).href)}
const frozen = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: ['ignore', 'inherit', 'ignore'] })
guard(frozen)
frozen.kill('SIGSTOP')
process.kill(process.pid, 'SIGKILL')
`

test('A frozen process does not outlive the tests that were killed', async () => {
  const tests = new TestProcess(['--import', 'tsx', '--input-type=module', '-e', KILLED])
  // Not before both have let go of it.
  expect(await tests.ended).toEqual({ status: null, signal: 'SIGKILL' })
})

/** The leader of a group and what it has started share the stdout of whoever is killed. */
const KILLED_WITH_GROUP = `
import { spawn } from 'node:child_process'
import { guard } from ${JSON.stringify(new URL('./guard.ts', import.meta.url).href)}
const leader = spawn('sh', ['-c', 'sleep 1000; :'], { detached: true, stdio: ['ignore', 'inherit', 'ignore'] })
guard(leader, { isGroup: true })
process.kill(process.pid, 'SIGKILL')
`

test('Nor does a group of processes, down to what its leader has started', async () => {
  const tests = new TestProcess(['--import', 'tsx', '--input-type=module', '-e', KILLED_WITH_GROUP])
  expect(await tests.ended).toEqual({ status: null, signal: 'SIGKILL' })
})
