import { describe, expect, test } from 'vitest'
import { type FeedEvent, GaveUpError, OptionError, Supervisor } from '../../src/index.ts'
import type { Kept } from '../../src/supervisor/supervisor.ts'
import { testWorld } from '../support/world.ts'
import { FakeLink, FakeListener, FakeTransport } from './fakes.ts'

/** A link that says no goodbye by itself. */
class Mute extends FakeLink {
  override close(): void {}
}
const mute = (): FakeTransport => new FakeTransport(() => new Mute())
/** Whose first dial is a bug. */
const crashing = (): FakeTransport =>
  new FakeTransport((dial) => {
    if (dial === 1) throw new Error('bug 1')
    return new FakeLink()
  })

function wordsOf(events: readonly FeedEvent[]): string[] {
  return events.map((event) => {
    const to = event.kind === 'phase' ? ` ${event.to}` : event.kind === 'supervisor' ? ` ${event.phase}` : ''
    return `${event.kind} ${'id' in event ? event.id : ''}${to}`
  })
}

function nestedIn(kept: Kept): Supervisor {
  if (kept instanceof Supervisor) return kept
  throw new Error(`${kept.id} is no supervisor`)
}

/** Of all that is under it. */
function idsIn(kept: Kept): string[] {
  return nestedIn(kept).children.flatMap((child) => [
    child.id,
    ...(child instanceof Supervisor ? idsIn(child) : []),
  ])
}

const noRestarts = { intensity: { restarts: 0 } }

describe('A nested supervisor', () => {
  test('names its children after itself, and is found with them', () => {
    const { supervisor } = testWorld({ name: 'fleet' })
    const edge = supervisor.supervise('edge')
    const deep = edge.supervise('deep')
    const prices = deep.connect('prices', new FakeTransport())
    expect([edge.id, deep.id, prices.id]).toEqual(['edge', 'edge/deep', 'edge/deep/prices'])
    expect(deep.find('prices')).toBe(prices)
    expect(supervisor.find('edge')).toBe(edge)
    expect([supervisor.connections, deep.connections]).toEqual([[], [prices]])
  })

  test('has what it went through in its own figures, and in those of the tree', async () => {
    const { clock, supervisor, events } = testWorld({ name: 'fleet' })
    const edge = supervisor.supervise('edge')
    edge.connect('a', new FakeTransport())
    supervisor.connect('b', new FakeTransport())
    await clock.advance(0)
    await supervisor.stop()
    const totals = events.flatMap((event) => (event.kind === 'total' ? [[event.id, event.connections]] : []))
    expect(totals).toEqual([
      ['edge', 1],
      ['fleet', 2],
    ])
  })

  test('that was declared while its parent waits has not begun, takes children, and begins with it', async () => {
    const { clock, supervisor } = testWorld({ strategy: 'one_for_all', restartDelayMs: 100 })
    const edge = supervisor.supervise('edge')
    const trouble = supervisor.connect('trouble', crashing())
    await clock.advance(0)
    expect([edge.phase, trouble.phase]).toEqual(['stopped', 'failed'])
    const deep = edge.supervise('deep')
    const connection = deep.connect('a', new FakeTransport())
    expect([deep.phase, connection.phase, connection.generation]).toEqual(['stopped', 'connecting', 0])
    await clock.advance(100)
    expect([edge.phase, deep.phase, connection.restarts]).toEqual(['running', 'running', 0])
    expect(connection.generation).toBe(1)
  })

  test('that was stopped before it began is over, and so is what was declared under it', async () => {
    const { clock, supervisor } = testWorld({ strategy: 'one_for_all' })
    const edge = supervisor.supervise('edge')
    supervisor.connect('trouble', crashing())
    await clock.advance(0)
    const deep = edge.supervise('deep')
    const connection = deep.connect('a', new FakeTransport())
    await deep.stop()
    await connection.ended()
    expect([deep.phase, connection.phase]).toEqual(['stopped', 'stopped'])
    expect(() => deep.connect('b', new FakeTransport())).toThrow(OptionError)
  })

  test('takes no children any more once whatever it stands in ends', async () => {
    const { supervisor } = testWorld()
    const edge = supervisor.supervise('edge')
    const deep = edge.supervise('deep')
    deep.connect('a', mute())
    void edge.stop()
    expect(() => deep.connect('b', new FakeTransport())).toThrow(OptionError)
    expect(() => deep.start('a')).toThrow(OptionError)
    await edge.stop({ now: true })
  })

  test('that has ended for good and is started again has what it had declared, in new handles', async () => {
    const { clock, supervisor } = testWorld()
    const edge = supervisor.supervise('edge')
    const old = edge.supervise('deep').connect('a', new FakeTransport())
    const stopped = edge.connect('stopped', new FakeTransport())
    await stopped.stop()
    await clock.advance(0)
    await edge.stop()
    const again = supervisor.start('edge')
    await clock.advance(0)
    expect(again).not.toBe(edge)
    expect(supervisor.find('edge')).toBe(again)
    const deep = 'find' in again ? again.find('deep') : undefined
    const young = deep !== undefined && 'find' in deep ? deep.find('a') : undefined
    expect([old.phase, young?.id, young?.phase]).toEqual(['stopped', 'edge/deep/a', 'alive'])
    await supervisor.stop()
    expect(young?.phase).toBe('stopped')
  })

  test('that another takes the place of while a child of it is removed is not followed by that child', async () => {
    const { clock, supervisor, events } = testWorld({ name: 'fleet' })
    const edge = supervisor.supervise('edge')
    edge.connect('three', new FakeTransport())
    edge.connect('four', new FakeTransport())
    await clock.advance(0)
    const before = events.length
    const removed = edge.remove('three')
    void edge.stop()
    const again = supervisor.restart('edge')
    await clock.advance(0)
    expect(await removed).toBe(true)
    expect(wordsOf(events.slice(before))).toEqual([
      'phase edge/three dead',
      'supervisor edge stopping',
      'phase edge/four dead',
      'phase edge/three stopped',
      'summary edge/three',
      'phase edge/four stopped',
      'summary edge/four',
      'supervisor edge stopped',
      'total edge',
      'removed edge/three',
      'supervisor edge running',
      'phase edge/four connecting',
      'phase edge/four alive',
    ])
    expect(idsIn(await again)).toEqual(['edge/four'])
  })

  test('whose place another has taken says nothing of the children there, nor does one that was removed', async () => {
    const { clock, supervisor, events } = testWorld({ name: 'fleet' })
    const edge = supervisor.supervise('edge')
    const deep = edge.supervise('deep')
    deep.connect('a', new FakeTransport())
    edge.connect('b', new FakeTransport())
    await edge.stop()
    // Still there itself, it may forget those that have ended with it.
    expect(await edge.remove('b')).toBe(true)
    expect(wordsOf(events).at(-1)).toBe('removed edge/b')
    const again = supervisor.start('edge')
    await clock.advance(0)
    const before = events.length
    expect([await deep.remove('a'), await edge.remove('deep')]).toEqual([true, true])
    expect(events.slice(before)).toEqual([])
    expect(idsIn(again)).toEqual(['edge/deep', 'edge/deep/a'])
    await supervisor.remove('edge')
    expect(wordsOf(events).at(-1)).toBe('removed edge')
    expect(await nestedIn(again).remove('deep')).toBe(true)
    expect(wordsOf(events).at(-1)).toBe('removed edge')
  })

  test('that takes the place of another leaves, and says so, whom nobody can make once more', async () => {
    const { clock, supervisor, events } = testWorld({ name: 'fleet' })
    const edge = supervisor.supervise('edge')
    edge.connect('once', Object.assign(new FakeTransport(), { once: true }))
    edge.connect('often', new FakeTransport())
    await clock.advance(0)
    await edge.stop()
    const before = events.length
    const again = supervisor.start('edge')
    await clock.advance(0)
    expect(wordsOf(events.slice(before))).toEqual([
      'removed edge/once',
      'supervisor edge running',
      'phase edge/often connecting',
      'phase edge/often alive',
    ])
    expect(idsIn(again)).toEqual(['edge/often'])
  })

  test('keeps a child that was to be removed where a restart of it was asked for after that', async () => {
    const { clock, supervisor } = testWorld({ name: 'fleet' })
    const edge = supervisor.supervise('edge')
    edge.connect('a', new FakeTransport())
    await clock.advance(0)
    void edge.remove('a')
    void edge.restart('a')
    await clock.advance(0)
    expect(idsIn(edge)).toEqual(['edge/a'])
    await edge.stop()
    const again = supervisor.start('edge')
    await clock.advance(0)
    expect(idsIn(again)).toEqual(['edge/a'])
  })
})

describe('Children that did not stop in their time', () => {
  test('are named at the end, those of nested supervisors as well', async () => {
    const { clock, supervisor } = testWorld()
    const slow = { shutdownMs: 50, closeTimeoutMs: 60_000 }
    supervisor.connect('polite', new FakeTransport(), slow)
    supervisor.connect('rude', mute(), slow)
    supervisor.supervise('edge').connect('rude', mute(), slow)
    await clock.advance(0)
    void supervisor.stop()
    await clock.advance(100)
    expect(await supervisor.ended).toEqual({ kind: 'stopped', killed: ['edge/rude', 'rude'] })
  })
})

describe('A supervisor that gave up', () => {
  test('says of what, who had to stop with it, and who had to be destroyed', async () => {
    const { clock, supervisor } = testWorld({ name: 'fleet', intensity: { restarts: 0 } })
    const slow = { shutdownMs: 50, closeTimeoutMs: 60_000 }
    supervisor.connect('healthy', new FakeTransport())
    supervisor.connect('rude', mute(), slow)
    supervisor.connect('gone', new FakeTransport())
    await supervisor.find('gone')?.stop()
    await clock.advance(0)
    supervisor.connect('trouble', crashing(), { whenGivenUp: 'escalate' })
    await clock.advance(100)
    expect(await supervisor.ended).toMatchObject({
      kind: 'gave-up',
      causes: [{ kind: 'crash', detail: 'bug 1' }],
      chain: [{ id: 'fleet', causes: [{ detail: 'bug 1' }] }],
      tookDown: ['healthy', 'rude'],
      killed: ['rude'],
    })
  })

  test('tells its parent by a crash whose error has the chain, and begins again with its children', async () => {
    const { clock, supervisor, events } = testWorld({ restartDelayMs: 100 })
    const edge = supervisor.supervise('edge', { intensity: { restarts: 0 } })
    const healthy = edge.connect('healthy', new FakeTransport())
    edge.connect('trouble', crashing(), { whenGivenUp: 'escalate' })
    await clock.advance(0)
    expect([edge.phase, healthy.phase]).toEqual(['failed', 'stopped'])
    const { cause } = edge.ending
    expect('error' in cause && cause.error).toBeInstanceOf(GaveUpError)
    expect(events.filter(({ kind }) => kind === 'restart')).toMatchObject([
      { id: 'edge', cause: { kind: 'crash', detail: 'edge gave up' } },
    ])
    await clock.advance(100)
    expect(edge.restarts).toBe(1)
    expect(healthy.restarts).toBe(1)
  })
})

describe('Whoever is told', () => {
  test('that it runs again, and stops it, has it stop with nobody started', async () => {
    const { clock, supervisor } = testWorld({ restartDelayMs: 100 })
    const edge = supervisor.supervise('edge', noRestarts)
    const healthy = edge.connect('healthy', new FakeTransport())
    edge.connect('trouble', crashing(), { whenGivenUp: 'escalate' })
    await clock.advance(50)
    supervisor.feed$.subscribe((event) => {
      if (event.kind === 'supervisor' && event.phase === 'running') void edge.stop()
    })
    await clock.advance(1_000)
    await edge.ended
    expect([edge.phase, healthy.generation]).toEqual(['stopped', 1])
    expect(clock.pending).toBe(0)
  })
})

describe('What a listener had accepted that broke', () => {
  test('is stopped with the supervisor all the same, at once where that is asked for', async () => {
    const { clock, supervisor } = testWorld()
    const listener = new FakeListener()
    const door = supervisor.listen('door', listener, { closeTimeoutMs: 60_000 })
    listener.owner?.listening(listener.endpoint)
    const link = listener.visit()
    if (link !== null) link.close = () => {}
    listener.fail({ kind: 'exhausted', by: 'us', detail: 'out of luck' })
    let isStopped = false
    void supervisor.stop().then(() => {
      isStopped = true
    })
    await clock.advance(1_000)
    expect([isStopped, door.size]).toEqual([false, 1])
    void supervisor.stop({ now: true })
    await clock.advance(0)
    expect([isStopped, door.size, link?.isReleased]).toEqual([true, 0, true])
  })
})
