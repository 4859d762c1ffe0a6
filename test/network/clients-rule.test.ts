/** The client's rule: ask, and after so many unanswered tries in a row hold the service to be offline. */
import { describe, expect } from 'vitest'
import { pingPong } from '../../src/index.ts'
import { expectFound, expectUndoubted, timesOf } from './support/bounds.ts'
import { until } from './support/until.ts'
import { test, transport } from './support/world.ts'

const pace = { everyMs: 300, timeoutMs: 200, misses: 3 }
const asking = {
  heartbeat: { protocol: pingPong, ...pace },
  backoff: { firstMs: 60_000, jitter: 'none' },
} as const

describe.concurrent('a client that asks', () => {
  test('holds the service to be offline after three unanswered tries in a row, not before', async ({
    world,
  }) => {
    const { peer, endpoint } = await world.server('answering-server', { tell: 'pings' })
    const client = world.supervisor.connect('service', transport(endpoint), asking)
    await peer.says(/^ping/, 3)
    peer.tell('mute')
    await peer.says(/^mute$/)
    const answered = peer.lines
      .slice(0, peer.lines.indexOf('mute'))
      .map((line) => /^ping (\d+)$/.exec(line))
      .filter((found) => found !== null)
    await expectFound(world, 'service', timesOf(answered), pace)
    // The beat that went unanswered, and two probes; a machine that stalls meanwhile gives the peer one more.
    expect(peer.said(/^ping/).length - answered.length).toBeGreaterThanOrEqual(3)
    expect(client.counts.misses).toBe(3)
    expect(client.cause).toEqual({ kind: 'silent', by: 'peer' })
  })

  test('bears with a service that leaves out two, and counts from the beginning after an answer', async ({
    world,
  }) => {
    const { peer, endpoint } = await world.server('answering-server', { tell: 'pings' })
    const unhurried = { ...asking.heartbeat, everyMs: 550, timeoutMs: 500 }
    const client = world.supervisor.connect('service', transport(endpoint), { heartbeat: unhurried })
    for (const round of [1, 2]) {
      await peer.says(/^ping/, peer.said(/^ping/).length + 1)
      peer.tell('mute')
      // The probe that follows the second miss wakes us.
      await until('two are missed', () => client.misses === 2)
      peer.tell('answer')
      expect(await world.enters('service', 'alive', round + 1)).toMatchObject({ event: 'peer.heard' })
      expect(client.misses).toBe(0)
    }
    // Were they not counted anew, the third would have been the last.
    expect(client.counts.misses).toBe(4)
    expect(world.path('service')).not.toContain('dead')
  })

  test('asks over and over while it is answered, and takes the round-trip time from the answers', async ({
    world,
  }) => {
    const { peer, endpoint } = await world.server('answering-server', { tell: 'pings' })
    const client = world.supervisor.connect('service', transport(endpoint), asking)
    expect(client.rttMs).toBeNull()
    await peer.says(/^ping/, 5)
    await expectUndoubted(world, [peer], pace.timeoutMs, () => expect(client.counts.misses).toBe(0))
    expect(client.rttMs?.p50).toBeGreaterThan(0)
    expect(client.rttMs?.p50).toBeLessThan(1_000)
    expect(client.counts.frames).toBe(0)
  })

  test('is told by any word of the service that it lives, be it no answer', async ({ world }) => {
    const { peer, endpoint } = await world.server('answering-server')
    const client = world.supervisor.connect('service', transport(endpoint), { ...asking, frames: 'ignore' })
    await world.enters('service', 'alive')
    peer.tell('mute')
    await world.enters('service', 'suspect')
    peer.tell('send 42 is the price')
    await world.enters('service', 'alive', 2)
    expect(client.rttMs).toBeNull()
    expect(client.counts.frames).toBe(1)
  })
})
