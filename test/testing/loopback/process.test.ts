import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../src/clock/clock.ts'
import { type LoopbackProgram, Process } from '../../../src/testing/loopback/process.ts'
import { freePort } from '../../support/free-port.ts'
import { opened } from './support/sockets.ts'

const node = (script: string, more: Partial<LoopbackProgram> = {}): LoopbackProgram => ({
  command: process.execPath,
  args: ['-e', script],
  ...more,
})

const LISTEN =
  "const s = require('net').createServer().listen(Number(process.env.AT ?? 0), '127.0.0.1', () => "

/** Started, ready, and ended with the test. */
async function started(program: LoopbackProgram): Promise<Process & AsyncDisposable> {
  const made = new Process(program)
  const disposable = Object.assign(made, {
    async [Symbol.asyncDispose]() {
      made.kill()
      await made.ended
    },
  })
  try {
    await made.ready(program, systemClock)
  } catch (error) {
    await disposable[Symbol.asyncDispose]()
    throw error
  }
  return disposable
}

describe('A program is ready', () => {
  test('when it has printed its port, whatever it printed before, and in whatever words', async () => {
    const script = `console.log('version 2 is starting'); ${LISTEN} console.log('listening on http://127.0.0.1:' + s.address().port))`
    await using running = await started(node(script, { port: 'printed' }))
    await using end = await opened(running.port ?? 0)
    expect([end.fate, running.hasEnded]).toEqual([null, false])
  })

  test('when its port accepts, where that is known', async () => {
    const port = await freePort()
    await using running = await started(node(`${LISTEN} {})`, { port, env: { AT: String(port) } }))
    expect(running.port).toBe(port)
  })

  test('at once, where it listens nowhere; and its variables are its own', async () => {
    const program = node('console.log(process.env.GREETING, process.env.HOME)', {
      env: { GREETING: 'hello', HOME: undefined },
    })
    const running = new Process(program)
    await running.ready(program, systemClock)
    running.hold(true)
    await running.ended
    expect([running.port, running.said.trim(), running.hasEnded]).toEqual([null, 'hello undefined', true])
  })
})

describe('A program that does not get ready is told by its last words:', () => {
  test('one that ends before', async () => {
    const ends = node("console.error('no such file'); process.exit(3)", { port: 'printed' })
    await expect(started(ends)).rejects.toThrow(/ended before it listened; it said:\nno such file$/)
  })

  test('one that takes too long', async () => {
    const takesLong = node('setInterval(() => {}, 1000)', { port: 'printed', readyTimeoutMs: 300 })
    await expect(started(takesLong)).rejects.toThrow(/did not listen within 300 ms$/)
  })

  test('one that there is not', async () => {
    const missing: LoopbackProgram = { command: '/nowhere/at/all', port: 'printed' }
    await expect(started(missing)).rejects.toThrow(
      /ended before it listened; it said:\nspawn \/nowhere\/at\/all ENOENT/,
    )
  })
})

test('Killed, it is gone, though a child of its own holds its pipes', async () => {
  const script = `require('child_process').spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'inherit', 'inherit'] }); console.log(1)`
  const program = node(script, { port: 'printed' })
  const running = new Process(program)
  await running.ready(program, systemClock)
  running.kill()
  await running.ended
  expect(running.hasEnded).toBe(true)
})
