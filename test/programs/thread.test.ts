import { describe, expect } from 'vitest'
import { type ThreadOptions, thread } from '../../src/programs/programs.ts'
import { TestProcess } from '../support/process.ts'
import { PEER, says, test, textsOf } from './support/crew.ts'
import { messagingContract } from './support/messaging.ts'

const peer = (orders: readonly string[], options: ThreadOptions = {}) =>
  thread(PEER, { argv: [...orders], ...options })

messagingContract('thread', peer)

describe.concurrent('A thread', () => {
  test('whose file is missing has failed, and says which', async ({ crew }) => {
    const handle = crew.run(thread('/no/such/module.mjs'), { restart: 'temporary' })
    await handle.ended()
    expect(handle.phase).toBe('failed')
    expect(JSON.stringify(handle.cause)).toContain('/no/such/module.mjs')
  })

  test('out of the memory it was given is exhausted, and takes nobody with it', async ({ crew }) => {
    const greedy = new URL(
      'data:text/javascript,const all = []; for (;;) all.push(new Array(1e5).fill(all.length))',
    )
    const handle = crew.run(thread(greedy, { resourceLimits: { maxOldGenerationSizeMb: 20 } }), {
      restart: 'temporary',
    })
    await handle.ended()
    expect(handle.cause).toMatchObject({ kind: 'exhausted' })
  })

  test('that prints where this process does, as a command may, leaves nothing to keep', async () => {
    const PARENT = new URL('./support/inheriting-parent.ts', import.meta.url).pathname
    await using parent = new TestProcess(['--import', 'tsx', PARENT, PEER])
    expect([await parent.ended, parent.stderr]).toEqual([{ status: 0, signal: null }, ''])
    const nothing = '[true,{"stdout":"","stderr":""}]'
    expect(parent.lines.toSorted()).toEqual([nothing, nothing, 'by a command', 'by a thread'])
  })

  test('is given what Node gives to threads', async ({ crew }) => {
    const module = new URL(
      'data:text/javascript,import { parentPort, workerData } from "node:worker_threads"; parentPort.postMessage(JSON.stringify([workerData, process.env.WHO]))',
    )
    const handle = crew.run(thread(module, { workerData: { n: 1 }, env: { WHO: 'me' }, name: 'given' }))
    expect(await says(textsOf(handle), /me/)).toBe('[{"n":1},"me"]')
    await handle.ended()
    expect(handle.finished).toBe(true)
  })
})

describe('What a thread takes', () => {
  test.for<[string, () => unknown]>([
    ['module', () => thread('')],
    ['group', () => thread(PEER, JSON.parse('{"group":true}'))],
    ['goodbye', () => thread(PEER, { messages: 'json', goodbye: 'no json' })],
    ['maxFrameBytes', () => thread(PEER, { maxFrameBytes: 0 })],
    ['messages', () => thread(PEER, JSON.parse('{"messages":"xml"}'))],
  ])('a bad %s is refused by name', ([option, use]) => {
    expect(use).toThrow(expect.objectContaining({ name: 'OptionError', option }))
  })
})
