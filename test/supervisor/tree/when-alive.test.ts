import { describe, expect, test } from 'vitest'
import { ConnectionError } from '../../../src/index.ts'
import { whenAlive } from '../../../src/supervisor/tree/when-alive.ts'
import { peerServer, testWorld } from '../../support/world.ts'

/** A connection that was alive, and has lost its link. */
async function scene() {
  const world = testWorld()
  const peers = peerServer(world.network)
  const connection = world.supervisor.connect('c', world.toPeer(), {
    backoff: { firstMs: 1_000, jitter: 'none' },
  })
  await world.clock.advance(10)
  expect(connection.phase).toBe('alive')
  const lose = async (): Promise<void> => {
    peers.at(-1)?.link?.destroy()
    await world.clock.advance(10)
    expect(connection.phase).toBe('backoff')
  }
  return { ...world, connection, lose }
}

/** What became of it so far. */
function outcome(promise: Promise<void>): { is: unknown } {
  const seen: { is: unknown } = { is: 'pending' }
  promise.then(
    () => {
      seen.is = 'alive'
    },
    (thrown: unknown) => {
      seen.is = thrown
    },
  )
  return seen
}

describe('The promise of a connection’s being alive', () => {
  test('is kept at once where it is', async () => {
    const { connection } = await scene()
    expect(await whenAlive(connection)).toBe(undefined)
  })

  test('is kept when it is alive again, and leaves nothing behind', async () => {
    const { connection, clock, lose, supervisor } = await scene()
    await lose()
    const seen = outcome(whenAlive(connection, { timeoutMs: 60_000 }))
    await clock.advance(900)
    expect(seen.is).toBe('pending')
    await clock.advance(200)
    expect(seen.is).toBe('alive')
    await Promise.all([supervisor.stop(), clock.advance(100)])
    // The peer closes its link in its own time.
    expect(clock.pending).toBe(0)
  })

  test('is kept once more only by the next time, where that is asked for', async () => {
    const { connection, clock, lose } = await scene()
    const seen = outcome(whenAlive(connection, { again: true }))
    await clock.advance(1_000)
    expect(seen.is).toBe('pending')
    await lose()
    await clock.advance(1_100)
    expect(seen.is).toBe('alive')
  })

  test('is broken when its time is up, with why the latest link ended', async () => {
    const { connection, clock, lose } = await scene()
    await lose()
    const seen = outcome(whenAlive(connection, { timeoutMs: 500 }))
    await clock.advance(501)
    expect(seen.is).toBeInstanceOf(ConnectionError)
    expect(seen.is).toMatchObject({
      message: expect.stringContaining('not alive within 500 ms: '),
      cause: connection.cause,
    })
  })

  test('is broken when its signal says so, with the reason', async () => {
    const { connection, clock, lose } = await scene()
    await lose()
    const controller = new AbortController()
    const seen = outcome(whenAlive(connection, { signal: controller.signal }))
    const reason = new Error('never mind')
    controller.abort(reason)
    await clock.advance(1)
    expect(seen.is).toBe(reason)
    await expect(whenAlive(connection, { signal: controller.signal })).rejects.toBe(reason)
  })

  test('is broken when it has ended for good, now or before', async () => {
    const { connection, clock, lose } = await scene()
    await lose()
    const seen = outcome(whenAlive(connection))
    await Promise.all([connection.stop(), clock.advance(10)])
    expect(seen.is).toMatchObject({
      name: 'ConnectionError',
      message: expect.stringContaining('c has ended'),
    })
    await expect(whenAlive(connection)).rejects.toThrow('c has ended')
  })

  test.each([
    [{ timeoutMs: -1 }, 'timeoutMs'],
    [{ again: 'yes' }, 'again'],
    [{ withinMs: 1 }, 'whenAlive.withinMs'],
  ])('refuses %o', async (options, option) => {
    const { connection } = await scene()
    await expect(Reflect.apply(whenAlive, null, [connection, options])).rejects.toMatchObject({ option })
  })
})
