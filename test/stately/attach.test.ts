import { describe, expect, test } from 'vitest'
import { supervise } from '../../src/index.ts'
import { attachBy } from '../../src/stately/attach.ts'
import { MOST_WAITING } from '../../src/stately/outgoing.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { memoryNetwork } from '../../src/transport/memory.ts'
import { FakeTransport } from '../supervisor/fakes.ts'
import { peerServer } from '../support/world.ts'

/** A supervisor with one connection, and a tool on the host `peer` that is there, unless it is not. */
async function scene({ isThere = true } = {}) {
  const clock = virtualClock()
  const network = memoryNetwork({ clock, latencyMs: 1 })
  const us = network.host('us')
  network.host('peer')
  const tools = isThere ? peerServer(network) : []
  const fleet = supervise({ name: 'fleet', clock: us.clock })
  const feed = fleet.connect('feed', new FakeTransport())
  await clock.advance(1)
  const tool = attachBy(() => us.dial({ to: 'peer:7373' }), fleet, {})
  const told = (of = 0) => (tools[of]?.got ?? []).map((text) => JSON.parse(text))
  return { clock, network, fleet, feed, tool, tools, told }
}

describe('A tool that is there', () => {
  test('is told the tree, then what happens, in batches a tenth of a second apart', async () => {
    const { clock, fleet, told } = await scene()
    await clock.advance(50)
    expect(told()).toEqual([])
    await clock.advance(100)
    expect(told().map(({ type, sessionId }) => `${type} ${sessionId}`)).toEqual([
      '@xstate.actor fleet',
      '@xstate.actor feed',
    ])
    const before = told().length
    fleet.connect('late', new FakeTransport())
    await clock.advance(50)
    expect(told()).toHaveLength(before)
    await clock.advance(100)
    const since = told().slice(before)
    expect(since[0]).toMatchObject({ type: '@xstate.actor', sessionId: 'late' })
    // It was dialled and opened meanwhile: where it is now is said once.
    expect(
      since.filter(({ type, sessionId }) => type === '@xstate.snapshot' && sessionId === 'late'),
    ).toEqual([expect.objectContaining({ snapshot: expect.objectContaining({ value: 'alive' }) })])
    await fleet.stop()
  })

  test('is told the tree instead when too much has happened', async () => {
    const { clock, fleet, told } = await scene()
    await clock.advance(200)
    const before = told().length
    for (let n = 0; n <= MOST_WAITING; n += 1) {
      fleet.branch.feed.emit({ kind: 'resumed', id: 'feed', endpoint: String(n) })
    }
    await clock.advance(300)
    expect(
      told()
        .slice(before)
        .map(({ type }) => type),
    ).toEqual(['@xstate.actor', '@xstate.actor'])
    await fleet.stop()
  })

  test('hears how it ended, and is let go of then', async () => {
    const { clock, fleet, tool, told, tools } = await scene()
    await clock.advance(200)
    await Promise.all([fleet.stop(), clock.advance(5_000)])
    await Promise.all([tool.detach(), clock.advance(5_000)])
    expect(told().at(-1)).toMatchObject({ sessionId: 'fleet' })
    expect(
      told().find(({ snapshot, sessionId }) => sessionId === 'feed' && snapshot?.value === 'stopped'),
    ).toBeDefined()
    expect(tool.connection.phase).toBe('stopped')
    expect(tools[0]?.causes).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })

  test('that has gone and come back is told everything again', async () => {
    const { clock, fleet, tools, told } = await scene()
    await clock.advance(200)
    tools[0]?.link?.destroy()
    await clock.advance(5)
    expect(fleet.branch.feed.live).toBe(false)
    await clock.advance(10_000)
    expect(told(1).map(({ type }) => type)).toEqual(['@xstate.actor', '@xstate.actor'])
    await fleet.stop()
  })
})

test('While no tool is there nothing is watched, and it is dialled again and again', async () => {
  const { clock, fleet, tool } = await scene({ isThere: false })
  await clock.advance(60_000)
  expect(fleet.branch.feed.live).toBe(false)
  expect(tool.connection.generation).toBeGreaterThan(5)
  await fleet.stop()
})

test('Once detached nothing is watched, and nothing is left', async () => {
  const { clock, fleet, tool } = await scene()
  await clock.advance(200)
  expect(fleet.branch.feed.live).toBe(true)
  await Promise.all([tool.detach(), clock.advance(5_000)])
  expect(fleet.branch.feed.live).toBe(false)
  expect(tool.connection.phase).toBe('stopped')
  await tool.detach()
  await fleet.stop()
})
