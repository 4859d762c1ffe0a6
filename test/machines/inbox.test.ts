import { take } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { MOST_HELD_BYTES, MOST_HELD_OF_STRANGERS } from '../../src/machines/hold.ts'
import { collect, deliver, EOF, inboxOf, never, texts } from './support/inboxes.ts'

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

  test('nothing is to be looked at while no link shakes hands', () => {
    const { inbox } = inboxOf()
    deliver(inbox, 'a')
    expect(inbox.peek()).toBeNull()
  })

  test('a hook that has its frame, and is called off later, takes nobody else’s place', async () => {
    const { inbox } = inboxOf()
    const hook = new AbortController()
    inbox.shake()
    const first = inbox.receive(hook.signal)
    deliver(inbox, 'a')
    expect((await first).text).toBe('a')
    const second = inbox.receive(never)
    hook.abort(new Error('its link ended'))
    deliver(inbox, 'b')
    expect((await second).text).toBe('b')
    expect(inbox.held).toBe(0)
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

  test('of a handshake stop the reading sooner, until its hooks take them, or it is through', async () => {
    const { inbox, flow } = inboxOf(1_000)
    const half = new Uint8Array(MOST_HELD_OF_STRANGERS / 2)
    inbox.shake()
    inbox.deliver(half, false)
    expect(flow).toEqual([])
    inbox.deliver(half, false)
    expect(flow).toEqual([false])
    await inbox.receive(never)
    expect(flow).toEqual([false, true])
    inbox.deliver(half, false)
    inbox.ready()
    expect([flow, inbox.held]).toEqual([[false, true, false, true], 2])
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

describe('when a link takes the place of another', () => {
  /** That of the connection, whose readers are slow, and that of the new link. */
  function replaced(shakes: boolean) {
    const [lasting, fresh] = [inboxOf(2), inboxOf(2)]
    deliver(lasting.inbox, 'a', 'b')
    if (shakes) fresh.inbox.shake()
    lasting.inbox.succeed(fresh.inbox)
    const flow: boolean[] = []
    return { ...lasting, fresh, valve: { flow: (open: boolean) => flow.push(open) }, told: flow }
  }

  test('slow readers stop the new one as well, once it is steered', () => {
    const { inbox, valve, told } = replaced(false)
    inbox.steerBy(valve, false)
    expect(told).toEqual([false])
    collect(inbox)
    expect(told).toEqual([false, true])
  })

  test('and whose own readers were slow reads: what waits there is theirs, and is handed over', () => {
    const [lasting, fresh] = [inboxOf(2), inboxOf(2)]
    deliver(lasting.inbox, 'a', 'b')
    deliver(fresh.inbox, 'c', 'd')
    lasting.inbox.succeed(fresh.inbox)
    const told: boolean[] = []
    lasting.inbox.steerBy({ flow: (open) => told.push(open) }, false)
    collect(fresh.inbox)
    expect([told, fresh.flow]).toEqual([[false], [false, true]])
  })

  test('one that is being dialled begins by reading, however slow they are', () => {
    const { inbox, valve, told } = replaced(false)
    inbox.steerBy(valve, true)
    expect(told).toEqual([])
  })

  test('its handshake goes on, and is read for its hooks whatever readers ask for', async () => {
    const { inbox, valve, told, fresh } = replaced(true)
    inbox.steerBy(valve, false)
    expect([inbox.shaking, fresh.inbox.shaking, told]).toEqual([true, false, []])
    deliver(inbox, 'for a hook')
    expect((await inbox.receive(never)).text).toBe('for a hook')
    inbox.ready()
    expect(told).toEqual([false])
    expect(collect(inbox).texts).toEqual(['a', 'b'])
  })

  test('a handshake whose own frames have stopped the reading is read again when its hooks take them', async () => {
    const [lasting, fresh] = [inboxOf(2), inboxOf(2)]
    fresh.inbox.shake()
    deliver(fresh.inbox, 'a', 'b')
    expect(fresh.flow).toEqual([false])
    lasting.inbox.succeed(fresh.inbox)
    const told: boolean[] = []
    lasting.inbox.steerBy({ flow: (open) => told.push(open) }, false)
    await lasting.inbox.receive(never)
    expect(told).toEqual([true])
    // The one it came from steers a link that reads.
    deliver(fresh.inbox, 'c', 'd')
    expect(fresh.flow).toEqual([false, false])
  })
})
