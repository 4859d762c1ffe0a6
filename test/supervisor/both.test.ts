/** What a supervisor of pages does it does as the whole one: each row, and any sequence of events, is tried on both. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Dials } from '../../src/machines/dials.ts'
import type { Phase } from '../../src/machines/events.ts'
import type { FlatChildOptions } from '../../src/supervisor/flat.ts'
import { FakeTransport } from './fakes.ts'
import { brief, crash, FRAGILE, KINDS, Puppet, type Rig, rigOf } from './support/kinds.ts'

const { PULSETREE_RUNS = '200', PULSETREE_SEED = '20261121' } = process.env

const broken = (): Puppet => new Puppet({ isBroken: true })

describe.each(KINDS)('A supervisor %s', (_kind, make) => {
  const rig = (options?: Parameters<typeof make>[0]): Rig => rigOf(make, options)

  describe('and the lives of its connections', () => {
    test('tells them from the first to the last, and then what they were together', async () => {
      const { clock, supervisor, events } = rig()
      expect([supervisor.id, supervisor.name, supervisor.phase]).toEqual(['fleet', 'fleet', 'running'])
      supervisor.connect('a', new Puppet())
      await clock.advance(5)
      expect(supervisor.since).toBe(clock.wall() - 5)
      await supervisor.stop()
      expect(events.map(brief)).toEqual([
        'added a',
        'connecting a',
        'alive a',
        'stopping fleet',
        'dead a',
        'stopped a',
        'summary a',
        'stopped fleet',
        'total fleet',
      ])
      expect(events.at(0)).toMatchObject({ of: 'fleet', child: 'connection' })
      expect(events.at(-1)).toMatchObject({ connections: 1, frames: 0, reconnects: 0 })
      expect([supervisor.phase, supervisor.since]).toEqual(['stopped', clock.wall()])
    })

    test('starts one again that crashed, when the delay is over, and tells so', async () => {
      const { clock, supervisor, events } = rig({ restartDelayMs: 200 })
      const transport = broken()
      const connection = supervisor.connect('a', transport)
      transport.isBroken = false
      await clock.advance(199)
      expect([connection.phase, connection.restarts, connection.retryAt]).toEqual([
        'failed',
        1,
        clock.wall() + 1,
      ])
      await clock.advance(1)
      expect(connection.phase).toBe('alive')
      expect(events.filter(({ kind }) => kind === 'restart')).toEqual([
        expect.objectContaining({
          id: 'a',
          restarts: 1,
          delayMs: 200,
          cause: { kind: 'crash', by: 'us', detail: 'bug 1' },
        }),
      ])
      await supervisor.stop()
      expect(clock.pending).toBe(0)
    })

    test.each<[NonNullable<FlatChildOptions['restart']>, string, number]>([
      ['transient', 'crash', 2],
      ['transient', 'fail', 1],
      ['permanent', 'crash', 2],
      ['permanent', 'fail', 2],
      ['temporary', 'crash', 1],
      ['temporary', 'fail', 1],
    ])('has of a %s one that ends by a %s so many lives: %i', async (restart, end, lives) => {
      const { clock, supervisor, events } = rig()
      const transport = new Puppet()
      const connection = supervisor.connect('a', transport, { ...FRAGILE, restart, retry: () => false })
      await clock.advance(0)
      if (end === 'crash') crash(connection, transport)
      else transport.drop()
      await clock.advance(60_000)
      expect(events.filter((event) => brief(event) === 'connecting a')).toHaveLength(lives)
      expect(connection.phase).toBe(lives === 1 ? 'failed' : 'alive')
      await supervisor.stop()
    })

    test('starts one only once that can be dialled only once, whatever is asked for', async () => {
      const { clock, supervisor } = rig()
      const once = Object.assign(broken(), { once: true })
      for (const restart of ['transient', 'permanent'] as const) {
        expect(() => supervisor.connect('a', once, { restart })).toThrow(
          expect.objectContaining({ option: 'restart' }),
        )
      }
      const connection = supervisor.connect('a', once)
      await clock.advance(60_000)
      expect([connection.phase, connection.restarts]).toEqual(['failed', 0])
      await supervisor.stop()
    })

    test('lets none dial again once it stops: who waits for that ends first, who loses its link at once', async () => {
      const { clock, supervisor, events } = rig()
      const [a, b, slow] = [new Puppet(), new Puppet(), new Puppet({ isStubborn: true })]
      const options = { backoff: { firstMs: 100, jitter: 'none' }, closeTimeoutMs: 2_000 } as const
      for (const [id, transport] of Object.entries({ a, b, slow })) supervisor.connect(id, transport, options)
      await clock.advance(0)
      a.drop()
      await clock.advance(0)
      events.splice(0)
      const stopped = supervisor.stop()
      expect(events.map(brief)).toEqual(['stopping fleet', 'stopped a', 'summary a', 'dead slow'])
      events.splice(0)
      b.drop()
      await clock.advance(1_999)
      expect(events.map(brief)).toEqual(['dead b', 'backoff b', 'retry b', 'stopped b', 'summary b'])
      await clock.advance(1)
      await stopped
      expect([a.links.length, b.links.length, clock.pending]).toEqual([1, 1, 0])
    })

    test('asks for leave before it starts one again, where dials are shared', async () => {
      const waiting: (() => void)[] = []
      let ends = 0
      const nothing = () => {}
      const place = {
        dialling: nothing,
        opened: nothing,
        heard: nothing,
        ended: nothing,
        waits: nothing,
        ready: nothing,
        hurried: nothing,
        left: nothing,
        gone: nothing,
      }
      const dials: Dials = {
        join: () => place,
        saw() {},
        leave(go) {
          waiting.push(go)
          return { cancel: () => waiting.splice(waiting.indexOf(go), 1) }
        },
        end() {
          ends += 1
        },
      }
      const { clock, supervisor } = rig({ dials: { make: () => dials } })
      const [first, second] = [broken(), broken()]
      const connection = supervisor.connect('a', first)
      supervisor.connect('b', second)
      first.isBroken = false
      await clock.advance(60_000)
      expect([connection.phase, waiting.length]).toEqual(['failed', 2])
      waiting.shift()?.()
      await clock.advance(0)
      expect(connection.phase).toBe('alive')
      await supervisor.stop()
      expect([waiting, ends]).toEqual([[], 1])
    })
  })

  describe('and restarts that are too many', () => {
    test('gives up the one that had them, and its siblings live on', async () => {
      const { clock, supervisor, events } = rig({ restartDelayMs: 100 })
      const connection = supervisor.connect('a', broken())
      const sibling = supervisor.connect('b', new Puppet())
      await clock.advance(60_000)
      await connection.ended()
      expect([connection.phase, connection.restarts, sibling.phase]).toEqual(['failed', 3, 'alive'])
      const causes = [1, 2, 3, 4].map((n) => ({ kind: 'crash', by: 'us', detail: `bug ${n}` }))
      const [gaveUp, ...others] = events.filter(({ kind }) => kind === 'gave-up')
      expect([gaveUp, others]).toEqual([
        { v: 1, at: expect.anything(), kind: 'gave-up', id: 'a', of: 'child', causes },
        [],
      ])
      expect(supervisor.connections).toEqual([sibling])
      await supervisor.stop()
    })

    test('gives up itself when they are those of many, and says what it took down', async () => {
      const { clock, supervisor, events } = rig({ intensity: { restarts: 2 } })
      supervisor.connect('well', new Puppet())
      const leaving = supervisor.connect('leaving', new Puppet({ isStubborn: true }))
      await clock.advance(0)
      void leaving.stop()
      const crowd = ['a', 'b', 'c'].map((id) => supervisor.connect(id, broken()))
      await clock.advance(60_000)
      const causes = crowd.map(() => ({ kind: 'crash', by: 'us', detail: 'bug 1' }))
      expect(await supervisor.ended).toEqual({
        kind: 'gave-up',
        causes: causes.map((cause) => ({ ...cause, error: expect.any(Error) })),
        chain: [{ id: 'fleet', causes }],
        tookDown: ['well', 'leaving'],
        killed: [],
      })
      expect(supervisor.phase).toBe('failed')
      expect(events.filter(({ kind }) => kind === 'gave-up')).toEqual([
        {
          v: 1,
          at: expect.anything(),
          kind: 'gave-up',
          id: 'fleet',
          of: 'supervisor',
          causes,
          chain: [{ id: 'fleet', causes }],
        },
      ])
      const told = events.map(brief).filter((words) => !words.endsWith(' leaving'))
      expect(told.slice(-12)).toEqual([
        'dead c',
        'failed c',
        'gave-up fleet',
        'givingUp fleet',
        'summary c',
        'summary b',
        'summary a',
        'dead well',
        'stopped well',
        'summary well',
        'failed fleet',
        'total fleet',
      ])
      expect(clock.pending).toBe(0)
    })

    test('counts those inside the window alone, which is inclusive', async () => {
      for (const [restartDelayMs, restarts] of [
        [100, 1],
        [101, 9],
      ] as const) {
        const { clock, supervisor } = rig({ restartDelayMs, intensity: { restarts: 1, withinMs: 100 } })
        const connection = supervisor.connect('a', broken())
        await clock.advance(101 * 8)
        expect(connection.restarts).toBe(restarts)
        await supervisor.stop()
      }
    })
  })

  describe('and stops', () => {
    test('ends its connections one after the other, the last one first', async () => {
      const { clock, supervisor, events } = rig()
      for (const id of ['a', 'b', 'c']) supervisor.connect(id, new Puppet({ isStubborn: id === 'b' }))
      await clock.advance(0)
      events.length = 0
      void supervisor.stop()
      await clock.advance(1_999)
      expect(events.map(brief)).toEqual(['stopping fleet', 'dead c', 'stopped c', 'summary c', 'dead b'])
      await clock.advance(100)
      expect(events.map(brief).slice(5)).toEqual([
        'stopped b',
        'summary b',
        'dead a',
        'stopped a',
        'summary a',
        'stopped fleet',
        'total fleet',
      ])
      expect(await supervisor.ended).toEqual({ kind: 'stopped', killed: [] })
      expect(clock.pending).toBe(0)
    })

    test('destroys one that takes longer than five seconds, and says which', async () => {
      const { clock, supervisor } = rig()
      supervisor.connect('a', new Puppet({ isStubborn: true }), { closeTimeoutMs: 60_000 })
      supervisor.connect('b', new Puppet())
      await clock.advance(0)
      const stopped = supervisor.stop()
      await clock.advance(4_999)
      expect(supervisor.phase).toBe('stopping')
      await clock.advance(1)
      await stopped
      expect(await supervisor.ended).toEqual({ kind: 'stopped', killed: ['a'] })
      expect(clock.pending).toBe(0)
    })

    test('twice are one, and both are waited for until nothing is left', async () => {
      const { clock, supervisor } = rig()
      supervisor.connect('a', new Puppet({ isStubborn: true }))
      await clock.advance(0)
      const done: string[] = []
      void supervisor.stop().then(() => done.push('first'))
      void supervisor.stop().then(() => done.push('second'))
      await clock.advance(1_900)
      expect(done).toEqual([])
      await clock.advance(200)
      expect(done).toEqual(['first', 'second'])
      await supervisor.stop()
    })

    test('that are asked for now, at first or afterwards, wait for nobody', async () => {
      for (const stops of [[{ now: true }], [{}, { now: true }]]) {
        const { clock, supervisor } = rig()
        for (const id of ['a', 'b']) {
          supervisor.connect(id, new Puppet({ isStubborn: true }), { closeTimeoutMs: 60_000 })
        }
        await clock.advance(0)
        for (const stop of stops) void supervisor.stop(stop)
        await clock.advance(0)
        expect(await supervisor.ended).toEqual({ kind: 'stopped', killed: [] })
        expect(clock.pending).toBe(0)
      }
    })

    test('that are asked for now destroy what its user had begun to stop', async () => {
      const { clock, supervisor } = rig()
      const connection = supervisor.connect('a', new Puppet({ isStubborn: true }), { closeTimeoutMs: 60_000 })
      await clock.advance(0)
      void connection.stop()
      void supervisor.stop({ now: true })
      await clock.advance(0)
      expect([connection.phase, supervisor.phase]).toEqual(['stopped', 'stopped'])
    })

    test('while one waits to be started again leave that one where it is, and no timer', async () => {
      const { clock, supervisor, events } = rig()
      const connection = supervisor.connect('a', broken())
      await clock.advance(500)
      await supervisor.stop()
      await clock.advance(60_000)
      expect(connection.phase).toBe('failed')
      expect(events.filter((event) => brief(event) === 'connecting a')).toHaveLength(1)
      expect(clock.pending).toBe(0)
    })

    test('at once where there is nobody, and at the end of the block that uses it', async () => {
      const { supervisor } = rig()
      await supervisor.stop()
      const after = rig()
      {
        await using used = after.supervisor
        used.connect('a', new Puppet())
      }
      expect([supervisor.phase, after.supervisor.phase]).toEqual(['stopped', 'stopped'])
    })

    test('come of a signal, even one that was aborted before, and let go of it', async () => {
      const [controller, unused] = [new AbortController(), new AbortController()]
      const before = rig({ signal: AbortSignal.abort() })
      expect(before.supervisor.phase).toBe('stopped')
      const { supervisor } = rig({ signal: controller.signal })
      supervisor.connect('a', new Puppet())
      controller.abort()
      expect(await supervisor.ended).toEqual({ kind: 'stopped', killed: [] })
      const { supervisor: other, events } = rig({ signal: unused.signal })
      await other.stop()
      unused.abort()
      expect(events.filter(({ kind }) => kind === 'supervisor')).toHaveLength(2)
    })

    test.each([
      'connecting a',
      'dead a',
      'failed a',
      'restart a',
      'gave-up a',
      'gave-up fleet',
      'summary a',
      'added b',
      'stopping fleet',
    ])('from inside the event %s are no trouble, and nothing follows', async (when) => {
      const { clock, supervisor, events } = rig({ intensity: { restarts: 1 } })
      supervisor.feed$.subscribe((event) => {
        if (brief(event) === when) void supervisor.stop()
      })
      supervisor.connect('a', broken())
      await clock.advance(500)
      if (supervisor.phase === 'running')
        supervisor.connect('b', new Puppet({ isBroken: when === 'gave-up fleet' }))
      await clock.advance(5_000)
      await supervisor.stop()
      expect(clock.pending).toBe(0)
      expect([(await supervisor.ended).kind, supervisor.phase]).toEqual(['stopped', 'stopped'])
      expect(events.map(brief).slice(-2)).toEqual(['stopped fleet', 'total fleet'])
      expect(events.filter((event) => brief(event) === 'summary a')).toHaveLength(1)
    })

    test('of one connection from inside the event that tells of its restart keep it from that', async () => {
      const { clock, supervisor, events } = rig()
      const connection = supervisor.connect('a', broken())
      supervisor.feed$.subscribe(({ kind }) => {
        if (kind === 'restart') void connection.stop()
      })
      await clock.advance(60_000)
      expect(events.map(brief).slice(-2)).toEqual(['restart a', 'summary a'])
      expect(clock.pending).toBe(0)
      await supervisor.stop()
    })

    test('wait for each one, though the one before it was gone at once', async () => {
      const { clock, supervisor, events } = rig()
      const waits = new Puppet()
      supervisor.connect('a', new Puppet())
      supervisor.connect('b', new Puppet({ isStubborn: true }))
      supervisor.connect('c', waits)
      await clock.advance(0)
      waits.drop()
      await clock.advance(0)
      expect(supervisor.connections.map(({ phase }) => phase)).toEqual(['alive', 'alive', 'backoff'])
      events.length = 0
      void supervisor.stop()
      expect(events.map(brief)).toEqual(['stopping fleet', 'stopped c', 'summary c', 'dead b'])
      await clock.advance(2_100)
      expect(supervisor.phase).toBe('stopped')
    })
  })

  describe('and ids', () => {
    test('that are taken or none, or come after its end, are refused, and nothing is dialled', async () => {
      const { supervisor } = rig()
      const transport = new FakeTransport()
      supervisor.connect('a', new FakeTransport())
      const refused = expect.objectContaining({ name: 'OptionError', option: 'id' })
      expect(() => supervisor.connect('a', transport)).toThrow(refused)
      expect(() => supervisor.connect('', transport)).toThrow(refused)
      const stopped = supervisor.stop()
      expect(() => supervisor.connect('b', transport)).toThrow('fleet has stopped')
      await stopped
      expect(() => supervisor.connect('b', transport)).toThrow('fleet has stopped')
      expect(transport.links).toEqual([])
    })

    test('find those that have ended, too, until they are removed, and are free then', async () => {
      const { supervisor, events } = rig()
      const first = supervisor.connect('a', new FakeTransport())
      const second = supervisor.connect('b', new FakeTransport())
      await first.stop()
      expect([supervisor.find('a'), supervisor.find('b'), supervisor.find('c')]).toEqual([
        first,
        second,
        undefined,
      ])
      expect(supervisor.children).toEqual([first, second])
      expect(supervisor.connections).toEqual([second])
      expect(await Promise.all([supervisor.remove('a'), supervisor.remove('a')])).toEqual([true, true])
      expect(await supervisor.remove('a')).toBe(false)
      expect(events.filter(({ kind }) => kind === 'removed')).toHaveLength(1)
      const third = supervisor.connect('a', new FakeTransport())
      // The handle of one that is forgotten has no say in the life of the next.
      await first.stop({ now: true })
      expect(supervisor.children).toEqual([second, third])
      expect(third.phase).toBe('alive')
      await supervisor.stop()
    })

    test('of one that waits to be started again are free when it is removed, and it never is', async () => {
      const { clock, supervisor, events } = rig()
      supervisor.connect('a', broken())
      await clock.advance(500)
      expect(await supervisor.remove('a')).toBe(true)
      supervisor.connect('a', new Puppet())
      await clock.advance(60_000)
      expect(events.map(brief).filter((words) => words.startsWith('connecting'))).toHaveLength(2)
      await supervisor.stop()
    })

    test('stay free when the options of a connection cannot be used', async () => {
      const { supervisor } = rig()
      const bad: [object, string][] = [
        [{ connectTimeoutMs: -1 }, 'connectTimeoutMs'],
        [{ restart: 'often' }, 'restart'],
        [{ retries: 3 }, 'connect.retries'],
      ]
      for (const [options, option] of bad) {
        expect(() => supervisor.connect('a', new FakeTransport(), options)).toThrow(
          expect.objectContaining({ option }),
        )
      }
      const { transport } = JSON.parse('{"transport":"ws://secret@a"}')
      const connect = () => supervisor.connect('a', transport)
      expect(connect).toThrow(expect.objectContaining({ option: 'transport' }))
      expect(connect).not.toThrow(/secret/)
      const { nothing } = JSON.parse('{"nothing":null}')
      expect(() => supervisor.connect('a', new FakeTransport(), nothing)).toThrow('expected an object')
      expect(supervisor.children).toEqual([])
    })
  })

  describe('and whoever looks', () => {
    test('finds in its store what its connections are, the same list until that changes', async () => {
      const { clock, supervisor } = rig()
      const { store } = supervisor
      let changes = 0
      const unsubscribe = store.subscribe(() => {
        changes += 1
      })
      expect(store.getSnapshot()).toEqual([])
      const connection = supervisor.connect('a', new Puppet())
      await clock.advance(0)
      const before = store.getSnapshot()
      expect(store.getSnapshot()).toBe(before)
      expect(before).toEqual([connection.store.getSnapshot()])
      expect(before).toMatchObject([{ id: 'a', phase: 'alive', ended: false }])
      await connection.stop()
      expect(store.getSnapshot()).toMatchObject([{ id: 'a', phase: 'stopped', ended: true }])
      const told = changes
      await supervisor.remove('a')
      expect([store.getSnapshot(), changes]).toEqual([[], told + 1])
      unsubscribe()
      await supervisor.stop()
    })

    test('learns how often this process did not run', async () => {
      const { clock, supervisor, events } = rig()
      const transport = new Puppet()
      supervisor.connect('a', transport, { idleMs: 60_000 })
      await clock.advance(1_000)
      clock.stall(3_000)
      await clock.advance(100)
      transport.links[0]?.say('well')
      expect(supervisor.stalls).toMatchObject({ count: 1, latestAt: expect.any(Number) })
      expect(supervisor.stalls.lostMs).toBeGreaterThan(2_500)
      expect(events.filter(({ kind }) => kind === 'stall')).toEqual([
        expect.objectContaining({ lostMs: supervisor.stalls.lostMs }),
      ])
      expect(supervisor.quality.stalls).toBe(1)
      await supervisor.stop()
    })
  })

  test.each<[object, string]>([
    [{ restartDelayMs: -1 }, 'restartDelayMs'],
    [{ intensity: { restarts: -1 } }, 'intensity.restarts'],
    [{ strategy: 'two_for_one' }, 'strategy'],
    [{ name: '' }, 'name'],
    [{ signal: {} }, 'signal'],
    [{ clock: {} }, 'clock'],
    [{ random: 5 }, 'random'],
    [{ dials: {} }, 'dials'],
    [{ nmae: 'x' }, 'supervise.nmae'],
  ])('refuses options that cannot be used (%j) by name', (options, option) => {
    expect(() => make(options)).toThrow(expect.objectContaining({ name: 'OptionError', option }))
  })

  test('takes the words for what it is, anyway, and nothing at all', async () => {
    await make({ strategy: 'one_for_one' }).stop()
    await make().stop()
  })
})

type Act =
  | { readonly type: 'connect'; readonly restart: FlatChildOptions['restart']; readonly isStubborn: boolean }
  | { readonly type: 'crash' | 'drop' | 'break' | 'mend' | 'stop' | 'stopNow' | 'remove'; readonly n: number }
  | { readonly type: 'pass'; readonly ms: number }
  | { readonly type: 'end'; readonly now: boolean }

const n = fc.nat({ max: 7 })
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('connect' as const),
      restart: fc.constantFrom('permanent', 'transient', 'temporary', undefined),
      isStubborn: fc.boolean(),
    }),
  },
  { weight: 6, arbitrary: fc.record({ type: fc.constantFrom('crash', 'drop', 'break', 'mend'), n }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('stop', 'stopNow', 'remove'), n }) },
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('pass' as const), ms: fc.constantFrom(0, 50, 1_000, 6_000) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('end' as const), now: fc.boolean() }) },
)

/** There, a link that lingers has nobody to tell. */
const ENDED: ReadonlySet<Phase> = new Set<Phase>(['stopped', 'failed'])

/** All that is to be seen of one kind to which this happens. */
async function seenOf(make: (typeof KINDS)[number][1], restarts: number, acts: readonly Act[]) {
  const { clock, supervisor, events } = rigOf(make, { intensity: { restarts } })
  const all: { connection: ReturnType<typeof supervisor.connect>; transport: Puppet }[] = []
  const looks: unknown[] = []
  for (const one of acts) {
    if (one.type === 'connect' && supervisor.phase === 'running') {
      const transport = new Puppet(one)
      const { restart } = one
      const options = { ...FRAGILE, closeTimeoutMs: 9_000, retry: () => false }
      const connection = supervisor.connect(`c${all.length}`, transport, {
        ...options,
        ...(restart === undefined ? {} : { restart }),
      })
      all.push({ connection, transport })
    } else if (one.type === 'pass') await clock.advance(one.ms)
    else if (one.type === 'end') void supervisor.stop({ now: one.now })
    else if ('n' in one) {
      const { connection, transport } = all[one.n % Math.max(1, all.length)] ?? {}
      if (connection === undefined || transport === undefined) continue
      if (one.type === 'crash') crash(connection, transport)
      else if (one.type === 'drop' && !ENDED.has(connection.phase)) transport.drop()
      else if (one.type === 'break') transport.isBroken = true
      else if (one.type === 'mend') transport.isBroken = false
      else if (one.type === 'remove') void supervisor.remove(connection.id)
      else void connection.stop({ now: one.type === 'stopNow' })
    }
    looks.push([
      supervisor.phase,
      supervisor.children.map(({ id }) => id),
      supervisor.connections.map(({ id, phase, restarts: times }) => [id, phase, times]),
      supervisor.store.getSnapshot(),
      clock.pending,
    ])
  }
  const stopped = supervisor.stop()
  await clock.runAll()
  await stopped
  return { looks, events, end: await supervisor.ended, pending: clock.pending, quality: supervisor.quality }
}

test('Whatever happens, both kinds tell the same, and nothing is left', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: 4 }),
      fc.array(act, { maxLength: 30, size: 'max' }),
      async (restarts, acts) => {
        const [[, ofPages], [, whole]] = KINDS as [(typeof KINDS)[number], (typeof KINDS)[number]]
        const seen = await seenOf(ofPages, restarts, acts)
        expect(seen).toEqual(await seenOf(whole, restarts, acts))
        expect(seen.pending).toBe(0)
      },
    ),
    { numRuns: Number(PULSETREE_RUNS), seed: Number(PULSETREE_SEED) },
  )
})
