import { expect, test } from 'vitest'
import { complain, processIo, wantsColors } from '../../src/cli/io.ts'
import { testIo } from '../support/io.ts'

test.each([
  { isTTY: true, env: {}, colored: true },
  { isTTY: true, env: { NO_COLOR: '' }, colored: true },
  { isTTY: true, env: { NO_COLOR: '1' }, colored: false },
  { isTTY: true, env: { TERM: 'dumb' }, colored: false },
  { isTTY: false, env: {}, colored: false },
])('On a terminal ($isTTY) with $env colours are wanted: $colored', ({ isTTY, env, colored }) => {
  const io = testIo({ env })
  io.stdout.isTTY = isTTY
  expect(wantsColors(io)).toBe(colored)
})

test('A complaint is one line on stderr', async () => {
  const io = testIo()
  const written = new Promise((resolve) => io.stderr.once('data', resolve))
  complain(io, 'no such thing')
  await written
  expect(io.err()).toBe('pulsetree: no such thing\n')
  expect(io.out()).toBe('')
})

test("This process's own signals are listened to and let go", () => {
  const before = process.listenerCount('SIGINT')
  const listener = (): void => {}
  processIo.onSignal('SIGINT', listener)
  expect(process.listenerCount('SIGINT')).toBe(before + 1)
  processIo.offSignal('SIGINT', listener)
  expect(process.listenerCount('SIGINT')).toBe(before)
  expect(processIo.stdout).toBe(process.stdout)
  expect(processIo.parentPid()).toBe(process.ppid)
})
