import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { turn } from '../../src/clock/turn.ts'
import { ConnectionError } from '../../src/transport/transport.ts'
import { type WorkerOptions, type WorkerProgram, worker } from '../../src/transport/worker.ts'
import { transportContract } from './contract.ts'
import type { Bench } from './support/bench.ts'
import { PORT_TRAITS, portBench } from './support/port-bench.ts'
import { Recorder } from './support/recorder.ts'
import { PROCESSES, THREADS } from './support/worker-bench.ts'

transportContract('A worker thread', () => portBench(THREADS), PORT_TRAITS)
transportContract('A child process', () => portBench(PROCESSES), PORT_TRAITS)

describe('What a worker takes', () => {
  const start = (): Worker => new Worker('', { eval: true })
  const unknown: WorkerOptions & { restart: boolean } = { restart: true }

  test('It shows a name that people gave it, and can be dialled again', () => {
    const transport = worker(start, { name: 'resizer' })
    expect(transport).toMatchObject({ name: 'worker', endpoint: 'worker:resizer', cut: 'whole' })
    expect(transport.once ?? false).toBe(false)
  })

  test.each<[string, () => unknown]>([
    ['start', () => worker(JSON.parse('{}'))],
    ['restart', () => worker(start, unknown)],
    ['messages', () => worker(start, JSON.parse('{"messages":"xml"}'))],
    ['maxFrameBytes', () => worker(start, { maxFrameBytes: -1 })],
    ['maxHeldBytes', () => worker(start, { maxHeldBytes: 0 })],
    ['goodbye', () => worker(start, { messages: 'json', goodbye: 'no json' })],
    ['goodbye', () => worker(start, JSON.parse('{"goodbye":{}}'))],
    ['goodbye', () => worker(start, JSON.parse('{"goodbye":5,"messages":"json"}'))],
    ['goodbye', () => worker.parent(JSON.parse('{"goodbye":"bye"}'))],
  ])('A bad %s is refused by name: %s', (option, use) => {
    expect(use).toThrow(expect.objectContaining({ name: 'OptionError', option }))
  })
})

describe('A dial', () => {
  let bench: Bench
  let dials: Recorder[]

  beforeEach(async () => {
    bench = await portBench(THREADS)
    dials = []
  })

  afterEach(async () => {
    for (const { link } of dials) link.destroy()
    await bench.until(() => dials.every(({ isReleased }) => isReleased))
    expect(dials.flatMap(({ breaches }) => breaches)).toEqual([])
    await bench.end()
  })

  const dial = (start: Parameters<typeof worker>[0], options?: WorkerOptions): Recorder => {
    const made = new Recorder(() => bench.happened()).dial(worker(start, options))
    dials.push(made)
    return made
  }

  test.each<[string, () => Promise<Worker>]>([
    ['auth', async () => Promise.reject(new ConnectionError('no', { kind: 'auth', by: 'us', detail: 'no' }))],
    ['exhausted', async () => Promise.reject(Object.assign(new Error('files'), { code: 'EMFILE' }))],
    ['crash', async () => new Worker('neither-absolute-nor-relative.mjs')],
    ['crash', async () => JSON.parse('{}')],
  ])('whose function fails ends with %s', async (kind, start) => {
    const near = dial(start)
    await bench.until(() => near.isReleased)
    expect(near.log).toEqual([`ended ${kind}`, 'released'])
  })

  test('of a program that is not there is refused', async () => {
    const near = dial(() => spawn('/no/such/program', [], { stdio: ['ipc'] }))
    await bench.until(() => near.isReleased)
    expect(near.log).toEqual(['ended refused', 'released'])
  })

  test('of a process without a channel ends with crash, and the process with it', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' })
    const exited = once(child, 'exit')
    const near = dial(() => child)
    await bench.until(() => near.isReleased)
    expect(near.cause).toMatchObject({ kind: 'crash', detail: expect.stringContaining('no IPC channel') })
    expect(await exited).toEqual([null, 'SIGKILL'])
  })

  test('called off before its worker was made ends the worker when it comes', async () => {
    let hand = (_worker: Worker): void => {}
    const near = dial(
      () =>
        new Promise<Worker>((resolve) => {
          hand = resolve
        }),
    )
    await turn()
    near.link.destroy()
    await bench.until(() => near.isReleased)
    const late = new Worker('setInterval(() => {}, 1e6)', { eval: true })
    hand(late)
    await once(late, 'exit')
    expect(near.log).toEqual(['released'])
  })

  test('asks for another worker each time, and closes it by the goodbye', async () => {
    const threads: Worker[] = []
    const start = (): Worker => {
      const program = `require('worker_threads').parentPort.on('message', (m) => process.exit(m.leave ? 0 : 9))`
      const made = new Worker(program, { eval: true })
      threads.push(made)
      return made
    }
    const codes: number[] = []
    for (let round = 0; round < 2; round += 1) {
      const near = dial(start, { messages: 'json', goodbye: '{"leave":true}' })
      await bench.until(() => near.isOpen)
      threads[round]?.on('exit', (code) => codes.push(code))
      near.link.close()
      await bench.until(() => near.isReleased)
      expect(near.log).toEqual(['opened', 'released'])
    }
    expect([threads.length, codes]).toEqual([2, [0, 0]])
  })

  const OURS = new URL('./support/child-of-ours.ts', import.meta.url)
  test.each<[string, () => WorkerProgram]>([
    // Threads of Node 20 do not heed `--import`.
    [
      'thread',
      () =>
        new Worker(`import('tsx/esm/api').then((tsx) => { tsx.register(); import('${OURS}') })`, {
          eval: true,
        }),
    ],
    ['process', () => fork(OURS, { execArgv: ['--import', 'tsx'], serialization: 'advanced' })],
  ])('reaches a %s that runs this library', async (_kind, start) => {
    const near = dial(start)
    await bench.until(() => near.texts.includes('hello'))
    near.send('a')
    await bench.until(() => near.texts.includes('heard a') && near.texts.includes('ping'))
    near.link.close()
    await bench.until(() => near.isReleased)
  })
})

test('A process of ours that lost its parent ends by itself, with nothing left to do', async () => {
  const child = fork(new URL('./support/child-of-ours.ts', import.meta.url), {
    execArgv: ['--import', 'tsx'],
  })
  await once(child, 'message')
  child.disconnect()
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('A program that nobody started as a worker has no parent to reach', async () => {
  const program = `import { worker } from ${JSON.stringify(new URL('../../src/transport/worker.ts', import.meta.url).href)}
    try { worker.parent() } catch (error) { console.log(error.option) }`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program])
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  await once(child, 'close')
  expect(said).toBe('parent\n')
})
