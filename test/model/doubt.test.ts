/** A supervisor whose own network goes away, and what it makes of that, in virtual time and with the defaults. */
import { describe, expect, test } from 'vitest'
import { type ConnectOptions, type FeedEvent, pingPong } from '../../src/index.ts'
import { type DialOptions, sharedDials } from '../../src/supervisor/shared-dials.ts'
import { memoryNetwork } from '../../src/transport/memory.ts'
import type { LinkOwner, Transport } from '../../src/transport/transport.ts'
import { peersBehind, pong, testWorld } from '../support/world.ts'

const HOSTS = ['a', 'b', 'c', 'd', 'e', 'f']
const ping: ConnectOptions = { heartbeat: { protocol: pingPong }, connectTimeoutMs: 3_000 }

/** Six hosts with five links to each, all stable. */
async function fleet(options: DialOptions = {}, connect: ConnectOptions = ping) {
  const dials: number[] = []
  const world = testWorld({ dials: sharedDials(options) })
  const { clock, supervisor } = world
  const network = memoryNetwork({ clock, latencyMs: 1 })
  const us = network.host('us')
  for (const name of HOSTS) {
    peersBehind(network.host(name).listen({ port: 1 }), pong)
    for (let link = 0; link < 5; link += 1) {
      supervisor.connect(`${name}${link}`, counted(us.dial({ to: `${name}:1` })), connect)
    }
  }
  function counted(transport: Transport): Transport {
    return {
      ...transport,
      dial(owner: LinkOwner) {
        dials.push(clock.now())
        return transport.dial(owner)
      },
    }
  }
  const alive = (): number => supervisor.connections.filter(({ phase }) => phase === 'alive').length
  /** Open links are reset, and nobody is reached until the cure. */
  const cutOff = (names = HOSTS): (() => void) => {
    const cures = names.map((name) => {
      network.reset('us', name)
      return network.cut('us', name)
    })
    return () => {
      for (const cure of cures) cure()
    }
  }
  const told = (kind: FeedEvent['kind']): FeedEvent[] => world.events.filter((event) => event.kind === kind)
  const stop = async (): Promise<number> => {
    const stopped = supervisor.stop()
    await clock.advance(10_000)
    await stopped
    return network.openLinks + network.pendingDials
  }
  await clock.advance(12_000)
  expect(supervisor.connections.every(({ phase }) => phase === 'alive')).toBe(true)
  dials.length = 0
  return { ...world, network, dials, alive, cutOff, told, stop }
}

describe('When its own network is gone, a supervisor', () => {
  test('sends one canary at a time, to one host after the other, and is back soon', async () => {
    const { clock, dials, alive, cutOff, told, stop } = await fleet()
    const heal = cutOff()
    await clock.advance(30_000)
    expect(told('doubt')).toMatchObject([{ lost: 16, of: 30, withinMs: 1_000 }])
    // At least every 2 s, and never two within 1 s.
    expect(dials.length).toBeGreaterThanOrEqual(15)
    expect(dials.length).toBeLessThanOrEqual(30)
    for (const [index, at] of dials.entries()) {
      expect(at - (dials[index - 1] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(1_000)
    }
    expect(told('assured')).toEqual([])
    heal()
    // The next canary, and everybody's turn.
    await clock.advance(2_500)
    expect(alive()).toBe(30)
    expect(told('assured')).toHaveLength(1)
    expect(await stop()).toBe(0)
  })

  test('that has no doubts dials a canary for each host', async () => {
    const { clock, dials, cutOff, told, stop } = await fleet({ doubt: false })
    const heal = cutOff()
    await clock.advance(30_000)
    expect(told('doubt')).toEqual([])
    expect(dials.length).toBeGreaterThan(60)
    heal()
    expect(await stop()).toBe(0)
  })

  test('that is there again at once is no slower for its doubts', async () => {
    const { clock, cutOff, told, alive, stop } = await fleet()
    const heal = cutOff()
    await clock.advance(1_000)
    heal()
    await clock.advance(1_500)
    expect(told('doubt')).toHaveLength(1)
    expect(alive()).toBe(30)
    expect(await stop()).toBe(0)
  })
})

describe('When most peers are gone, but not our network, a supervisor', () => {
  test('knows by the others, whom it asks at once, and minds each host by itself', async () => {
    const { clock, cutOff, told, alive, stop } = await fleet()
    const heal = cutOff(['a', 'b', 'c', 'd'])
    await clock.advance(200)
    expect(told('doubt')).toMatchObject([{ lost: 16, of: 30 }])
    expect(told('assured')).toMatchObject([{ afterMs: 100 }])
    expect(alive()).toBe(10)
    heal()
    await clock.advance(10_000)
    expect(alive()).toBe(30)
    expect(await stop()).toBe(0)
  })

  test('is put right by a refusal as well, and dials the hosts that are there', async () => {
    const { clock, network, told, alive, stop } = await fleet()
    for (const name of ['a', 'b', 'c', 'd', 'e']) network.refuse(name)
    for (const name of HOSTS) network.reset('us', name)
    await clock.advance(3_000)
    expect(told('doubt')).toHaveLength(1)
    expect(told('assured')).toHaveLength(1)
    expect(alive()).toBe(5)
    expect(await stop()).toBe(0)
  })

  test('finds one that is frozen by its bound: no verdict waits for a doubt', async () => {
    const { clock, network, cutOff, events, stop } = await fleet()
    const thaw = network.freeze('f')
    const frozenAt = clock.wall()
    const heal = cutOff(['a', 'b', 'c', 'd', 'e'])
    await clock.advance(25_100)
    const verdicts = events.flatMap((event) =>
      event.kind === 'phase' && event.event === 'peer.lost' && event.id.startsWith('f') ? [event.at] : [],
    )
    expect(verdicts).toHaveLength(5)
    for (const at of verdicts) expect(at - frozenAt).toBeLessThanOrEqual(25_050)
    thaw()
    heal()
    expect(await stop()).toBe(0)
  })
})
