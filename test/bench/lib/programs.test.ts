/** Programs are processes: these tests start real ones, which do next to nothing. */
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Programs } from '../../../bench/lib/programs.ts'
import type { EchoInput } from './programs/echo.ts'

const WITHIN_MS = 10_000
const SEVEN: EchoInput = { value: 7 }

function programs(): Programs {
  const all = new Programs(['bench/lib', 'test/bench/lib/programs'])
  onTestFinished(() => all.close())
  return all
}

describe('A program', () => {
  test('It gets its input, does what it is ordered to, and tells what it found', async () => {
    const program = programs().start('test/bench/lib/programs/echo.ts', SEVEN)
    expect(await program.tells('ready', WITHIN_MS)).toEqual({ value: 7 })
    program.order('double')
    expect(await program.tells('doubled', WITHIN_MS)).toEqual({ value: 14 })
  })

  test('Messages of other kinds are passed over', async () => {
    const program = programs().start('test/bench/lib/programs/echo.ts', SEVEN)
    program.order('double')
    expect(await program.tells('doubled', WITHIN_MS)).toEqual({ value: 14 })
  })

  test('Many messages at once are all heard, one after the other', async () => {
    const program = programs().start('test/bench/lib/programs/echo.ts', SEVEN)
    await program.tells('ready', WITHIN_MS)
    program.order('count')
    const heard: (number | undefined)[] = []
    while (heard.length < 7) {
      const { one } = await program.tells('one', WITHIN_MS)
      heard.push(one)
    }
    expect(heard).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  test('While it is frozen it tells nothing, and goes on when it is thawed', async () => {
    const program = programs().start('test/bench/lib/programs/echo.ts', SEVEN)
    await program.tells('ready', WITHIN_MS)
    program.freeze()
    program.order('double')
    await expect(program.tells('doubled', 200)).rejects.toThrow('not doubled within 200 ms')
    program.thaw()
    expect(await program.tells('doubled', WITHIN_MS)).toEqual({ value: 14 })
  })

  test('When it breaks down, whoever waits learns why', async () => {
    const program = programs().start('test/bench/lib/programs/echo.ts', SEVEN)
    await program.tells('ready', WITHIN_MS)
    program.order('crash')
    await expect(program.tells('doubled', WITHIN_MS)).rejects.toThrow(/echo\.ts: ended with 1\n.*on purpose/s)
  })

  test('When it takes too long, whoever waits learns so', async () => {
    const program = programs().start('test/bench/lib/programs/echo.ts', SEVEN)
    await program.tells('ready', WITHIN_MS)
    await expect(program.tells('never', 20)).rejects.toThrow('echo.ts: not never within 20 ms')
  })

  test('Closing ends all of them and removes what was compiled', async () => {
    const all = programs()
    const program = all.start('test/bench/lib/programs/echo.ts', SEVEN)
    await program.tells('ready', WITHIN_MS)
    const folder = dirname(all.path('package.json'))
    expect(existsSync(folder)).toBe(true)
    all.close()
    expect(existsSync(folder)).toBe(false)
    await expect(program.tells('doubled', WITHIN_MS)).rejects.toThrow('ended with SIGKILL')
  })
})
