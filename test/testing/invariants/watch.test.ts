import { describe, expect, test } from 'vitest'
import { pingPong, supervise } from '../../../src/index.ts'
import { countedClock, virtualWorld, watchInvariants } from '../../../src/testing/index.ts'
import { Peer, peerServer, pong } from '../../support/world.ts'

function watched() {
  const world = virtualWorld()
  const us = world.host('us')
  world.host('peer')
  const clock = countedClock(us.clock)
  const supervisor = supervise({ clock })
  const watch = watchInvariants(supervisor, { clock: world.clock })
  const peers = peerServer(world.network, pong)
  return { world, us, clock, supervisor, watch, peers }
}

describe('A watch beside a test of one’s own', () => {
  test('finds nothing where every promise is kept, and says how often it has looked', async () => {
    const { world, us, clock, supervisor, watch, peers } = watched()
    supervisor.connect('a', watch.transport('a', us.dial({ to: 'peer:7373' })), {
      heartbeat: { protocol: pingPong, everyMs: 1_000, timeoutMs: 500 },
      backoff: { firstMs: 100, maxMs: 1_000 },
    })
    await world.advance(5_000)
    watch.look()
    const heal = world.inflict({ kind: 'cut', between: ['us', 'peer'] })
    await world.advance(4_000)
    watch.look()
    heal()
    expect(watch.isRecovered).toBe(false)
    await world.advance(watch.healed())
    watch.expectRecovery()
    expect(watch.isRecovered).toBe(true)
    watch.asked(supervisor.id, 'stop')
    const stopped = supervisor.stop()
    await world.advance(3_000)
    await stopped
    for (const peer of peers) peer.link?.close()
    watch.expectNothingLeft(clock.pending)
    expect(watch.breaches).toEqual([])
    const checked = watch.checked.filter(({ times }) => times > 0).map(({ number }) => number)
    expect(checked).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 14, 15])
  })

  test('knows the connections of a listener by the links it accepts', async () => {
    const { world, us, supervisor, watch } = watched()
    supervisor.listen('door', watch.listener('door', us.listen({ port: 7 })), {
      heartbeat: { protocol: pingPong, everyMs: 1_000, timeoutMs: 500 },
    })
    await world.advance(10)
    const { owner, link } = dialledBy(world.host('peer').dial({ to: 'us:7' }))
    await world.advance(1_000)
    expect(owner.isOpen).toBe(true)
    watch.look()
    const fifth = watch.checked.find(({ number }) => number === 5)
    expect(fifth?.times).toBeGreaterThan(0)
    expect(watch.breaches).toEqual([])
    link.destroy()
    const stopped = supervisor.stop()
    await world.advance(3_000)
    await stopped
  })

  test('refuses options that there are not', () => {
    const { supervisor, world } = watched()
    // @ts-expect-error: what is not typed is refused as well.
    expect(() => watchInvariants(supervisor, { clock: world.clock, ticks: 5 })).toThrow('ticks')
    expect(() => watchInvariants(supervisor, { clock: world.clock, dials: { burst: 0 } })).toThrow(
      'dials.burst',
    )
  })
})

function dialledBy(transport: ReturnType<ReturnType<ReturnType<typeof virtualWorld>['host']>['dial']>) {
  const owner = new Peer()
  return { owner, link: transport.dial(owner) }
}
