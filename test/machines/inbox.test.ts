import { take } from 'rxjs'
import { describe, expect, test } from 'vitest'
import type { Frame } from '../../src/machines/frame.ts'
import { Inbox, MOST_HELD_BYTES } from '../../src/machines/inbox.ts'
import { type Cause, ConnectionError } from '../../src/transport/transport.ts'

const EOF: Cause = { kind: 'eof', by: 'peer' }
const never = new AbortController().signal

function inboxOf(limit = 4): { inbox: Inbox; flow: boolean[] } {
  const flow: boolean[] = []
  return { inbox: new Inbox(limit, { flow: (open) => flow.push(open) }), flow }
}

function deliver(inbox: Inbox, ...texts: readonly string[]): void {
  for (const text of texts) inbox.deliver(new TextEncoder().encode(text), false)
}

function collect(inbox: Inbox): { texts: string[]; isComplete: () => boolean; stop: () => void } {
  const texts: string[] = []
  let complete = false
  const subscription = inbox.frames$.subscribe({
    next: (frame) => texts.push(frame.text),
    complete: () => {
      complete = true
    },
  })
  return { texts, isComplete: () => complete, stop: () => subscription.unsubscribe() }
}

async function texts(frames: AsyncIterable<Frame>, most = Infinity): Promise<string[]> {
  const all: string[] = []
  for await (const frame of frames) {
    all.push(frame.text)
    if (all.length >= most) break
  }
  return all
}

describe('frames that come while nobody is subscribed', () => {
  test('wait, and go to the first subscriber in order', () => {
    const { inbox } = inboxOf()
    deliver(inbox, 'a', 'b', 'c')
    expect(inbox.held).toBe(3)
    const first = collect(inbox)
    expect(first.texts).toEqual(['a', 'b', 'c'])
    expect(inbox.held).toBe(0)
    deliver(inbox, 'd')
    expect(first.texts).toEqual(['a', 'b', 'c', 'd'])
  })

  test('go to the first subscriber alone: a second one hears what comes from then on', () => {
    const { inbox } = inboxOf()
    deliver(inbox, 'a')
    const first = collect(inbox)
    const second = collect(inbox)
    deliver(inbox, 'b')
    expect(first.texts).toEqual(['a', 'b'])
    expect(second.texts).toEqual(['b'])
  })

  test('wait again after the last subscriber has gone', () => {
    const { inbox } = inboxOf()
    const first = collect(inbox)
    deliver(inbox, 'a')
    first.stop()
    deliver(inbox, 'b')
    expect(inbox.held).toBe(1)
    expect(collect(inbox).texts).toEqual(['b'])
    expect(first.texts).toEqual(['a'])
  })

  test('stop the reading when as many wait as may, and start it again when somebody takes them', () => {
    const { inbox, flow } = inboxOf(3)
    deliver(inbox, 'a', 'b')
    expect(flow).toEqual([])
    expect(inbox.blocked).toBe(false)
    deliver(inbox, 'c')
    expect(flow).toEqual([false])
    expect(inbox.blocked).toBe(true)
    // What was on its way may still come; nothing of it is lost.
    deliver(inbox, 'd', 'e')
    expect(flow).toEqual([false])
    expect(collect(inbox).texts).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(flow).toEqual([false, true])
    expect(inbox.blocked).toBe(false)
  })

  test('stop the reading again when they pile up a second time', () => {
    const { inbox, flow } = inboxOf(2)
    deliver(inbox, 'a', 'b')
    collect(inbox).stop()
    deliver(inbox, 'c', 'd')
    expect(flow).toEqual([false, true, false])
  })

  test('stay for the next one when a subscriber takes only the first', () => {
    const { inbox } = inboxOf()
    deliver(inbox, 'a', 'b', 'c')
    const first: string[] = []
    inbox.frames$.pipe(take(1)).subscribe((frame) => first.push(frame.text))
    expect(first).toEqual(['a'])
    expect(inbox.held).toBe(2)
    expect(collect(inbox).texts).toEqual(['b', 'c'])
  })
})

test('a frame that comes while others are handed over is not handed over before them', () => {
  const { inbox } = inboxOf()
  deliver(inbox, 'a', 'b')
  const texts: string[] = []
  inbox.frames$.subscribe((frame) => {
    texts.push(frame.text)
    if (frame.text === 'a') deliver(inbox, 'c')
  })
  expect(texts).toEqual(['a', 'b', 'c'])
})

test('reading goes on only when fewer wait than may, not when the first was taken', () => {
  const { inbox, flow } = inboxOf(2)
  deliver(inbox, 'a', 'b', 'c')
  inbox.frames$.pipe(take(1)).subscribe()
  expect([inbox.held, flow]).toEqual([2, [false]])
  inbox.frames$.pipe(take(1)).subscribe()
  expect([inbox.held, flow]).toEqual([1, [false, true]])
})

describe('reasons not to read', () => {
  test('add up: reading goes on when the last one has gone', () => {
    const { inbox, flow } = inboxOf(1)
    inbox.block()
    deliver(inbox, 'a')
    expect(flow).toEqual([false])
    const subscriber = collect(inbox)
    expect(subscriber.texts).toEqual(['a'])
    expect(flow).toEqual([false])
    inbox.unblock()
    expect(flow).toEqual([false, true])
  })
})

describe('while a link shakes hands', () => {
  test('frames are kept from subscribers until it is open, in order', () => {
    const { inbox } = inboxOf()
    const subscriber = collect(inbox)
    inbox.shake()
    deliver(inbox, 'a', 'b')
    expect(subscriber.texts).toEqual([])
    inbox.ready()
    deliver(inbox, 'c')
    expect(subscriber.texts).toEqual(['a', 'b', 'c'])
  })

  test('frames are kept from those who subscribe only then, too', () => {
    const { inbox } = inboxOf()
    inbox.shake()
    deliver(inbox, 'a')
    const subscriber = collect(inbox)
    expect(subscriber.texts).toEqual([])
    inbox.ready()
    expect(subscriber.texts).toEqual(['a'])
  })

  test('a hook receives them one by one, those that came before it asked first', async () => {
    const { inbox } = inboxOf()
    inbox.shake()
    deliver(inbox, 'a')
    const first = await inbox.receive(never)
    const second = inbox.receive(never)
    deliver(inbox, 'b', 'c')
    expect([first.text, (await second).text]).toEqual(['a', 'b'])
    const subscriber = collect(inbox)
    inbox.ready()
    expect(subscriber.texts).toEqual(['c'])
  })

  test('the oldest that waits can be looked at without taking it', () => {
    const { inbox } = inboxOf()
    inbox.shake()
    expect(inbox.peek()).toBeNull()
    deliver(inbox, 'a', 'b')
    expect(inbox.peek()?.text).toBe('a')
    inbox.ready()
    expect(collect(inbox).texts).toEqual(['a', 'b'])
  })

  test('what came first is still there when hooks begin after it', async () => {
    const { inbox } = inboxOf()
    inbox.shake()
    deliver(inbox, 'a')
    inbox.shake()
    expect((await inbox.receive(never)).text).toBe('a')
  })

  test('a hook that takes frames makes room for reading', async () => {
    const { inbox, flow } = inboxOf(2)
    inbox.shake()
    deliver(inbox, 'a')
    expect(flow).toEqual([])
    deliver(inbox, 'b')
    expect(flow).toEqual([false])
    await inbox.receive(never)
    expect(flow).toEqual([false, true])
  })

  test('a hook that waits when the link ends is told so, and its frame goes to somebody else', async () => {
    const { inbox } = inboxOf()
    const hook = new AbortController()
    inbox.shake()
    const waiting = inbox.receive(hook.signal)
    hook.abort(new Error('the link ended'))
    await expect(waiting).rejects.toThrow('the link ended')
    deliver(inbox, 'a')
    inbox.ready()
    expect(collect(inbox).texts).toEqual(['a'])
  })

  test('a hook whose link has ended already gets nothing', async () => {
    const { inbox } = inboxOf()
    const hook = new AbortController()
    hook.abort(new Error('gone'))
    inbox.shake()
    await expect(inbox.receive(hook.signal)).rejects.toThrow('gone')
  })

  test('a frame that a hook asked for and did not wait for is not lost once the link is open', async () => {
    const { inbox } = inboxOf()
    inbox.shake()
    const forgotten = inbox.receive(never)
    forgotten.catch(() => {})
    inbox.ready()
    const subscriber = collect(inbox)
    deliver(inbox, 'a')
    expect(subscriber.texts).toEqual(['a'])
  })
})

describe('at the end', () => {
  test.each([null, EOF])('subscribers complete, those that come later too (%o)', (failure) => {
    const { inbox } = inboxOf()
    const subscriber = collect(inbox)
    inbox.end(failure)
    expect(subscriber.isComplete()).toBe(true)
    expect(collect(inbox).isComplete()).toBe(true)
  })

  test('what still waits can be read first', () => {
    const { inbox } = inboxOf()
    deliver(inbox, 'a', 'b')
    inbox.end(EOF)
    const late = collect(inbox)
    expect(late.texts).toEqual(['a', 'b'])
    expect(late.isComplete()).toBe(true)
    const later = collect(inbox)
    expect(later.texts).toEqual([])
    expect(later.isComplete()).toBe(true)
  })

  test.each([null, EOF])('in the middle of a handshake nobody waits for ever (%o)', (failure) => {
    const { inbox } = inboxOf()
    const subscriber = collect(inbox)
    inbox.shake()
    deliver(inbox, 'a')
    inbox.end(failure)
    expect(subscriber.isComplete()).toBe(true)
  })

  test('in the middle of a handshake an iteration ends, too', async () => {
    const { inbox } = inboxOf()
    const frames = inbox.iterate()
    const all = texts(frames)
    inbox.shake()
    deliver(inbox, 'a')
    inbox.end(null)
    expect(await all).toEqual(['a'])
  })
})

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

describe('large frames', () => {
  const large = new Uint8Array(MOST_HELD_BYTES / 2)

  test('stop the reading by their bytes, long before their number would', () => {
    const { inbox, flow } = inboxOf(1_000)
    inbox.deliver(large, false)
    expect(inbox.blocked).toBe(false)
    inbox.deliver(large, false)
    expect(inbox.blocked).toBe(true)
    collect(inbox)
    expect(flow).toEqual([false, true])
  })

  test('wait for a slow iteration up to the same bytes', async () => {
    const { inbox, flow } = inboxOf(1_000)
    const frames = inbox.iterate()
    for (let frame = 0; frame < 3; frame += 1) inbox.deliver(large, false)
    expect(flow).toEqual([false])
    await frames.next()
    expect(flow).toEqual([false])
    await frames.next()
    expect(flow).toEqual([false, true])
  })

  test('one alone may be larger than all that may be held', () => {
    const { inbox } = inboxOf(1_000)
    inbox.deliver(new Uint8Array(MOST_HELD_BYTES + 1), false)
    expect(inbox.held).toBe(1)
    expect(inbox.blocked).toBe(true)
  })
})

test('a hook that asks twice at once is told so, and the first one still gets its frame', async () => {
  const { inbox } = inboxOf()
  inbox.shake()
  const first = inbox.receive(never)
  await expect(inbox.receive(never)).rejects.toThrow('an earlier call still waits')
  deliver(inbox, 'a')
  expect((await first).text).toBe('a')
})
