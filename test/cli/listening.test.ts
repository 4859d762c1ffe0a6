import { expect, test } from 'vitest'
import { bound } from '../../src/cli/listening.ts'
import { supervise } from '../../src/index.ts'
import { tcp } from '../../src/transport/tcp.ts'
import { testIo } from '../support/io.ts'

test('A listener that is bound has an endpoint with its real port', async () => {
  await using supervisor = supervise()
  const endpoint = await bound(supervisor.listen('gate', tcp.listen('tcp://127.0.0.1:0')), testIo())
  expect(endpoint).toMatch(/^tcp:\/\/127\.0\.0\.1:[1-9]\d*$/)
})

test('One that cannot be bound is told in one line, in the words of the system', async () => {
  await using supervisor = supervise()
  const io = testIo()
  const taken = await bound(supervisor.listen('first', tcp.listen('tcp://127.0.0.1:0')), io)
  const second = supervisor.listen('second', tcp.listen(String(taken)))
  const told = new Promise((resolve) => io.stderr.once('data', resolve))
  expect(await bound(second, io)).toBeNull()
  await told
  expect(io.err()).toMatch(
    /^pulsetree: cannot listen on tcp:\/\/127\.0\.0\.1:\d+ \(listen EADDRINUSE[^\n]*\)\n$/,
  )
})

test('One that is stopped before it is bound has nothing to be told', async () => {
  await using supervisor = supervise()
  const io = testIo()
  const gate = supervisor.listen('gate', tcp.listen('tcp://127.0.0.1:0'))
  const endpoint = bound(gate, io)
  await gate.stop()
  expect(await endpoint).toBeNull()
  expect(io.err()).toBe('')
})
