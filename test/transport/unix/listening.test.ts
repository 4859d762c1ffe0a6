import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Listening } from '../../../src/transport/transport.ts'
import { listenAfterClearing } from '../../../src/transport/unix/listening.ts'
import { Gate } from '../support/bench.ts'

const nowhere = join(tmpdir(), 'no/such/folder')

/** What was asked of it, and a promise for its having been opened. */
function scene() {
  const log: string[] = []
  const gate = new Gate({
    happened() {},
    listener: () => {
      throw new Error('not asked')
    },
  })
  let listening: Listening | null = null
  const opened = new Promise<void>((resolve) => {
    listening = listenAfterClearing(nowhere, gate, () => {
      log.push('open')
      resolve()
      return { close: () => log.push('close') }
    })
  })
  return { log, gate, opened, close: () => listening?.close() }
}

test('It binds when the way is free, and closes what it has bound', async () => {
  const { log, opened, close } = scene()
  expect(log).toEqual([])
  await opened
  close()
  expect(log).toEqual(['open', 'close'])
})

test('Closed before that, it never binds, and says once that it is closed', async () => {
  const { log, gate, close } = scene()
  close()
  close()
  expect(gate.log).toEqual([])
  await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setImmediate(resolve))
  expect([log, gate.log]).toEqual([[], ['closed']])
})
