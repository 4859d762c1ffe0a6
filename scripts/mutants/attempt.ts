/** Starts a trial as a process, and kills it where it comes to no end. */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { ROOT } from './suites.ts'
import type { Trial } from './trial.ts'
import type { Verdict } from './verdict.ts'

const TRIAL = fileURLToPath(new URL('./trial.ts', import.meta.url))
const TSX = createRequire(import.meta.url).resolve('tsx')

/**
 * @param deadlineMs what has not ended by then is killed, and called a hang.
 * @throws Error when the trial itself broke down: that says nothing of the bug.
 */
export function attempt(trial: Trial, deadlineMs: number): Promise<Verdict> {
  const child = spawn(process.execPath, ['--import', TSX, TRIAL, JSON.stringify(trial)], {
    cwd: ROOT,
    // A group of its own: its workers have to go with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: ownEnvironment(),
  })
  const text = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text.out += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text.err += chunk
  })
  let isLate = false
  const killed = setTimeout(() => {
    isLate = true
    killGroup(child.pid)
  }, deadlineMs)
  const killAll = (): void => killGroup(child.pid)
  process.once('exit', killAll)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => {
      clearTimeout(killed)
      process.off('exit', killAll)
      if (isLate) return resolve({ kind: 'hang', ms: deadlineMs, by: 'the deadline', why: 'still running' })
      const last = text.out.trimEnd().split('\n').at(-1) ?? ''
      if (last.startsWith('{')) resolve(JSON.parse(last))
      else reject(new Error(`the trial broke down:\n${text.err}${text.out}`))
    })
  })
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has gone by itself.
  }
}

/** Without what a vitest around us says to its workers, and what an editor says of colours. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|TINYPOOL|NODE_ENV$|NODE_OPTIONS$)/.test(name)),
  )
}
