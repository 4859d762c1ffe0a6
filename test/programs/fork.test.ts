import { describe, expect } from 'vitest'
import { type ForkOptions, fork } from '../../src/programs/programs.ts'
import { isGone, isRunning, PEER, says, test, textsOf } from './support/crew.ts'
import { messagingContract } from './support/messaging.ts'

const peer = (orders: readonly string[], options: ForkOptions = {}) =>
  fork(PEER, orders, { execArgv: [], ...options })

messagingContract('process', peer)

describe.concurrent('A forked process', () => {
  test('that is killed is told by the signal, and run again', async ({ crew }) => {
    const handle = crew.run(peer(['say up']))
    await says(textsOf(handle), 'up')
    const { pid } = handle
    process.kill(pid ?? Number.NaN, 'SIGKILL')
    expect(await crew.tells('exited')).toMatchObject({ pid, code: null, signal: 'SIGKILL' })
    await crew.enters('alive', 2)
  })

  test('that is frozen is silent, killed for good, and run again', async ({ crew }) => {
    const handle = crew.run(peer(['say up']), {
      heartbeat: { everyMs: 200, timeoutMs: 150, misses: 2 },
      firstFrameTimeoutMs: 10_000,
    })
    await says(textsOf(handle), 'up')
    const pid = handle.pid ?? Number.NaN
    process.kill(pid, 'SIGSTOP')
    expect(await crew.tells('restart')).toMatchObject({ cause: { kind: 'silent' } })
    expect(isRunning(pid)).toBe(false)
    await crew.enters('alive', 2)
  })

  test('whose file is missing has failed, and its output says why', async ({ crew }) => {
    const handle = crew.run(fork('/no/such/module.mjs', [], { execArgv: [] }), { restart: 'temporary' })
    await handle.ended()
    expect(handle.exit).toMatchObject({ code: 1, stderr: expect.stringContaining('/no/such/module.mjs') })
    expect(crew.told('exited')[0]?.stderr).toContain('Cannot find module')
  })

  test('that heeds no signal is killed when its time is over', async ({ crew }) => {
    const handle = crew.run(peer(['deaf', 'stay', 'say up']), { shutdownMs: 400 })
    await says(textsOf(handle), 'up')
    await crew.supervisor.stop()
    expect(handle.exit).toMatchObject({ signal: 'SIGKILL' })
    expect(await crew.supervisor.ended).toEqual({ kind: 'stopped', killed: ['it'] })
  })

  test('takes what it started with it where they are one group', async ({ crew }) => {
    const handle = crew.run(peer(['leave'], { group: true }))
    const pid = Number((await says(textsOf(handle), /^left /)).slice(5))
    crew.pids.add(pid)
    await handle.send('exit 0')
    await handle.ended()
    expect(handle.finished).toBe(true)
    await isGone(pid)
  })
})

describe('What a fork takes', () => {
  test.for<[string, () => unknown]>([
    ['module', () => fork('')],
    ['silent', () => fork(PEER, [], JSON.parse('{"silent":true}'))],
    ['goodbye', () => fork(PEER, [], { messages: 'json', goodbye: 'no json' })],
    ['maxHeldBytes', () => fork(PEER, [], { maxHeldBytes: 0 })],
  ])('a bad %s is refused by name', ([option, use]) => {
    expect(use).toThrow(expect.objectContaining({ name: 'OptionError', option }))
  })
})
