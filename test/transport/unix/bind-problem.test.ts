import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { bindProblem } from '../../../src/transport/unix/bind-problem.ts'

const denied = new Error('listen EACCES: permission denied')

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'bind-'))
  onTestFinished(() => rmSync(made, { recursive: true }))
  return made
}

test('A directory that is missing is said to be, whatever libuv calls it', () => {
  const missing = join(folder(), 'nodir')
  expect(bindProblem(join(missing, 'x'), denied)).toBe(`the directory ${missing} does not exist`)
})

test('Of one that is there, or that cannot be looked for, the error says what is wrong', () => {
  const there = folder()
  expect(bindProblem(join(there, 'x'), denied)).toBe(denied.message)
  expect(bindProblem(join(there, 'x'.repeat(300), 'x'), denied)).toBe(denied.message)
})
