import { describe, expect, test } from 'vitest'
import { ConnectionError } from '../../src/transport/transport.ts'
import { collect, deliver, EOF, inboxOf, texts } from './support/inboxes.ts'

describe('an iteration', () => {
  test('yields what waited and what comes, in order, and ends with the connection', async () => {
    const { inbox } = inboxOf()
    deliver(inbox, 'a', 'b')
    const all = texts(inbox.iterate())
    deliver(inbox, 'c')
    inbox.end(null)
    expect(await all).toEqual(['a', 'b', 'c'])
  })

  test('yields everything before it throws why the connection failed', async () => {
    const { inbox } = inboxOf()
    const frames = inbox.iterate()
    deliver(inbox, 'a')
    inbox.end(EOF)
    expect((await frames.next()).value?.text).toBe('a')
    const error = await frames.next().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error).toMatchObject({ cause: EOF })
  })

  test('that waits when the connection fails throws, each `next` of it', async () => {
    const { inbox } = inboxOf()
    const frames = inbox.iterate()
    const waiting = [frames.next(), frames.next()]
    inbox.end(EOF)
    const results = await Promise.allSettled(waiting)
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })

  test('that waits when the connection stops is done, and stays done', async () => {
    const { inbox } = inboxOf()
    const frames = inbox.iterate()
    const waiting = frames.next()
    inbox.end(null)
    expect(await waiting).toEqual({ done: true, value: undefined })
    expect(await frames.next()).toEqual({ done: true, value: undefined })
  })

  test('that begins after the end says how it ended', async () => {
    const { inbox } = inboxOf()
    inbox.end(EOF)
    await expect(inbox.iterate().next()).rejects.toMatchObject({ cause: EOF })
    const stopped = inboxOf().inbox
    stopped.end(null)
    expect(await stopped.iterate().next()).toEqual({ done: true, value: undefined })
  })

  test('with several `next` at once answers them in order', async () => {
    const { inbox } = inboxOf()
    const frames = inbox.iterate()
    const asked = [frames.next(), frames.next(), frames.next()]
    deliver(inbox, 'a', 'b', 'c')
    const got = await Promise.all(asked)
    expect(got.map(({ value }) => value?.text)).toEqual(['a', 'b', 'c'])
  })

  test('that falls behind stops the reading, and starts it again at half', async () => {
    const { inbox, flow } = inboxOf(4)
    const frames = inbox.iterate()
    deliver(inbox, 'a', 'b', 'c')
    expect(flow).toEqual([])
    deliver(inbox, 'd')
    expect(flow).toEqual([false])
    await frames.next()
    expect(flow).toEqual([false])
    await frames.next()
    expect(flow).toEqual([false, true])
  })

  test('with a buffer of one reads frame by frame', async () => {
    const { inbox, flow } = inboxOf(1)
    const frames = inbox.iterate()
    for (const text of ['a', 'b', 'c']) {
      deliver(inbox, text)
      expect((await frames.next()).value?.text).toBe(text)
    }
    expect(flow).toEqual([false, true, false, true, false, true])
  })

  test('that takes over a full hold keeps the reading stopped until it has made room', async () => {
    const { inbox, flow } = inboxOf(4)
    deliver(inbox, 'a', 'b', 'c', 'd')
    const frames = inbox.iterate()
    expect(inbox.blocked).toBe(true)
    expect(inbox.held).toBe(0)
    await frames.next()
    await frames.next()
    expect(inbox.blocked).toBe(false)
    expect(flow.at(-1)).toBe(true)
  })

  test('that is left lets the reading go on, and leaves what it did not look at to the next reader', async () => {
    const { inbox, flow } = inboxOf(2)
    deliver(inbox, 'a', 'b')
    expect(await texts(inbox.iterate(), 1)).toEqual(['a'])
    expect(flow.at(-1)).toBe(true)
    expect(inbox.blocked).toBe(false)
    deliver(inbox, 'c')
    expect(collect(inbox).texts).toEqual(['b', 'c'])
  })

  test('that is left beside another reader leaves nothing behind: the other had it all', async () => {
    const { inbox } = inboxOf(4)
    const other = collect(inbox)
    const frames = inbox.iterate()
    deliver(inbox, 'a', 'b')
    await frames.return?.()
    expect(inbox.held).toBe(0)
    expect(other.texts).toEqual(['a', 'b'])
  })

  test('that is left yields nothing more, though frames wait in it', async () => {
    const { inbox } = inboxOf()
    const frames = inbox.iterate()
    deliver(inbox, 'a', 'b')
    await frames.return?.()
    expect(await frames.next()).toEqual({ done: true, value: undefined })
  })

  test('that is left while it waits is done', async () => {
    const { inbox } = inboxOf()
    const frames = inbox.iterate()
    const waiting = frames.next()
    await frames.return?.()
    expect(await waiting).toEqual({ done: true, value: undefined })
  })

  test('that is left is done for good, even when the connection fails later', async () => {
    const { inbox } = inboxOf()
    const frames = inbox.iterate()
    await frames.return?.()
    inbox.end(EOF)
    expect(await frames.next()).toEqual({ done: true, value: undefined })
  })

  test('beside another one gets every frame, and the slower one sets the pace', async () => {
    const { inbox, flow } = inboxOf(2)
    const fast = inbox.iterate()
    const slow = inbox.iterate()
    deliver(inbox, 'a', 'b')
    await fast.next()
    await fast.next()
    expect(inbox.blocked).toBe(true)
    await slow.next()
    expect(inbox.blocked).toBe(false)
    expect((await slow.next()).value?.text).toBe('b')
    expect(flow).toEqual([false, true])
  })

  test('that is left twice lifts its own reason not to read, and nobody else’s', async () => {
    const { inbox } = inboxOf(1)
    const left = inbox.iterate()
    const stays = inbox.iterate()
    deliver(inbox, 'a')
    await left.return?.()
    await left.return?.()
    expect(inbox.blocked).toBe(true)
    await stays.next()
    expect(inbox.blocked).toBe(false)
  })
})
