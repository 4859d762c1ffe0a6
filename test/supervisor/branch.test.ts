import { describe, expect, test } from 'vitest'
import { GaveUpError, OptionError } from '../../src/index.ts'
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
