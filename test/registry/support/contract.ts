/** What every registry holds to, whatever is behind it: one suite, run against each, with real servers where there are any. */
import { Subject } from 'rxjs'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Instance, Registry, RegistryOptions } from '../../../src/registry/index.ts'
import { comesTo, enters, idsOf, knows, removals, shows, statesOf } from './story.ts'

/** A client whose way to the server can be cut in silence, and mended. */
export interface FarClient {
  readonly registry: Registry
  cut(): void
  mend(): void
}

/** A registry's server, and what may befall it. */
export interface ServerUnderTest {
  /** The shortest TTL that it grants, in ms. */
  readonly ttlMs: number
  /** What its clients are told besides. */
  client(options: RegistryOptions): Registry
  farClient(options: RegistryOptions): Promise<FarClient>
  freeze(): void
  thaw(): void
  kill(): Promise<void>
  restart(options: { readonly keepData: boolean }): Promise<void>
  close(): Promise<void>
}

const QUICK: RegistryOptions = { requestTimeoutMs: 1_000, checkMs: 200 }

export function registryContract(start: () => Promise<ServerUnderTest>): void {
  let server: ServerUnderTest
  const clients: Registry[] = []

  beforeAll(async () => {
    server = await start()
    return async () => {
      await Promise.all(clients.map((registry) => registry.close()))
      await server.close()
    }
  }, 60_000)

  function client(options: RegistryOptions = {}): Registry {
    const registry = server.client({ ...QUICK, ...options })
    clients.push(registry)
    return registry
  }

  async function farClient(): Promise<FarClient> {
    const far = await server.farClient(QUICK)
    clients.push(far.registry)
    return far
  }

  const ttl = (): { ttlMs: number } => ({ ttlMs: server.ttlMs })

  describe.concurrent('while its server is well', () => {
    test('What one client registers another one finds, with all that was said of it, until it is withdrawn', async () => {
      const [one, other] = [client(), client()]
      const prices = { ...instanceOf('ü/prices', 'p/1'), metadata: { zone: 'a', note: '{"x":"ü"}' } }
      const watch = other.watch(prices.service)
      await watch.ready
      expect([watch.instances, watch.isStale]).toEqual([[], false])
      const registration = one.register(prices, ttl())
      expect([registration.state, registration.heldUntil, registration.session]).toEqual([
        'registering',
        null,
        0,
      ])
      expect((await knows(watch, 'p/1')).instances).toEqual([prices])
      const gone = removals(watch)
      await enters(registration, 'held')
      expect(registration.heldUntil).toBeGreaterThan(Date.now() - 1)
      expect([registration.session, registration.problem]).toEqual([1, null])
      expect(one.registrations).toEqual([registration])
      await registration.withdraw()
      expect([registration.state, registration.heldUntil]).toEqual(['withdrawn', null])
      await knows(watch)
      expect(gone).toEqual(['p/1'])
      expect(one.registrations).toEqual([])
    })

    test('It is there while what it lives as long as is alive, and each time as a new session', async () => {
      const registry = client()
      const life = new Subject<boolean>()
      const registration = registry.register(instanceOf('lives', 'p1'), { ...ttl(), while: life })
      const watch = registry.watch('lives')
      await knows(watch)
      expect(registration.state).toBe('waiting')
      life.next(true)
      await knows(watch, 'p1')
      await enters(registration, 'held')
      life.next(false)
      expect([registration.state, registration.heldUntil]).toEqual(['waiting', null])
      await knows(watch)
      life.next(true)
      await knows(watch, 'p1')
      expect(await enters(registration, 'held')).toMatchObject({ session: 2 })
      life.complete()
      expect(registration.state).toBe('withdrawn')
      await knows(watch)
    })

    test('An id that somebody has is waited for, and held only when it was given back', async () => {
      const [one, other] = [client(), client()]
      const prices = instanceOf('one id', 'p1')
      const first = one.register(prices, ttl())
      await enters(first, 'held')
      const second = other.register({ ...prices, endpoint: 'tcp://127.0.0.1:1' }, ttl())
      await comesTo(second, ({ state, problem }) => state === 'registering' && problem?.kind === 'taken')
      const watch = other.watch(prices.service)
      expect((await knows(watch, 'p1')).instances).toEqual([prices])
      await first.withdraw()
      await enters(second, 'held')
      await shows(watch, ({ instances }) =>
        instances.some(({ endpoint }) => endpoint === 'tcp://127.0.0.1:1'),
      )
    })

    test('A client that is closed leaves nothing behind', async () => {
      const [one, other] = [client(), client()]
      const registrations = ['p1', 'p2'].map((id) => one.register(instanceOf('left', id), ttl()))
      const [watch, closed] = [other.watch('left'), one.watch('left')]
      await knows(watch, 'p1', 'p2')
      await one.close()
      expect(registrations.map(({ state }) => state)).toEqual(['withdrawn', 'withdrawn'])
      await knows(watch)
      expect([one.registrations, one.watches]).toEqual([[], []])
      await expect(
        new Promise((resolve) => closed.changes$.subscribe({ complete: () => resolve('complete') })),
      ).resolves.toBe('complete')
      expect(() => one.watch('left')).toThrow('registry: it is closed')
    })

    test('Who is cut off knows that its lease is lost before another one can hold it, and comes back as a new session', async () => {
      const [far, near] = [await farClient(), client()]
      const prices = instanceOf('cut', 'p1')
      const steady = near.register(instanceOf('cut', 'p2'), ttl())
      const mine = far.registry.register(prices, ttl())
      await Promise.all([enters(mine, 'held'), enters(steady, 'held')])
      const steadily = statesOf(steady)
      const steadyUntil = steady.heldUntil ?? Number.NaN
      const theirs = near.register(prices, ttl())
      await comesTo(theirs, ({ problem }) => problem?.kind === 'taken')
      const order: string[] = []
      mine.state$.subscribe(({ state }) => order.push(`mine ${state}`))
      theirs.state$.subscribe(({ state }) => {
        order.push(`theirs ${state}`)
        if (state === 'held') expect(mine.state).toBe('lost')
      })
      far.cut()
      await enters(theirs, 'held')
      expect(order.slice(0, 2)).toEqual(['mine held', 'theirs registering'])
      expect(order.indexOf('mine lost')).toBeGreaterThan(order.indexOf('mine doubtful'))
      expect(order.indexOf('theirs held')).toBeGreaterThan(order.indexOf('mine lost'))
      // Who was not cut off has outlived a whole TTL, renewed.
      expect(steady.heldUntil).toBeGreaterThan(steadyUntil + server.ttlMs / 2)
      expect(steady.session).toBe(1)
      expect(steadily.some((state) => state.startsWith('lost'))).toBe(false)
      far.mend()
      await comesTo(mine, ({ problem }) => problem?.kind === 'taken')
      expect([mine.state, mine.heldUntil]).toEqual(['lost', null])
      await theirs.withdraw()
      expect(await enters(mine, 'held')).toMatchObject({ session: 2 })
    })

    test('What somebody who is cut off had registered is gone for others by its TTL, and what it knows is stale', async () => {
      const [far, near] = [await farClient(), client()]
      const mine = far.registry.register(instanceOf('gone', 'p1'), ttl())
      const [seen, known] = [near.watch('gone'), far.registry.watch('gone')]
      await knows(seen, 'p1')
      await knows(known, 'p1')
      far.cut()
      await shows(known, ({ isStale }) => isStale)
      await knows(seen)
      expect(idsOf(known.instances)).toEqual(['p1'])
      expect(mine.state).toBe('lost')
      far.mend()
      await knows(seen, 'p1')
      await knows(known, 'p1')
    })
  })

  test('A server that freezes for a while leaves doubt, and loses only what has run out by our own clock', async () => {
    const registry = client()
    const life = new AbortController()
    const long = registry.register(instanceOf('frozen', 'p1'), { ttlMs: server.ttlMs * 3 })
    const short = registry.register(instanceOf('frozen', 'p2'), ttl())
    const dying = registry.register(instanceOf('frozen', 'p3'), {
      ttlMs: server.ttlMs * 3,
      while: life.signal,
    })
    const watch = registry.watch('frozen')
    await knows(watch, 'p1', 'p2', 'p3')
    await Promise.all([enters(long, 'held'), enters(short, 'held')])
    const gone = removals(watch)
    server.freeze()
    try {
      expect((await enters(short, 'lost')).problem?.kind).toBe('overdue')
      expect(short.heldUntil).toBeNull()
      expect((await enters(long, 'doubtful')).problem?.kind).toBe('unreachable')
      expect(long.heldUntil).not.toBeNull()
      await shows(watch, ({ isStale }) => isStale)
      life.abort()
      expect(dying.state).toBe('withdrawn')
      expect(idsOf(watch.instances)).toEqual(['p1', 'p2', 'p3'])
    } finally {
      server.thaw()
    }
    expect(await enters(long, 'held')).toMatchObject({ session: 1 })
    expect(await enters(short, 'held')).toMatchObject({ session: 2 })
    // Who died meanwhile is advertised no longer.
    await knows(watch, 'p1', 'p2')
    expect(gone).toContain('p3')
    expect(gone).not.toContain('p1')
  })

  test('The last known set of a server that was killed stays usable; with its data back all is as it was', async () => {
    const registry = client()
    const registration = registry.register(instanceOf('killed', 'p1'), { ttlMs: server.ttlMs * 10 })
    const leaving = registry.register(instanceOf('killed', 'p3'), ttl())
    const watch = registry.watch('killed')
    await knows(watch, 'p1', 'p3')
    await enters(registration, 'held')
    const gone = removals(watch)
    await server.kill()
    await shows(watch, ({ isStale }) => isStale)
    expect(idsOf(watch.instances)).toEqual(['p1', 'p3'])
    const late = registry.register(instanceOf('killed', 'p2'), ttl())
    await comesTo(late, ({ problem }) => problem?.kind === 'unreachable')
    expect(late.state).toBe('registering')
    const withdrawn = leaving.withdraw()
    await server.restart({ keepData: true })
    await withdrawn
    await knows(watch, 'p1', 'p2')
    await enters(registration, 'held')
    expect(registration.session).toBe(1)
    expect(gone).toEqual(['p3'])
  })

  test('Of a server that comes back without its data nobody is missed who comes back, and who does not for a time of grace', async () => {
    const [registry, far] = [client(), await farClient()]
    const registration = registry.register(instanceOf('lost', 'p1'), ttl())
    far.registry.register(instanceOf('lost', 'p2'), ttl())
    const [watch, impatient] = [registry.watch('lost'), client({ graceMs: 500 }).watch('lost')]
    await knows(watch, 'p1', 'p2')
    await knows(impatient, 'p1', 'p2')
    await enters(registration, 'held')
    const gone = removals(watch)
    await server.kill()
    far.cut()
    await shows(watch, ({ isStale }) => isStale)
    await server.restart({ keepData: false })
    await comesTo(registration, ({ state, session }) => state === 'held' && session === 2)
    await knows(impatient, 'p1')
    expect(idsOf(watch.instances)).toEqual(['p1', 'p2'])
    expect(watch.isStale).toBe(true)
    expect(gone).toEqual([])
  })
}

function instanceOf(service: string, id: string): Instance {
  return { service, id, endpoint: 'tcp://127.0.0.1:7373', metadata: {} }
}
