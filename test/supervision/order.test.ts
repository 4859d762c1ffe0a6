/** In which order children start and stop, and how long stopping may take. */
import { describe, expect, test } from 'vitest'
import { turn } from '../../src/clock/turn.ts'
import { type ChildOptions, OptionError, supervise } from '../../src/index.ts'
import { rotation } from '../../src/machines/rotation.ts'
import { FakeTransport } from '../supervisor/fakes.ts'
import { Troupe } from './support/troupe.ts'

describe('Starting', () => {
  test('goes from left to right, each as it is declared', async () => {
    const troupe = new Troupe()
    troupe.workers('a', 'b', 'c')
    expect(troupe.begun).toEqual(['a', 'b', 'c'])
    await troupe.top.stop()
  })

  test('does not wait for anybody to be alive: who needs that reads the phase', async () => {
    const troupe = new Troupe()
    troupe.workers('a', 'b')
    expect(troupe.top.children.map(({ phase }) => phase)).toEqual(['connecting', 'connecting'])
    await troupe.top.stop()
  })
})

describe('Stopping', () => {
  test('goes from right to left, each gone before the next is told', async () => {
    const troupe = new Troupe()
    for (const id of ['a', 'b', 'c']) troupe.worker(id, { stopsInMs: 10 })
    await troupe.pass(0)
    void troupe.steps
    void troupe.top.stop()
    expect(troupe.steps).toEqual(['~c'])
    await troupe.pass(10)
    expect(troupe.steps).toEqual(['-c', '~b'])
    await troupe.pass(10)
    expect(troupe.steps).toEqual(['-b', '~a'])
    await troupe.pass(10)
    expect(troupe.steps).toEqual(['-a'])
    await troupe.top.ended
  })

  test('goes through a nested supervisor from right to left as well, in its place', async () => {
    const troupe = new Troupe()
    troupe.worker('a')
    const nested = troupe.top.supervise('n')
    for (const id of ['x', 'y']) troupe.worker(id, { stopsInMs: 10 }, nested)
    troupe.worker('b', { stopsInMs: 10 })
    await troupe.pass(0)
    void troupe.steps
    void troupe.top.stop()
    await troupe.pass(30)
    expect(troupe.steps).toEqual(['~b', '-b', '~n/y', '-n/y', '~n/x', '-n/x', '~a', '-a'])
  })

  test('takes dynamic children together', async () => {
    const troupe = new Troupe({ dynamic: true })
    for (const id of ['a', 'b', 'c']) troupe.worker(id, { stopsInMs: 10 })
    await troupe.pass(0)
    void troupe.steps
    void troupe.top.stop()
    expect(troupe.steps).toEqual(['~a', '~b', '~c'])
    await troupe.pass(10)
    expect(troupe.steps.sort()).toEqual(['-a', '-b', '-c'])
    await troupe.top.ended
  })

  test('is over in no time for a child that waits to be started again, and it is not started', async () => {
    const troupe = new Troupe()
    troupe.workers('a', 'b')
    await troupe.pass(0)
    await troupe.crash('a')
    const stopped = troupe.top.stop()
    await troupe.pass(0)
    await stopped
    expect(troupe.clock.pending).toBe(0)
    expect(troupe.begun).toEqual(['a', 'b'])
  })
})

describe('While a supervisor stops, and waits for one child, those whose turn comes later', () => {
  /** Its last child takes a second to stop. */
  const slow = async (options?: ConstructorParameters<typeof Troupe>[0]): Promise<Troupe> => {
    const troupe = new Troupe(options)
    for (const id of ['a', 'b']) troupe.worker(id, { backoff: { firstMs: 100, jitter: 'none' } })
    const nested = troupe.top.supervise('n')
    troupe.worker('x', { backoff: { firstMs: 100, jitter: 'none' } }, nested)
    troupe.worker('slow', { stopsInMs: 1_000 })
    await troupe.pass(0)
    void troupe.steps
    return troupe
  }
  const dials = (troupe: Troupe): number[] => [...troupe.transports.values()].map(({ links }) => links.length)

  test('go on as they are', async () => {
    const troupe = await slow()
    void troupe.top.stop()
    await troupe.pass(999)
    expect(['a', 'b', 'n/x'].map((id) => troupe.connection(id).phase)).toEqual(['alive', 'alive', 'alive'])
    await troupe.pass(1)
    expect(troupe.steps).toEqual(['~slow', '-slow', '~n/x', '-n/x', '~b', '-b', '~a', '-a'])
  })

  test('do not dial again when their peer goes: they end at once', async () => {
    const troupe = await slow()
    void troupe.top.stop()
    await troupe.end('loses its peer', 'a', 'n/x')
    expect(troupe.steps).toEqual(['~slow', '-a', '-n/x'])
    await troupe.pass(1_000)
    expect(troupe.steps).toEqual(['-slow', '~b', '-b'])
    expect(dials(troupe)).toEqual([1, 1, 1, 1])
    expect(await troupe.top.ended).toEqual({ kind: 'stopped', killed: [] })
    expect(troupe.clock.pending).toBe(0)
  })

  test('and waited to dial again when it began do not, and end first', async () => {
    const troupe = await slow()
    await troupe.end('loses its peer', 'a', 'n/x')
    void troupe.top.stop()
    expect(troupe.steps).toEqual(['-n/x', '-a', '~slow'])
    await troupe.pass(1_000)
    expect(dials(troupe)).toEqual([1, 1, 1, 1])
    await troupe.top.ended
  })

  test('do not dial again either while it gives up', async () => {
    const troupe = await slow({ intensity: { restarts: 0 } })
    troupe.worker('fatal', { whenGivenUp: 'escalate' })
    await troupe.pass(0)
    await troupe.crash('fatal')
    expect(troupe.top.phase).toBe('givingUp')
    await troupe.end('loses its peer', 'a', 'n/x')
    await troupe.pass(1_000)
    expect(dials(troupe)).toEqual([1, 1, 1, 1, 1])
    expect(await troupe.top.ended).toMatchObject({ kind: 'gave-up' })
  })

  test('are not started again when they crash, under a nested supervisor as little', async () => {
    const troupe = await slow()
    void troupe.top.stop()
    await troupe.crash('a', 'n/x')
    await troupe.pass(999)
    expect(troupe.top.find('n')?.phase).toBe('running')
    expect(troupe.steps).toEqual(['~slow', '!a', '!n/x'])
    await troupe.pass(1)
    expect(dials(troupe)).toEqual([1, 1, 1, 1])
    expect(await troupe.top.ended).toEqual({ kind: 'stopped', killed: [] })
    expect(troupe.clock.pending).toBe(0)
  })

  test('and wait to be started again are not, under a nested supervisor as little', async () => {
    const troupe = await slow()
    await troupe.crash('a', 'n/x')
    void troupe.steps
    void troupe.top.stop()
    await troupe.pass(1_000)
    expect(troupe.begun).toEqual([])
    expect(dials(troupe)).toEqual([1, 1, 1, 1])
    await troupe.top.ended
  })

  test('are started with the others when it was stopped because of its siblings, and begins again', async () => {
    const troupe = new Troupe({ strategy: 'one_for_all' })
    const outer = troupe.top.supervise('o')
    const inner = outer.supervise('i')
    for (const id of ['x', 'y']) troupe.worker(id, { backoff: { firstMs: 100, jitter: 'none' } }, inner)
    troupe.worker('slow', { stopsInMs: 1_000 }, outer)
    troupe.worker('b')
    await troupe.pass(0)
    await troupe.crash('b')
    expect([outer.phase, inner.phase]).toEqual(['stopping', 'running'])
    await troupe.crash('o/i/x')
    await troupe.end('loses its peer', 'o/i/y')
    void troupe.steps
    await troupe.pass(999)
    expect(troupe.steps).toEqual([])
    expect(dials(troupe)).toEqual([1, 1, 1, 1])
    await troupe.pass(1)
    expect(troupe.begun).toEqual(['o/i/x', 'o/i/y', 'o/slow', 'b'])
    expect([inner.phase, troupe.connection('o/i/x').phase]).toEqual(['running', 'alive'])
    await troupe.pass(1_000)
    void troupe.top.stop()
    await troupe.pass(1_000)
    await troupe.top.ended
  })

  test('do not replace their links either: neither because of age nor because they are asked to', async () => {
    const troupe = new Troupe()
    const a = troupe.worker('a', { rotation: rotation({ everyMs: 500, jitter: 0 }) })
    troupe.worker('slow', { stopsInMs: 1_000 })
    await troupe.pass(0)
    void troupe.top.stop()
    const rotated = a.rotate()
    await expect(rotated).rejects.toMatchObject({ cause: { kind: 'cancelled' } })
    await troupe.pass(999)
    expect([a.phase, troupe.transports.get('a')?.links.length]).toEqual(['alive', 1])
    expect(troupe.events.filter(({ kind }) => kind === 'rotating')).toEqual([])
    await troupe.pass(1)
    await troupe.top.ended
    expect(troupe.clock.pending).toBe(0)
  })
})

describe('A child that does not stop', () => {
  const rows: readonly [ChildOptions['shutdownMs'], number | null, boolean, string][] = [
    [100, 100, true, 'is destroyed when its time is up'],
    [undefined, 5_000, true, 'has 5 s, as OTP gives a worker'],
    [0, 0, false, 'is destroyed at once: brutal_kill'],
    [false, null, false, 'is waited for: infinity'],
  ]
  test.each(rows)(
    'with a shutdownMs of %s is gone after %s ms (%s): %s',
    async (shutdownMs, afterMs, isKilled) => {
      const troupe = new Troupe()
      troupe.worker('a')
      troupe.worker('rude', { stopsInMs: 'never', ...(shutdownMs === undefined ? {} : { shutdownMs }) })
      await troupe.pass(0)
      void troupe.steps
      void troupe.top.stop()
      if (afterMs !== null && afterMs > 0) await troupe.pass(afterMs - 1)
      else if (afterMs === null) await troupe.pass(1_000_000 - 1)
      if (afterMs !== 0) expect(troupe.steps).toEqual(['~rude'])
      await troupe.pass(60)
      expect(troupe.steps.slice(-3)).toEqual(['-rude', '~a', '-a'])
      expect(await troupe.top.ended).toEqual({ kind: 'stopped', killed: isKilled ? ['rude'] : [] })
    },
  )

  test('has the same time when its siblings’ restart stops it', async () => {
    const troupe = new Troupe({ strategy: 'one_for_all' })
    troupe.worker('a')
    troupe.worker('rude', { stopsInMs: 'never', shutdownMs: 300 })
    await troupe.pass(0)
    await troupe.crash('a')
    await troupe.pass(299)
    expect(troupe.begun).toEqual(['a', 'rude'])
    await troupe.pass(1)
    expect(troupe.begun).toEqual(['a', 'rude'])
    void troupe.top.stop({ now: true })
    await troupe.pass(0)
    expect(await troupe.top.ended).toMatchObject({ killed: ['rude'] })
  })

  test('has the same time when its user stops, removes or restarts it', async () => {
    for (const way of ['stop', 'remove', 'restart'] as const) {
      const troupe = new Troupe()
      const rude = troupe.worker('rude', { stopsInMs: 'never', shutdownMs: 300 })
      await troupe.pass(0)
      let isDone = false
      const asked = way === 'stop' ? rude.stop() : troupe.top[way]('rude')
      void asked.then(() => {
        isDone = true
      })
      await troupe.pass(299)
      expect(isDone).toBe(false)
      await troupe.pass(1)
      expect([way, isDone]).toEqual([way, true])
      await troupe.top.stop({ now: true })
    }
  })

  test('is destroyed by a second stop, now', async () => {
    const troupe = new Troupe()
    const nested = troupe.top.supervise('n')
    troupe.worker('rude', { stopsInMs: 'never', shutdownMs: false }, nested)
    troupe.worker('slow', { stopsInMs: 'never', shutdownMs: false })
    await troupe.pass(0)
    void troupe.top.stop()
    await troupe.pass(50)
    void troupe.top.stop({ now: true })
    void troupe.top.stop({ now: true })
    await troupe.pass(0)
    expect(await troupe.top.ended).toEqual({ kind: 'stopped', killed: [] })
    expect(troupe.steps.filter((step) => step.startsWith('-'))).toEqual(['-slow', '-n/rude'])
  })
})

describe('A nested supervisor', () => {
  test('has all the time its children need', async () => {
    const troupe = new Troupe()
    const nested = troupe.top.supervise('n')
    for (const id of ['x', 'y', 'z']) troupe.worker(id, { stopsInMs: 'never', shutdownMs: 4_000 }, nested)
    await troupe.pass(0)
    void troupe.top.stop()
    await troupe.pass(12_000)
    expect(await troupe.top.ended).toEqual({ kind: 'stopped', killed: ['n/z', 'n/y', 'n/x'] })
  })

  test('with a time of its own is destroyed with all its children when that is up', async () => {
    const troupe = new Troupe()
    const nested = troupe.top.supervise('n', {}, { shutdownMs: 50 })
    for (const id of ['x', 'y']) troupe.worker(id, { stopsInMs: 'never' }, nested)
    await troupe.pass(0)
    void troupe.top.stop()
    await troupe.pass(50)
    expect(await troupe.top.ended).toEqual({ kind: 'stopped', killed: ['n'] })
    expect(troupe.steps.filter((step) => step.startsWith('-'))).toEqual(['-n/y', '-n/x'])
  })
})

describe('A child that is declared while its supervisor', () => {
  test('stops for good is refused', async () => {
    const troupe = new Troupe()
    const nested = troupe.top.supervise('n')
    troupe.worker('slow', { stopsInMs: 10 })
    await troupe.pass(0)
    const stopped = troupe.top.stop()
    expect(() => troupe.worker('late')).toThrow(OptionError)
    expect(() => troupe.worker('late', {}, nested)).toThrow(OptionError)
    await troupe.pass(10)
    await stopped
    expect(() => troupe.worker('late', {}, nested)).toThrow(OptionError)
  })

  test('rests starts with the others, last', async () => {
    const troupe = new Troupe({ strategy: 'one_for_all' })
    const nested = troupe.top.supervise('n')
    troupe.worker('x', {}, nested)
    troupe.worker('b')
    await troupe.pass(0)
    await troupe.crash('b')
    expect(nested.phase).toBe('stopped')
    void troupe.steps
    troupe.worker('late', {}, nested)
    expect(troupe.steps).toEqual([])
    await troupe.pass(100)
    expect(troupe.begun).toEqual(['n/x', 'n/late', 'b'])
    expect(troupe.connection('n/late').restarts).toBe(0)
  })
})

test('Ten thousand declared children stop in exact reverse, and the event loop turns all the while', async () => {
  const supervisor = supervise()
  for (let n = 0; n < 10_000; n += 1) supervisor.connect(`c${n}`, new FakeTransport())
  await turn()
  const order: string[] = []
  for (const connection of supervisor.connections)
    void connection.ended().then(() => order.push(connection.id))
  let isOver = false
  const stopped = supervisor.stop().then(() => {
    isOver = true
  })
  let turns = 0
  for (; !isOver; turns += 1) await turn()
  await stopped
  expect(order).toEqual(Array.from({ length: 10_000 }, (_, n) => `c${9_999 - n}`))
  expect(turns).toBeGreaterThan(10)
})
