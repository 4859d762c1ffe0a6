import { describe, expect, test } from 'vitest'
import type { ConnectOptions } from '../../src/index.ts'
import type { ConnectionEvent } from '../../src/machines/events.ts'
import { Leaver } from '../../src/machines/leaver.ts'
import type { Cause, Route } from '../../src/transport/transport.ts'
import { FakeLink, FakeTransport } from '../supervisor/fakes.ts'
import { testWorld } from '../support/world.ts'

/** Closes when the test says. */
class NotedLink extends FakeLink {
  readonly asked: string[] = []
  override close(): void {
    this.asked.push('close')
  }
  override destroy(): void {
    this.asked.push('destroy')
    super.destroy()
  }
  override pause(): void {
    this.asked.push('pause')
  }
  override resume(): void {
    this.asked.push('resume')
  }
}

/** The link of one connection leaves; another connection stands for the one that goes on. */
async function scene(options: ConnectOptions = {}) {
  const world = testWorld()
  const link = new NotedLink()
  const ends: Cause[] = []
  const old = new FakeTransport(() => link)
  const route: Route = {
    endpoint: old.endpoint,
    shared: null,
    dial: (owner) => old.dial(owner),
    opened() {},
    heard() {},
    ended: (cause) => ends.push(cause),
    waits() {},
    gone() {},
  }
  const { session } = world.supervisor.connect('old', Object.assign(old, { route: () => route }), options)
  const host = world.supervisor.connect('host', new FakeTransport())
  await world.clock.advance(10)
  let isGone = false
  const leaver = new Leaver(session, host, () => {
    isGone = true
  })
  host.session.succeed(session, leaver)
  leaver.join()
  const heard: string[] = []
  host.frames$.subscribe((frame) => heard.push(frame.text))
  return { ...world, link, leaver, heard, ends, isGone: () => isGone }
}

describe('A link whose place was taken', () => {
  test('is closed when its time is over, and delivers until it is gone', async () => {
    const { link, leaver, heard, clock, isGone } = await scene()
    leaver.begin(100)
    link.say('a')
    await clock.advance(99)
    expect(link.asked).toEqual([])
    await clock.advance(1)
    link.say('b')
    expect([link.asked, heard, isGone()]).toEqual([['resume', 'close'], ['a', 'b'], false])
    link.destroy()
    await clock.advance(1)
    expect(isGone()).toBe(true)
  })

  test('at once without a time', async () => {
    const { link, leaver } = await scene()
    leaver.begin(0)
    expect(link.asked).toEqual(['resume', 'close'])
  })

  test('waits for slow readers before it says goodbye', async () => {
    const { link, leaver, clock } = await scene()
    leaver.flow(false)
    leaver.begin(100)
    await clock.advance(60_000)
    expect(link.asked).toEqual(['pause'])
    leaver.flow(true)
    expect(link.asked).toEqual(['pause', 'resume', 'resume', 'close'])
    leaver.flow(false)
    expect(link.asked).toHaveLength(4)
  })

  test('and has been read all the while is not closed before its time', async () => {
    const { link, leaver } = await scene()
    leaver.begin(100)
    leaver.flow(false)
    leaver.flow(true)
    expect(link.asked).toEqual(['pause', 'resume'])
  })

  test.each<{ what: string; event: ConnectionEvent; asked: string; end: Cause }>([
    {
      what: 'whose peer falls silent',
      event: { type: 'peer.lost' },
      asked: 'destroy',
      end: { kind: 'silent', by: 'peer' },
    },
    {
      what: 'that grows too old',
      event: { type: 'deadline.passed', of: 'age' },
      asked: 'close',
      end: { kind: 'timeout', by: 'us', of: 'age' },
    },
    {
      what: 'on which something of ours breaks',
      event: { type: 'hook.crashed', cause: { kind: 'crash', by: 'us', detail: 'boom', error: null } },
      asked: 'destroy',
      end: { kind: 'crash', by: 'us', detail: 'boom', error: null },
    },
  ])('$what is let go, and its route is told why', async ({ event, asked, end }) => {
    const { link, leaver, ends } = await scene()
    leaver.begin(60_000)
    leaver.send(event)
    expect([link.asked.at(-1), ends]).toEqual([asked, [end]])
  })

  test('is destroyed when its goodbye is not answered', async () => {
    const { link, leaver, clock, isGone } = await scene({ closeTimeoutMs: 500 })
    leaver.begin(0)
    await clock.advance(600)
    expect([link.asked.at(-1), isGone()]).toEqual(['destroy', true])
  })

  test.each([
    { cause: { kind: 'eof', by: 'peer' } as const, asked: 'close' },
    { cause: { kind: 'reset', by: 'network', detail: '' } as const, asked: 'destroy' },
  ])('that ends by itself is let go: $cause.kind', async ({ cause, asked }) => {
    const { link, leaver, clock, isGone } = await scene()
    leaver.begin(60_000)
    link.owner?.ended(cause)
    expect(link.asked.at(-1)).toBe(asked)
    await clock.advance(5_000)
    expect([link.asked.at(-1), isGone()]).toEqual(['destroy', true])
  })

  test.each([
    { now: false, asked: ['resume', 'close'] },
    { now: true, asked: ['resume', 'close', 'destroy'] },
  ])('goes with a connection that stops (now: $now)', async ({ now, asked }) => {
    const { link, leaver } = await scene()
    leaver.begin(60_000)
    leaver.halt(now)
    expect(link.asked).toEqual(asked)
  })

  test('says goodbye once, though its connection stops after that', async () => {
    const { link, leaver } = await scene()
    leaver.begin(0)
    leaver.halt(false)
    expect(link.asked).toEqual(['resume', 'close'])
  })

  test('goes because we want it so where its connection stops', async () => {
    const { leaver, ends } = await scene()
    leaver.begin(60_000)
    leaver.halt(false)
    expect(ends).toEqual([{ kind: 'cancelled', by: 'us' }])
  })

  test.each([0, 60_000])('is read by nobody once its connection stops (overlap %i)', async (overlapMs) => {
    const { link, leaver, heard } = await scene()
    leaver.begin(overlapMs)
    link.say('before')
    leaver.halt(false)
    link.say('after')
    expect(heard).toEqual(['before'])
  })

  test('waits from the end of its time until its readers have caught up', async () => {
    const { leaver, clock } = await scene()
    leaver.flow(false)
    leaver.begin(100)
    expect(leaver.waits).toBe(false)
    await clock.advance(100)
    expect(leaver.waits).toBe(true)
    leaver.flow(true)
    expect(leaver.waits).toBe(false)
  })
})
