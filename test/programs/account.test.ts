import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import { Account } from '../../src/programs/account.ts'
import { end, isGone, PEER } from './support/crew.ts'

const PLAN = { isKept: true, keepBytes: 1_000, isGroup: false }

const node = (...orders: string[]): ChildProcess => spawn(process.execPath, [PEER, ...orders])

const over = (account: Account): Promise<void> => new Promise((resolve) => account.over(resolve))

describe('An account', () => {
  test('of a process has what it printed and how it exited, once all has been read', async () => {
    const child = node('print out', 'complain err', 'exit 3')
    const account = new Account(child, PLAN)
    const heard: string[] = []
    account.onOutput = (chunk, from) => heard.push(`${from} ${Buffer.from(chunk)}`)
    expect([account.pid, account.exit]).toEqual([child.pid, null])
    await over(account)
    expect([account.stdout.text(), account.stderr.text()]).toEqual(['out\n', 'err\n'])
    expect(account.exit).toEqual({ code: 3, signal: null })
    expect(heard.toSorted()).toEqual(['stderr err\n', 'stdout out\n'])
    // Whoever asks later is told at once.
    let isTold = false
    account.over(() => {
      isTold = true
    })
    expect(isTold).toBe(true)
  })

  test('of a thread has the same, but for a process', async () => {
    const thread = new Worker(PEER, { argv: ['print out', 'exit 2'], stdout: true, stderr: true })
    const account = new Account(thread, PLAN)
    await over(account)
    expect([account.pid, account.stdout.text(), account.exit]).toEqual([
      null,
      'out\n',
      { code: 2, signal: null },
    ])
  })

  test('of what prints elsewhere keeps nothing of that, and a thread’s own streams are not touched', async () => {
    const aside = { ...PLAN, isKept: false }
    const child = node('print out')
    const heard: string[] = []
    const ofChild = new Account(child, aside)
    ofChild.onOutput = (chunk) => heard.push(String(Buffer.from(chunk)))
    const thread = new Worker(PEER, { argv: ['exit 0'], stdout: true })
    const readers = thread.stdout.listenerCount('data')
    const ofThread = new Account(thread, aside)
    expect(thread.stdout.listenerCount('data')).toBe(readers)
    await Promise.all([over(ofChild), over(ofThread)])
    expect([ofChild.stdout.text(), heard, ofThread.exit?.code]).toEqual(['', ['out\n'], 0])
  })

  test('of a thread has what it did not catch', async () => {
    const account = new Account(new Worker(PEER, { argv: ['throw'], stderr: true }), PLAN)
    await over(account)
    expect(account.failure?.message).toBe('this program has a bug')
  })

  test('of a process whose pipes are held open by another one is closed soon after it exited', async () => {
    const child = node('leave', 'stay')
    const account = new Account(child, PLAN)
    const [said] = child.stdout === null ? [] : await once(child.stdout, 'data')
    child.kill('SIGTERM')
    await over(account)
    expect(account.exit).toEqual({ code: null, signal: 'SIGTERM' })
    process.kill(Number(String(said).slice('left '.length)), 'SIGKILL')
    expect([child.stdout?.destroyed, child.stderr?.destroyed]).toEqual([true, true])
  })

  test('of what could not be started says why', async () => {
    const account = new Account(spawn('/no/such/command'), PLAN)
    await over(account)
    expect([account.pid, account.exit]).toEqual([null, null])
    expect(account.failure).toMatchObject({ code: 'ENOENT' })
  })

  test('of a process that leads a group ends the group with it', async () => {
    const child = spawn(process.execPath, [PEER, 'leave', 'stay'], { detached: true })
    const account = new Account(child, { ...PLAN, isGroup: true })
    const [said] = await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await over(account)
    const left = Number(String(said).slice('left '.length))
    await isGone(left).finally(() => end([left]))
  })
})
