import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { Account } from '../../src/programs/account.ts'
import { type Listener, OutputGate } from '../../src/programs/output-gate.ts'
import type { Cause } from '../../src/transport/transport.ts'
import { Recorder } from '../transport/support/recorder.ts'

const RESET: Cause = { kind: 'reset', by: 'network', detail: 'gone', of: 'program' }

function scene({ failed = (cause) => cause, over = () => {} }: Partial<Listener> = {}) {
  const near = new Recorder(() => {})
  const child = spawn(process.execPath, ['-e', "process.stdout.write('last words')"])
  const account = new Account(child, { isKept: true, keepBytes: 100, isGroup: false })
  const gate = new OutputGate(near, { failed, over })
  gate.account = account
  return { near, child, gate }
}

describe('What comes of a program', () => {
  test('passes at once but for the release, which waits for the last words', async () => {
    const said: string[] = []
    const { near, child, gate } = scene({
      over: ({ stdout }) => said.push(stdout.text(), near.log.at(-1) ?? ''),
    })
    gate.opened()
    gate.heard()
    gate.frame(new TextEncoder().encode('hello'), true)
    gate.partial(true)
    gate.drained()
    gate.pinged()
    gate.ponged(true)
    gate.ended({ kind: 'eof', by: 'peer' })
    gate.released()
    const before = [
      'opened',
      'heard',
      'frame hello',
      'partial true',
      'drained',
      'pinged',
      'ponged latest',
      'ended eof',
    ]
    expect(near.log).toEqual(before)
    await once(child, 'close')
    expect(near.log).toEqual([...before, 'released'])
    expect(said).toEqual(['last words', 'ended eof'])
  })

  test('waits for the last words where it has failed, and is told with what they say', async () => {
    const { near, child, gate } = scene({
      failed: (_, { stdout }) => ({ kind: 'dns', by: 'network', detail: stdout.text() }),
    })
    child.on('exit', () => {
      gate.ended(RESET)
      gate.released()
    })
    await once(child, 'close')
    expect(near.log).toEqual(['ended dns', 'released'])
    expect(near.cause).toMatchObject({ detail: 'last words' })
  })

  test('is not told of a failure that nobody waits for any more', async () => {
    const { near, child, gate } = scene({ failed: () => null })
    child.on('exit', () => {
      gate.ended(RESET)
      gate.released()
    })
    await once(child, 'close')
    expect(near.log).toEqual(['released'])
  })

  test('waits for nothing where it broke off before its exit, nor where nothing was started', async () => {
    const { near, child, gate } = scene()
    gate.ended(RESET)
    expect(near.log).toEqual(['ended reset'])
    await once(child, 'close')
    const never = (): never => {
      throw new Error('there is no account')
    }
    const other = new Recorder(() => {})
    const nothing = new OutputGate(other, { failed: never, over: never })
    nothing.ended(RESET)
    nothing.released()
    expect(other.log).toEqual(['ended reset', 'released'])
  })
})
