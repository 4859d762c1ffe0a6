import { EventEmitter, once } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { ChannelPort, type PortLike } from '../../../src/transport/port/channel-port.ts'
import { RecordingOwner } from '../support/port-owner.ts'

/** Events as browsers have them, and no way to `close`: a dedicated `Worker`, seen from its page. */
class FakeWorker extends EventTarget {
  readonly calls: string[] = []

  postMessage(message: unknown): void {
    this.calls.push(`post ${message}`)
  }
  terminate(): void {
    this.calls.push('terminate')
  }
}

/** The same port of Node's by both kinds of events that it has. */
const KINDS: readonly [string, (port: InstanceType<typeof MessageChannel>['port1']) => PortLike][] = [
  ['an emitter', (port) => port],
  [
    'an event target',
    (port) => ({
      postMessage: (message, transfer) => port.postMessage(message, transfer),
      addEventListener: (type, listener) => port.addEventListener(type, listener),
      removeEventListener: (type, listener) => port.removeEventListener(type, listener),
      start: () => port.start(),
      close: () => port.close(),
    }),
  ],
]

describe.each(KINDS)('A port of Node’s as %s', (_kind, shape) => {
  const { port1, port2 } = new MessageChannel()
  afterEach(() => {
    port1.close()
    port2.close()
  })

  test('carries messages both ways, and tells of the peer’s close', async () => {
    const owner = new RecordingOwner()
    const port = new ChannelPort(shape(port1), owner)
    expect(owner.log).toEqual([])
    await owner.hears('ready')
    const taken: string[] = []
    port.post('hello', () => taken.push('text'))
    port.post(Uint8Array.of(1, 2), () => taken.push('bytes'))
    expect(taken).toEqual(['text', 'bytes'])
    const heard: unknown[] = []
    port2.on('message', (message) => heard.push(message))
    port2.postMessage('back')
    await owner.hears('message back')
    await new Promise<void>((resolve) => {
      port2.on('message', () => {
        if (heard.length === 2) resolve()
      })
      if (heard.length === 2) resolve()
    })
    expect(heard).toEqual(['hello', Uint8Array.of(1, 2)])
    port2.postMessage('bye')
    port2.close()
    await owner.hears('gone')
    expect(owner.messages).toEqual(['back', 'bye'])
    expect(owner.log).toEqual(['ready', 'message back', 'message bye', 'ended closed', 'gone'])
    expect(owner.cause).toEqual({ kind: 'closed', by: 'peer', code: null, planned: false })
    port.destroy()
    await Promise.resolve()
    expect(owner.log.at(-1)).toBe('gone')
  })
})

test('A port that we close delivers what was posted before, is gone, and hears no more', async () => {
  const { port1, port2 } = new MessageChannel()
  const owner = new RecordingOwner()
  const port = new ChannelPort(port1, owner)
  await owner.hears('ready')
  port.post('last words', () => {})
  port.close()
  port.close()
  expect(owner.log).toEqual(['ready'])
  await owner.hears('gone')
  const heard: unknown[] = []
  port2.on('message', (message) => heard.push(message))
  await once(port2, 'close')
  expect(heard).toEqual(['last words'])
  expect(owner.log).toEqual(['ready', 'gone'])
})

test('A port closed before it was ready never is', async () => {
  const { port1 } = new MessageChannel()
  const owner = new RecordingOwner()
  new ChannelPort(port1, owner).destroy()
  await owner.hears('gone')
  expect(owner.log).toEqual(['gone'])
})

test('A message that cannot be read here ends it with protocol', async () => {
  const emitter = Object.assign(new EventEmitter(), { postMessage: () => {}, close: () => {} })
  const owner = new RecordingOwner()
  new ChannelPort(emitter, owner)
  emitter.emit('messageerror', new Error('cannot'))
  expect(owner.log).toEqual(['ended protocol', 'gone'])
  const target = new FakeWorker()
  const other = new RecordingOwner()
  new ChannelPort(target, other)
  target.dispatchEvent(new Event('messageerror'))
  expect(other.log).toEqual(['ended protocol', 'gone'])
})

test('An error of an emitter ends it with reset, and says what it was', () => {
  const emitter = Object.assign(new EventEmitter(), { postMessage: () => {}, close: () => {} })
  const owner = new RecordingOwner()
  new ChannelPort(emitter, owner)
  emitter.emit('error', new Error('broken'))
  expect(owner.cause).toEqual({ kind: 'reset', by: 'network', detail: 'broken' })
  expect(emitter.eventNames()).toEqual([])
})

describe('A browser’s worker', () => {
  test('whose script does not load is refused, and terminated', async () => {
    const fake = new FakeWorker()
    const owner = new RecordingOwner()
    new ChannelPort(fake, owner)
    await owner.hears('ready')
    fake.dispatchEvent(new Event('error'))
    expect(owner.log).toEqual(['ready', 'ended refused', 'gone'])
    expect(fake.calls).toEqual(['terminate'])
  })

  test('that did not catch an exception goes on', async () => {
    const fake = new FakeWorker()
    const owner = new RecordingOwner()
    const port = new ChannelPort(fake, owner)
    await owner.hears('ready')
    fake.dispatchEvent(Object.assign(new Event('error'), { message: 'boom' }))
    fake.dispatchEvent(Object.assign(new Event('message'), { data: 'still here' }))
    expect(owner.messages).toEqual(['still here'])
    port.close()
    fake.dispatchEvent(Object.assign(new Event('message'), { data: 'too late' }))
    await owner.hears('gone')
    expect([owner.messages, fake.calls]).toEqual([['still here'], ['terminate']])
  })
})

test('A port serves one link: another is refused by name', () => {
  const fake = new FakeWorker()
  new ChannelPort(fake, new RecordingOwner())
  expect(() => new ChannelPort(fake, new RecordingOwner())).toThrow(
    expect.objectContaining({ option: 'port' }),
  )
})
