import { nextTick } from 'node:process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { IpcChannel, type IpcEnd } from '../../../src/transport/worker/ipc.ts'

/** Channels are closed after the event that is under way. */
const afterThis = promisify(nextTick)

/** An end whose messages leave when they are told to. */
class FakeEnd implements IpcEnd {
  connected = true
  readonly sent: unknown[] = []
  readonly #waiting: ((error: Error | null) => void)[] = []

  send(message: unknown, _handle: undefined, _options: undefined, callback: (error: Error | null) => void) {
    this.sent.push(message)
    this.#waiting.push(callback)
    return true
  }
  disconnect(): void {
    this.connected = false
  }
  settle(error: Error | null = null): void {
    this.#waiting.shift()?.(error)
  }
}

test('A close waits until everything that was posted has left', async () => {
  const end = new FakeEnd()
  const channel = new IpcChannel(end)
  const taken: string[] = []
  channel.post('one', () => taken.push('one'))
  channel.post('two', () => taken.push('two'))
  channel.close()
  expect([end.sent, end.connected]).toEqual([['one', 'two'], true])
  end.settle()
  await afterThis()
  expect([taken, end.connected]).toEqual([['one'], true])
  end.settle()
  await afterThis()
  expect([taken, end.connected]).toEqual([['one', 'two'], false])
})

test('A message that the channel does not take is not told of, and a close does not wait for it', async () => {
  const end = new FakeEnd()
  const channel = new IpcChannel(end)
  const taken: string[] = []
  channel.post('one', () => taken.push('one'))
  channel.close()
  end.settle(new Error('EPIPE'))
  await afterThis()
  expect([taken, end.connected]).toEqual([[], false])
})

test('A message that was under way when the channel broke was not taken, whatever Node says', () => {
  const end = new FakeEnd()
  const channel = new IpcChannel(end)
  const taken: string[] = []
  channel.post('one', () => taken.push('one'))
  end.disconnect()
  end.settle()
  expect(taken).toEqual([])
})

test('A close at once waits for nothing, and none is told a channel that is closed already', async () => {
  const end = new FakeEnd()
  const channel = new IpcChannel(end)
  channel.post('one', () => {})
  channel.closeNow()
  expect(end.connected).toBe(true)
  await afterThis()
  expect(end.connected).toBe(false)
  let calls = 0
  end.disconnect = () => {
    calls += 1
  }
  end.settle()
  channel.close()
  channel.closeNow()
  await afterThis()
  expect(calls).toBe(0)
})
