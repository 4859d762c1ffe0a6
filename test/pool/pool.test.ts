import { BehaviorSubject, Subject } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { breaker } from '../../src/breaker/index.ts'
import { type Endpoint, leastPending, PoolError, pool, roundRobin } from '../../src/pool/index.ts'
import { Service, tally } from './support/service.ts'

const FIVE = ['a', 'b', 'c', 'd', 'e']

describe('Calls', () => {
  test('go to all endpoints in turn', async () => {
    const service = new Service(...FIVE)
    const prices = service.pool({ endpoints: FIVE, choose: roundRobin() })
    expect(prices.phase).toBe('connecting')
    await service.clock.advance(10)
    expect(prices.phase).toBe('alive')
    expect(tally(await service.run(50))).toEqual({ a: 10, b: 10, c: 10, d: 10, e: 10 })
    expect(prices.members.map(({ calls, pending }) => [calls, pending])).toEqual(FIVE.map(() => [10, 0]))
    expect(await service.end()).toBe(0)
    expect(prices.phase).toBe('stopped')
  })

  test.each([
    ['in turn', roundRobin()],
    ['to the one with the fewest', leastPending()],
    ['to the better of two', undefined],
  ])(
    'with one of five frozen: only what is in flight to it fails, and none is sent to it once it is suspect (%s)',
    async (_, choose) => {
      const service = new Service(...FIVE)
      const prices = service.pool({ endpoints: FIVE, ...(choose && { choose }) })
      await service.clock.advance(2_000)
      let inFlight = 0
      let suspectSince: number | null = null
      let sentSince = 0
      let callsWhenSuspect = 0
      const frozen = () => prices.members.find(({ id }) => id === 'c')
      prices.events$.subscribe((event) => {
        if (event.kind !== 'phase' || event.id !== 'c' || event.phase !== 'suspect') return
        if (suspectSince !== null) return
        suspectSince = service.clock.now()
        inFlight = frozen()?.pending ?? 0
        callsWhenSuspect = frozen()?.calls ?? 0
      })
      service.network.freeze('c')
      const began = service.clock.now()
      // Half a minute: it is found dead, and dialled again, and its system accepts.
      const answers = await service.run(3_000)
      sentSince = (frozen()?.calls ?? 0) - callsWhenSuspect
      expect(suspectSince).not.toBeNull()
      expect((suspectSince ?? 0) - began).toBeLessThanOrEqual(1_600)
      expect(inFlight).toBeGreaterThan(0)
      expect(answers.filter((answer) => answer === 'ConnectionError')).toHaveLength(inFlight)
      expect(answers.filter((answer) => FIVE.includes(answer))).toHaveLength(3_000 - inFlight)
      expect(sentSince).toBe(0)
      const links = service.events.filter((event) => event.kind === 'phase' && event.id === 'c')
      expect(
        links.filter((event) => event.kind === 'phase' && event.phase === 'alive').length,
        'its system accepted meanwhile',
      ).toBeGreaterThan(1)
      await service.end()
    },
  )

  test('come back to one that was frozen as soon as it has answered a heartbeat', async () => {
    const service = new Service('a', 'b')
    service.pool({ endpoints: ['a', 'b'], choose: roundRobin() })
    await service.clock.advance(10)
    const thaw = service.network.freeze('b')
    await service.run(500)
    thaw()
    await service.clock.advance(10_000)
    expect(tally(await service.run(100))).toEqual({ a: 50, b: 50 })
    await service.end()
  })

  test('go to suspect ones when nothing better is left, or wait, as you say', async () => {
    for (const suspects of ['last', 'never'] as const) {
      const service = new Service('a')
      const prices = service.pool({ endpoints: ['a'], suspects })
      await service.clock.advance(10)
      service.network.freeze('a')
      await service.clock.advance(1_700)
      expect(prices.phase).toBe('suspect')
      expect(prices.take() === null).toBe(suspects === 'never')
      await service.end()
    }
  })

  test('of whoever hears that one is suspect, or left out, go elsewhere at that very moment', async () => {
    const service = new Service('a', 'b')
    const ejection = { failures: 1 }
    const prices = service.pool({ endpoints: ['a', 'b'], choose: () => () => 0, ejection })
    await service.clock.advance(10)
    const taken: (string | undefined)[] = []
    prices.events$.subscribe((event) => {
      if (event.kind === 'ejected') taken.push(prices.take()?.endpoint.id)
      if (event.kind === 'phase' && event.phase === 'suspect') taken.push(prices.take()?.endpoint.id)
    })
    expect(prices.take()?.endpoint.id).toBe('a')
    service.network.freeze('a')
    await service.clock.advance(1_600)
    expect(taken).toEqual(['b'])
    service.begin('c')
    prices.take()?.settle('failure')
    expect(service.said('ejected')).toEqual(['ejected b'])
    await service.end()
  })

  test('that cannot be answered any more fail at once with the cause, and may be begun again over another one', async () => {
    const service = new Service('a', 'b')
    const prices = service.pool({ endpoints: ['a', 'b'], choose: roundRobin() })
    service.takesMs.set('a', Number.POSITIVE_INFINITY)
    await service.clock.advance(10)
    const once = prices.run(service.ask).catch((error: Error) => error)
    await service.one()
    const again = prices.run(service.ask, { tries: 2 })
    const lease = await prices.acquire()
    lease.settle('nothing')
    await service.clock.advance(100)
    service.network.reset('us', 'a')
    await service.clock.advance(100)
    expect(await once).toMatchObject({ name: 'ConnectionError', cause: { kind: 'reset' } })
    expect(await again).toBe('b')
    await service.end()
  })

  test('over a connection that is lent by hand hear of its death, and are counted until they are settled', async () => {
    const service = new Service('a')
    const prices = service.pool({ endpoints: ['a'] })
    await service.clock.advance(10)
    const [first, second] = [prices.take(), prices.take()]
    expect(prices.members[0]).toMatchObject({
      id: 'a',
      connection: 'prices/a',
      pending: 2,
      calls: 2,
      latencyMs: null,
    })
    first?.settle('success')
    first?.settle('success')
    expect(prices.members[0]).toMatchObject({ pending: 1, latencyMs: 0 })
    const heard: unknown[] = []
    second?.onLost(({ cause }) => heard.push(cause?.kind))
    service.network.reset('us', 'a')
    await service.clock.advance(10)
    expect(heard).toEqual(['reset'])
    expect(second?.lost?.message).toMatch(/^a has died: the connection was reset/)
    expect(prices.members[0]?.pending).toBe(0)
    second?.settle('failure')
    await service.end()
  })

  test('are told to the pool by what they fail by: a judge may take an error for an answer', async () => {
    const service = new Service('a', 'b')
    const ejection = { failures: 1, firstMs: 1_000 }
    const judge = (error: unknown) => (error === 'no' ? 'success' : 'failure')
    const prices = service.pool({ endpoints: ['a', 'b'], ejection, judge })
    await service.clock.advance(10)
    await expect(prices.run(() => Promise.reject('no'))).rejects.toBe('no')
    expect(service.said('ejected')).toEqual([])
    await expect(prices.run(() => Promise.reject('broken'))).rejects.toBe('broken')
    expect(service.said('ejected')).toHaveLength(1)
    await service.end()
  })
})

describe('Outliers', () => {
  const ejection = { failures: 3, firstMs: 10_000, share: 0.2 }
  const broken = () => Promise.reject(new Error('broken'))

  /** `a` fails whatever it is asked. */
  async function someFail(service: Service, prices: ReturnType<Service['pool']>, count: number, bad = ['a']) {
    for (let nth = 0; nth < count; nth += 1) {
      const answer = prices
        .run((connection, { id }) => (bad.includes(id) ? broken() : service.ask(connection)))
        .catch(() => {})
      await service.clock.advance(10)
      await answer
    }
  }

  test('that answer heartbeats and fail calls are left out for a while, then for longer', async () => {
    const service = new Service(...FIVE)
    const prices = service.pool({ endpoints: FIVE, ejection, choose: roundRobin() })
    await service.clock.advance(10)
    await someFail(service, prices, 15)
    expect(service.said('ejected', 'returned')).toEqual(['ejected a'])
    const until = prices.members[0]?.ejectedUntil ?? 0
    expect(until - service.clock.wall()).toBeGreaterThan(9_000)
    expect(prices.members[0], 'it is alive all the while').toMatchObject({ phase: 'alive' })
    expect(tally(await service.run(20))).toEqual({ b: 5, c: 5, d: 5, e: 5 })
    await service.clock.advance(1_000)
    expect(service.said('ejected', 'returned')).toEqual(['ejected a', 'returned a'])
    await someFail(service, prices, 15)
    expect(service.events.findLast(({ kind }) => kind === 'ejected')).toMatchObject({
      forMs: 20_000,
      times: 2,
    })
    expect(await service.end()).toBe(0)
  })

  test('are no more than their share, so the last ones are never left out', async () => {
    const service = new Service(...FIVE)
    const prices = service.pool({ endpoints: FIVE, ejection, choose: roundRobin() })
    await service.clock.advance(10)
    await someFail(service, prices, 60, FIVE)
    expect(service.said('ejected')).toHaveLength(1)
    await service.end()
  })

  test('are used after all when too few are good, which is told', async () => {
    const service = new Service('a', 'b')
    const prices = service.pool({ endpoints: ['a', 'b'], ejection, choose: roundRobin(), panicBelow: 0.6 })
    await service.clock.advance(10)
    await someFail(service, prices, 6)
    expect(service.said('ejected', 'panic')).toEqual(['ejected a', 'panic'])
    expect(prices.store.getSnapshot().isPanic).toBe(true)
    expect(tally(await service.run(10))).toEqual({ a: 5, b: 5 })
    await service.clock.advance(10_000)
    expect(service.said('returned', 'calm')).toEqual(['returned a', 'calm'])
    await service.end()
  })

  test('are none of those whose connection died: heartbeats judge them, and the slate is clean afterwards', async () => {
    const service = new Service(...FIVE)
    const prices = service.pool({ endpoints: FIVE, ejection, choose: roundRobin() })
    await service.clock.advance(10)
    await someFail(service, prices, 15)
    expect(prices.members[0]?.ejectedUntil).not.toBeNull()
    service.network.reset('us', 'a')
    await service.clock.advance(1_000)
    expect(prices.members[0]).toMatchObject({ phase: 'alive', ejectedUntil: null })
    expect(tally(await service.run(50))).toMatchObject({ a: 10 })
    for (const id of ['a', 'b']) service.takesMs.set(id, Number.POSITIVE_INFINITY)
    const lost = prices.run(service.ask).catch(({ name }: Error) => name)
    service.network.reset('us', 'a')
    service.network.reset('us', 'b')
    await service.clock.advance(10)
    expect(service.said('ejected')).toHaveLength(1)
    await service.end()
    await lost
  })
})

describe('Endpoints', () => {
  test('come and go with whoever knows them; calls under way over one that leaves go on', async () => {
    const service = new Service('a', 'b')
    const at = (...ids: string[]): Endpoint[] => ids.map((id) => ({ id, endpoint: id }))
    const changes$ = new BehaviorSubject({ instances: at('a'), isStale: false })
    const source = { instances: at('a'), isStale: false, changes$ }
    const prices = service.pool({ endpoints: source, choose: roundRobin() })
    await service.clock.advance(10)
    service.takesMs.set('a', 2_000)
    const slow = prices.run(service.ask)
    changes$.next({ instances: at('b'), isStale: false })
    expect(prices.members).toMatchObject([{ id: 'a', isLeaving: true, pending: 1 }])
    await service.clock.advance(100)
    expect(await service.one()).toBe('b')
    await service.clock.advance(2_000)
    expect(await slow).toBe('a')
    expect(prices.members.map(({ id }) => id)).toEqual(['b'])
    expect(service.said('joined', 'left', 'opened', 'closed')).toEqual([
      'opened a',
      'left a',
      'closed a',
      'joined b',
      'opened b',
    ])
    expect(await service.end()).toBe(0)
    expect(changes$.observed).toBe(false)
  })

  test('stay in use when nobody can say any more which there are', async () => {
    const service = new Service('a')
    const instances = [{ id: 'a', endpoint: 'a' }]
    const changes$ = new BehaviorSubject({ instances, isStale: false })
    const prices = service.pool({ endpoints: { instances, isStale: false, changes$ } })
    await service.clock.advance(10)
    changes$.next({ instances, isStale: true })
    expect(prices.store.getSnapshot()).toMatchObject({ isStale: true, endpoints: 1 })
    changes$.complete()
    expect(prices.take()?.endpoint.id).toBe('a')
    await service.end()
  })

  test('that move are dialled where they are now, while the last calls to the old place end', async () => {
    const service = new Service('a', 'b')
    const changes$ = new Subject<{ instances: Endpoint[]; isStale: boolean }>()
    const prices = service.pool({ endpoints: { instances: [], isStale: true, changes$ } })
    changes$.next({ instances: [{ id: 'one', endpoint: 'a' }], isStale: false })
    await service.clock.advance(10)
    const old = prices.take()
    changes$.next({ instances: [{ id: 'one', endpoint: 'b', metadata: { v: '2' } }], isStale: false })
    await service.clock.advance(10)
    expect(await service.one()).toBe('b')
    expect(prices.members.map(({ endpoint }) => endpoint)).toEqual(['a', 'b'])
    await service.clock.advance(9_990)
    expect(old?.lost, 'its time is up').not.toBeNull()
    expect(prices.members.map(({ endpoint }) => endpoint)).toEqual(['b'])
    await service.end()
  })

  test('are used in order: the second one when nothing is left of the first, and back', async () => {
    const service = new Service('a', 'b')
    const order = ({ id }: Endpoint) => (id === 'a' ? 0 : 1)
    const prices = service.pool({ endpoints: ['b', 'a'], order })
    await service.clock.advance(10)
    expect(tally(await service.run(10))).toEqual({ a: 10 })
    const thaw = service.network.freeze('a')
    await service.clock.advance(2_000)
    expect(tally(await service.run(10))).toEqual({ b: 10 })
    thaw()
    await service.clock.advance(30_000)
    expect(tally(await service.run(10))).toEqual({ a: 10 })
    expect(prices.phase).toBe('alive')
    await service.end()
  })

  test('no more than asked for are connected; one that dies gives its place to another', async () => {
    const service = new Service(...FIVE)
    const prices = service.pool({ endpoints: FIVE, max: 2 })
    await service.clock.advance(10)
    expect(prices.members.map(({ id }) => id)).toEqual(['a', 'b'])
    service.network.crash('a')
    await service.clock.advance(5_000)
    expect(prices.members.map(({ id, phase }) => [id, phase])).toEqual([
      ['b', 'alive'],
      ['c', 'alive'],
    ])
    expect(service.said('closed')).toEqual(['closed a'])
    await service.end()
  })

  test('beyond the least are connected when calls wait for them, and let go when they are not used', async () => {
    const service = new Service(...FIVE)
    const prices = service.pool({ endpoints: FIVE, min: 1, maxPending: 1, idleMs: 5_000 })
    for (const id of FIVE) service.takesMs.set(id, 500)
    await service.clock.advance(10)
    expect(prices.members).toHaveLength(1)
    const answers = [prices.run(service.ask), prices.run(service.ask), prices.run(service.ask)]
    await service.clock.advance(1_000)
    expect(new Set(await Promise.all(answers)).size).toBe(3)
    expect(prices.members).toHaveLength(3)
    await service.clock.advance(5_000)
    expect(prices.members).toHaveLength(1)
    expect(service.said('closed')).toHaveLength(2)
    expect(await service.end()).toBe(0)
  })

  test('that cannot be dialled at all are said to be unusable, and tried again after a minute', async () => {
    const service = new Service('a')
    const changes$ = new BehaviorSubject({ instances: [{ id: 'a', endpoint: 'no where' }], isStale: false })
    let isKnown = false
    const dial = ({ endpoint }: Endpoint) => {
      if (!isKnown) throw new Error(`cannot read ${endpoint}`)
      return service.us.dial({ to: 'a:7373' })
    }
    const prices = service.pool({ endpoints: { instances: [], isStale: false, changes$ }, dial })
    const waiting = prices.acquire({ withinMs: 100 }).catch((error: Error) => error.message)
    await service.clock.advance(100)
    expect(await waiting).toBe(
      'prices: no connection within 100 ms: 1 known, a cannot be used (cannot read no where)',
    )
    expect(service.events.at(-1)).toEqual({ kind: 'unusable', id: 'a', why: 'cannot read no where' })
    isKnown = true
    await service.clock.advance(60_100)
    expect(prices.phase).toBe('alive')
    await service.end()
  })

  test('whose connection ends for good are dialled again after a minute', async () => {
    const service = new Service('a')
    const connect = { retry: () => false }
    service.pool({ endpoints: ['a'], connect })
    await service.clock.advance(10)
    service.network.reset('us', 'a')
    await service.clock.advance(10)
    expect(service.said('closed')).toEqual(['closed a'])
    await service.clock.advance(60_000)
    expect(service.said('opened')).toEqual(['opened a', 'opened a'])
    expect(await service.end()).toBe(0)
  })
})

test('A breaker around a pool runs on its clock, and opens when nobody is left', async () => {
  const service = new Service('a')
  const prices = service.pool({ endpoints: ['a'] })
  const guard = breaker({ of: prices, backoff: { firstMs: 2 ** 31, maxMs: 2 ** 31 } })
  await service.clock.advance(10)
  const answer = guard.call(() => prices.run(service.ask))
  await service.clock.advance(10)
  expect(await answer).toBe('a')
  service.network.reset('us', 'a')
  await service.clock.advance(1)
  expect(guard.phase).toBe('open')
  await service.clock.advance(1_000)
  expect(guard.phase).toBe('half-open')
  await service.end()
  expect(guard.phase).toBe('stopped')
  expect(service.clock.pending).toBe(0)
})

describe('Callers', () => {
  test('that want no suspect ones are served as soon as one of those is heard again', async () => {
    const service = new Service('a')
    const prices = service.pool({ endpoints: ['a'], suspects: 'never' })
    await service.clock.advance(10)
    const thaw = service.network.freeze('a')
    await service.clock.advance(2_100)
    const waiting = prices.acquire({ withinMs: 60_000 })
    let isServed = false
    void waiting.then(() => (isServed = true))
    await service.clock.advance(600)
    expect(prices.members[0]?.phase, 'its system has accepted').toBe('alive')
    expect(isServed).toBe(false)
    thaw()
    await service.clock.advance(100)
    expect(isServed).toBe(true)
    await service.end()
  })

  test('wait for a connection in the order in which they came, and hear what is wrong when there is none in time', async () => {
    const service = new Service()
    service.network.host('a')
    const prices = service.pool({ endpoints: ['a'], maxWaiting: 3 })
    const served: number[] = []
    const wait = (nth: number, withinMs: number) =>
      prices.acquire({ withinMs }).then(
        () => served.push(nth),
        (error: PoolError) => error,
      )
    const first = wait(1, 1_000)
    const [second, third] = [wait(2, 60_000), wait(3, 60_000)]
    await service.clock.advance(0)
    await expect(prices.acquire()).rejects.toMatchObject({ reason: 'full' })
    await service.clock.advance(1_000)
    expect(await first).toMatchObject({
      name: 'PoolError',
      pool: 'prices',
      reason: 'timeout',
      cause: { kind: 'refused' },
      message: expect.stringMatching(
        /^prices: no connection within 1000 ms: 1 known, 1 \w+; latest: refused/,
      ),
    })
    expect(prices.phase).toBe('dead')
    service.begin('a')
    await service.clock.advance(10_000)
    await Promise.all([second, third])
    expect(served).toEqual([2, 3])
    expect(await service.end()).toBe(0)
  })

  test('that do not want to wait hear so at once', async () => {
    const service = new Service()
    const prices = service.pool({ endpoints: ['a'] })
    expect(prices.take()).toBeNull()
    await expect(prices.acquire({ withinMs: 0 })).rejects.toBeInstanceOf(PoolError)
    await service.end()
  })

  test('may call their waiting off', async () => {
    const service = new Service()
    const prices = service.pool({ endpoints: ['a'] })
    const off = new AbortController()
    const waiting = prices.acquire({ signal: off.signal })
    off.abort(new Error('never mind'))
    await expect(waiting).rejects.toThrow('never mind')
    await expect(prices.acquire({ signal: off.signal })).rejects.toThrow('never mind')
    expect(prices.waiting).toBe(0)
    await service.end()
  })

  test('are refused when the pool stops, and nothing is left of it', async () => {
    const service = new Service('a')
    const prices = service.pool({ endpoints: ['a', 'b'], maxPending: 1 })
    await service.clock.advance(10)
    const lease = await prices.acquire()
    const waiting = prices.acquire()
    const lost: string[] = []
    lease.onLost(({ message }) => lost.push(message))
    const over: string[] = []
    prices.phase$.subscribe({ next: ({ phase }) => over.push(phase), complete: () => over.push('over') })
    const stopped = prices.stop()
    await expect(waiting).rejects.toMatchObject({ reason: 'stopped' })
    await service.clock.advance(5_000)
    await stopped
    expect(lost).toHaveLength(1)
    expect(over).toEqual(['alive', 'stopped', 'over'])
    await expect(prices.acquire()).rejects.toMatchObject({ reason: 'stopped' })
    expect(prices.take()).toBeNull()
    await prices.stop()
    expect(service.supervisor.find('prices'), 'its id is free').toBeUndefined()
    expect(await service.end()).toBe(0)
  })
})

test('A pool is below a supervisor of its own, and stops with the one above', async () => {
  const service = new Service('a')
  const edge = service.supervisor.supervise('edge')
  const dial = () => service.us.dial({ to: 'a:7373' })
  const prices = pool(edge, 'prices', { endpoints: ['a'], dial })
  await service.clock.advance(10)
  expect(prices.id).toBe('edge/prices')
  expect(service.supervisor.find('edge/prices/a')?.phase).toBe('alive')
  const stopped = edge.stop()
  await service.clock.advance(5_000)
  await stopped
  expect(prices.phase).toBe('stopped')
  expect(await service.end()).toBe(0)
})

test('What it shows can be written down, and changes with its phases', async () => {
  const service = new Service('a')
  const prices = service.pool({ endpoints: ['a'] })
  const phases: string[] = []
  const leave = prices.store.subscribe(() => {
    const { phase } = prices.store.getSnapshot()
    if (phases.at(-1) !== phase) phases.push(phase)
  })
  await service.clock.advance(10)
  const shown = prices.store.getSnapshot()
  expect(JSON.parse(JSON.stringify(shown))).toEqual(shown)
  expect(shown).toMatchObject({ id: 'prices', phase: 'alive', waiting: 0, endpoints: 1, isPanic: false })
  await service.end()
  leave()
  expect(phases).toEqual(['connecting', 'alive', 'dead', 'stopped'])
})
