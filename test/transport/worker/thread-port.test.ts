import { once } from 'node:events'
import { Worker, type WorkerOptions } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import { ThreadPort } from '../../../src/transport/worker/thread-port.ts'
import { RecordingOwner } from '../support/port-owner.ts'

const LISTENS = "import { parentPort } from 'node:worker_threads'; parentPort.on('message', (m) => "
const ECHO = `${LISTENS} m === 'go away' ? process.exit(0) : parentPort.postMessage(m))`

/** A thread that runs this module. */
function thread(program: string, options: WorkerOptions = {}): Worker {
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(program)}`), options)
}

function over(worker: Worker, goodbye: unknown = null): { port: ThreadPort; owner: RecordingOwner } {
  const owner = new RecordingOwner()
  return { port: new ThreadPort(worker, goodbye, owner), owner }
}

test('A thread is ready when it is online, and carries text, bytes and values', async () => {
  const { port, owner } = over(thread(ECHO))
  await owner.hears('ready')
  let taken = 0
  for (const message of ['text', Uint8Array.of(1, 2), { a: 1 }]) {
    port.post(message, () => {
      taken += 1
    })
  }
  expect(taken).toBe(3)
  await owner.hears('message [object Object]')
  expect(owner.messages).toEqual(['text', Uint8Array.of(1, 2), { a: 1 }])
  port.destroy()
  await owner.hears('gone')
})

describe('A thread that ends', () => {
  test.each([
    [
      'exits with 0',
      'process.exit(0)',
      { kind: 'closed', by: 'peer', code: 0, planned: true, of: 'program' },
    ],
    ['has nothing to do', '', { kind: 'closed', by: 'peer', code: 0, planned: true, of: 'program' }],
    [
      'exits with 3',
      'process.exit(3)',
      { kind: 'reset', by: 'network', detail: 'the thread exited with code 3', of: 'program' },
    ],
    [
      'throws',
      "throw new TypeError('boom')",
      { kind: 'reset', by: 'network', detail: 'the thread threw: boom', of: 'program' },
    ],
    [
      'leaves a promise that rejects',
      "Promise.reject(new Error('boom'))",
      { kind: 'reset', by: 'network', detail: 'the thread threw: boom', of: 'program' },
    ],
    [
      'throws what is no error',
      "throw 'boom'",
      { kind: 'reset', by: 'network', detail: 'the thread threw: boom', of: 'program' },
    ],
  ])('because it %s says so', async (_way, program, cause) => {
    const { owner } = over(thread(program))
    await owner.hears('gone')
    expect([owner.log.slice(-2), owner.cause]).toEqual([[`ended ${cause.kind}`, 'gone'], cause])
  })

  test('whose script is missing threw', async () => {
    const { owner } = over(new Worker(new URL('./no-such-thread.mjs', import.meta.url)))
    await owner.hears('gone')
    expect(owner.cause).toMatchObject({ kind: 'reset', detail: expect.stringContaining('no-such-thread') })
  })

  test('for want of memory is exhausted', async () => {
    const resourceLimits = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 }
    const { owner } = over(thread('const all = []; for (;;) all.push([{}])', { resourceLimits }))
    await owner.hears('gone')
    expect(owner.cause).toMatchObject({ kind: 'exhausted', by: 'us' })
  })

  test('after some last words has said them before', async () => {
    const words = `parentPort.postMessage('a'); parentPort.postMessage('b'.repeat(1e6)); process.exit(0)`
    const { owner } = over(thread(`import { parentPort } from 'node:worker_threads'; ${words}`))
    await owner.hears('gone')
    expect(owner.messages).toEqual(['a', 'b'.repeat(1_000_000)])
    expect(owner.log.slice(-2)).toEqual(['ended closed', 'gone'])
  })

  test('before anybody owned it is refused', async () => {
    const worker = thread('')
    await once(worker, 'exit')
    const { owner } = over(worker)
    expect(owner.log).toEqual([])
    await owner.hears('gone')
    expect(owner.log).toEqual(['ended refused', 'gone'])
  })
})

test('A thread that came online before it was owned is ready with its first message', async () => {
  const worker = thread(ECHO)
  await once(worker, 'online')
  const { port, owner } = over(worker)
  worker.postMessage('anybody there?')
  await owner.hears('message anybody there?')
  expect(owner.log).toEqual(['ready', 'message anybody there?'])
  port.destroy()
  await owner.hears('gone')
})

describe('An end', () => {
  test('in order is asked for by the goodbye, once, where there is one', async () => {
    const { port, owner } = over(thread(ECHO), 'go away')
    await owner.hears('ready')
    port.post('first', () => {})
    port.close()
    port.close()
    await owner.hears('gone')
    expect(owner.log).toEqual(['ready', 'message first', 'ended closed', 'gone'])
  })

  test.each(['close', 'destroy'] as const)('by %s ends a busy loop, too', async (how) => {
    const { port, owner } = over(thread(`${LISTENS} { parentPort.postMessage(m); for (;;); })`))
    await owner.hears('ready')
    port.post('spin', () => {})
    await owner.hears('message spin')
    port[how]()
    port.destroy()
    await owner.hears('gone')
    expect(owner.log.slice(-2)).toEqual(['ended reset', 'gone'])
  })

  test('before it is online leaves nothing behind', async () => {
    const worker = thread(ECHO)
    const { port, owner } = over(worker)
    port.destroy()
    await owner.hears('gone')
    expect(worker.threadId).toBe(-1)
  })
})
