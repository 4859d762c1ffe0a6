import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import { answerPings } from '../../../src/transport/worker/answer-pings.ts'

const CHILD = new URL('../support/answering-child.ts', import.meta.url)

const KINDS: readonly [string, () => Worker | ChildProcess][] = [
  // Threads of Node 20 do not heed `--import`.
  [
    'thread',
    () =>
      new Worker(`import('tsx/esm/api').then((tsx) => { tsx.register(); import('${CHILD}') })`, {
        eval: true,
      }),
  ],
  ['process', () => fork(CHILD, { execArgv: ['--import', 'tsx'] })],
]

describe.concurrent.each(KINDS)('A program that answers pings in a %s', (_kind, start) => {
  test('says that it is up, answers each one, hears all but those, and ends by itself when it stops', async () => {
    const program = start()
    const post = (message: string): void => {
      if (program instanceof Worker) program.postMessage(message)
      else program.send(message)
    }
    const said: unknown[] = []
    program.on('message', (message: unknown) => {
      said.push(message)
      if (said.length < 3) post('ping')
      if (said.length === 3) post('hello')
      if (said.length === 4) post('finish')
    })
    const [code] = await once(program, 'exit')
    expect([said, code]).toEqual([['pong', 'pong', 'pong', 'heard hello'], 0])
  })
})

test('A program that nobody started as a worker has nobody to answer', async () => {
  const program = `import { answerPings } from ${JSON.stringify(new URL('../../../src/transport/worker.ts', import.meta.url).href)}
    try { answerPings() } catch (error) { console.log(error.option) }`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program])
  const [said] = await once(child.stdout, 'data')
  await once(child, 'close')
  expect(String(said)).toBe('parent\n')
})

test('A program that listens by itself hears pings as well', async () => {
  const url = JSON.stringify(new URL('../../../src/transport/worker.ts', import.meta.url).href)
  const program = new Worker(
    `import('tsx/esm/api').then(async (tsx) => {
      tsx.register()
      const { answerPings } = await import(${url})
      const { parentPort } = require('node:worker_threads')
      const stop = answerPings({ ping: 'are you there', pong: 'here' })
      parentPort.once('message', (message) => { parentPort.postMessage('heard ' + message); stop() })
    })`,
    { eval: true },
  )
  const said: unknown[] = []
  program.on('message', (message: unknown) => {
    said.push(message)
    if (said.length === 1) program.postMessage('are you there')
  })
  await once(program, 'exit')
  expect(said).toEqual(['here', 'here', 'heard are you there'])
})

test('What is no option is refused by name', () => {
  expect(() => answerPings(JSON.parse('{"pin":"g"}'))).toThrow(
    expect.objectContaining({ name: 'OptionError', option: 'pin' }),
  )
})
