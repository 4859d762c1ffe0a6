import { describe, expect, test } from 'vitest'
import { idsOf, removals } from './support/story.ts'
import { instanceOf, virtualRegistry } from './support/virtual.ts'

const TTL = { ttlMs: 3_000 }

describe('A watch', () => {
  test('is stale and empty before the first answer, and says when it has come', async () => {
    const { clock, client, server } = virtualRegistry()
    server.freeze()
    const watch = client().registry.watch('prices')
    let isReady = false
    void watch.ready.then(() => {
      isReady = true
    })
    await clock.advance(10)
    expect([watch.instances, watch.isStale, isReady]).toEqual([[], true, false])
    server.thaw()
    await clock.advance(0)
    expect([watch.instances, watch.isStale, isReady]).toEqual([[], false, true])
  })

  test('is told of changes at once, and of those it was not told of at the next check', async () => {
    const { clock, client } = virtualRegistry()
    const [far, near] = [client(), client()]
    const watch = far.registry.watch('prices')
    await clock.advance(0)
    near.registry.register(instanceOf('a'), TTL)
    await clock.advance(0)
    expect(idsOf(watch.instances)).toEqual(['a'])
    far.cable.cut()
    near.registry.register(instanceOf('b'), TTL)
    await clock.advance(1)
    far.cable.mend()
    await clock.advance(4_000)
    expect(idsOf(watch.instances)).toEqual(['a'])
    await clock.advance(1_000)
    expect(idsOf(watch.instances)).toEqual(['a', 'b'])
  })

  test('tells the present set first, as added, then every change, and nothing that is none', async () => {
    const { clock, client } = virtualRegistry()
    const { registry, cable } = client()
    const registration = registry.register(instanceOf('a'), TTL)
    const watch = registry.watch('prices')
    await clock.advance(0)
    const told: string[] = []
    let isComplete = false
    watch.changes$.subscribe({
      next: ({ instances, isStale, added, removed }) =>
        told.push(`${idsOf(instances)}${isStale ? ' stale' : ''} +${idsOf(added)} -${idsOf(removed)}`),
      complete: () => {
        isComplete = true
      },
    })
    await clock.advance(12_000)
    cable.cut()
    await clock.advance(8_000)
    cable.mend()
    await clock.advance(5_000)
    void registration.withdraw()
    await clock.advance(0)
    await watch.close()
    await watch.close()
    // The lease lapsed while its client was cut off; that it was renewed as another session changes nothing that is seen.
    expect(told.slice(0, 2)).toEqual(['a +a -', 'a stale + -'])
    expect(told.at(-1)).toBe(' + -a')
    expect(isComplete).toBe(true)
  })

  test('is stale no later than a check and a request take after the registry was lost, and asks ever more seldom', async () => {
    const { clock, client } = virtualRegistry()
    const { registry, cable } = client()
    const watch = registry.watch('prices')
    await clock.advance(0)
    cable.cut()
    await clock.advance(5_999)
    expect(watch.isStale).toBe(false)
    await clock.advance(1)
    expect(watch.isStale).toBe(true)
    cable.mend()
    await clock.advance(1_000)
    expect(watch.isStale).toBe(false)
  })

  test('keeps whom a registry has forgotten for the time of grace, as stale', async () => {
    const { clock, client, server } = virtualRegistry({ graceMs: 10_000 })
    const [far, near] = [client(), client()]
    far.registry.register(instanceOf('a'), TTL)
    near.registry.register(instanceOf('b'), TTL)
    const watch = near.registry.watch('prices')
    await clock.advance(0)
    const gone = removals(watch)
    far.cable.cut()
    server.restart({ keepData: false })
    await clock.advance(9_000)
    expect([idsOf(watch.instances), watch.isStale, gone]).toEqual([['a', 'b'], true, []])
    await clock.advance(6_000)
    expect([idsOf(watch.instances), watch.isStale, gone]).toEqual([['b'], false, ['a']])
    // The next loss has a grace of its own.
    server.restart({ keepData: false })
    await clock.advance(5_000)
    expect([idsOf(watch.instances), watch.isStale, gone]).toEqual([['b'], false, ['a']])
  })

  test('that is closed before the first answer says so, and leaves nothing', async () => {
    const { clock, client, server } = virtualRegistry()
    server.freeze()
    const { registry } = client()
    const watch = registry.watch('prices')
    const never = expect(watch.ready).rejects.toThrow('closed before the registry answered')
    await watch.close()
    await never
    await clock.advance(60_000)
    expect([registry.watches, watch.isStale, clock.pending]).toEqual([[], true, 0])
  })
})
