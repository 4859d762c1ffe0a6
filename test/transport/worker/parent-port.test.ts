import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { turn } from '../../../src/clock/turn.ts'
import { type ForkedProcess, ParentPort } from '../../../src/transport/worker/parent-port.ts'
import { RecordingOwner } from '../support/port-owner.ts'

/** `process` of a child, as far as it matters. */
class FakeProcess extends EventEmitter implements ForkedProcess {
  connected = true
  readonly sent: unknown[] = []

  send(message: unknown, _handle: undefined, _options: undefined, callback: (error: Error | null) => void) {
    this.sent.push(message)
    process.nextTick(callback, null)
    return true
  }
  /** Node says so in a later turn. */
  disconnect(): void {
    this.connected = false
    process.nextTick(() => this.emit('disconnect'))
  }
}

test('The channel to the parent is ready in the next turn, carries messages, and ends when the parent does', async () => {
  const forked = new FakeProcess()
  const owner = new RecordingOwner()
  const port = new ParentPort(forked, owner)
  expect(owner.log).toEqual([])
  await turn()
  forked.emit('message', 'ping')
  port.post('pong', () => owner.note('taken'))
  await turn()
  forked.disconnect()
  await turn()
  expect(forked.sent).toEqual(['pong'])
  expect(owner.log).toEqual(['ready', 'message ping', 'taken', 'ended closed', 'gone'])
  expect(forked.eventNames()).toEqual([])
})

test('An end in order waits for what was posted, and leaves no listener that would keep the process running', async () => {
  const forked = new FakeProcess()
  const owner = new RecordingOwner()
  const port = new ParentPort(forked, owner)
  await turn()
  port.post('last words', () => owner.note('taken'))
  port.close()
  expect(forked.connected).toBe(true)
  await turn()
  expect(forked.connected).toBe(false)
  expect([owner.log.slice(-3), forked.eventNames()]).toEqual([['taken', 'ended closed', 'gone'], []])
})

test('An end at once waits for nothing', async () => {
  const forked = new FakeProcess()
  const port = new ParentPort(forked, new RecordingOwner())
  port.post('never taken', () => {})
  port.destroy()
  await new Promise<void>((resolve) => process.nextTick(resolve))
  expect(forked.connected).toBe(false)
})

test('A channel that was closed before ends at once', async () => {
  const forked = new FakeProcess()
  forked.connected = false
  const owner = new RecordingOwner()
  new ParentPort(forked, owner)
  await turn()
  expect([owner.log, forked.eventNames()]).toEqual([['ready', 'ended closed', 'gone'], []])
})
