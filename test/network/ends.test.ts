/** Ends told apart: each way for a connection to end has its cause, whoever saw to it. */
import { describe, expect } from 'vitest'
import { lines, pingPong } from '../../src/index.ts'
import { expectInTime } from './support/bounds.ts'
import { nowMs } from './support/monotonic.ts'
import { until } from './support/until.ts'
import { nowhere, test, transport } from './support/world.ts'

const once = { backoff: { attempts: 1 } }

describe.concurrent('a dialled connection tells', () => {
  test('that the peer closed in order', async ({ world }) => {
    const { endpoint } = await world.server('ending-server', { how: 'eof' })
    const connection = world.supervisor.connect('c', transport(endpoint), once)
    await world.enters('c', 'alive')
    await connection.send('go')
    expect(await world.enters('c', 'dead')).toMatchObject({ cause: { kind: 'eof', by: 'peer' } })
  })

  test('that the peer reset it', async ({ world }) => {
    const { endpoint } = await world.server('ending-server', { how: 'reset' })
    const connection = world.supervisor.connect('c', transport(endpoint), once)
    await world.enters('c', 'alive')
    await connection.send('go')
    expect(await world.enters('c', 'dead')).toMatchObject({ cause: { kind: 'reset', by: 'network' } })
  })

  test('that the peer was killed, which its kernel closes for it', async ({ world }) => {
    const { peer, endpoint } = await world.server('ending-server', { how: 'hold' })
    world.supervisor.connect('c', transport(endpoint), once)
    await world.enters('c', 'alive')
    await peer.says(/^accepted$/)
    await peer.kill('SIGKILL')
    const { cause } = await world.enters('c', 'dead')
    expect(['eof', 'reset']).toContain(cause?.kind)
  })

  test('that nobody is there', async ({ world }) => {
    world.supervisor.connect('c', transport(await nowhere()), once)
    expect(await world.enters('c', 'dead')).toMatchObject({
      from: 'connecting',
      cause: { kind: 'refused', by: 'peer' },
    })
    await world.enters('c', 'failed')
    expect(world.path('c')).toEqual(['connecting', 'dead', 'failed'])
  })

  test('that there is no such name', async ({ world }) => {
    world.supervisor.connect('c', transport('tcp://no-such-host.invalid:7373'), once)
    expect(await world.enters('c', 'dead')).toMatchObject({ cause: { kind: 'dns', by: 'network' } })
  })

  test('that its time to connect was over', async ({ world }) => {
    // Never answers the name, as a resolver that hangs.
    const hanging = () => new Promise<string>(() => {})
    world.supervisor.connect('c', transport(hanging), { ...once, connectTimeoutMs: 300 })
    expect(await world.enters('c', 'dead')).toMatchObject({
      from: 'connecting',
      cause: { kind: 'timeout', by: 'peer', of: 'connect' },
    })
  })

  test('that the peer fell silent', async ({ world }) => {
    const { endpoint } = await world.server('mute-server')
    world.supervisor.connect('c', transport(endpoint), {
      ...once,
      heartbeat: { protocol: pingPong, everyMs: 200, timeoutMs: 150, misses: 1 },
    })
    expect(await world.enters('c', 'dead')).toMatchObject({
      from: 'suspect',
      cause: { kind: 'silent', by: 'peer' },
    })
  })

  test('that the peer broke the protocol', async ({ world }) => {
    const { peer, endpoint } = await world.server('answering-server')
    world.supervisor.connect('c', transport(endpoint, { codec: lines({ maxFrameBytes: 16 }) }), once)
    await world.enters('c', 'alive')
    peer.tell('send more than sixteen bytes')
    expect(await world.enters('c', 'dead')).toMatchObject({ cause: { kind: 'protocol', by: 'peer' } })
  })

  test('that it was stopped here, by a signal too', async ({ world }) => {
    const { peer, endpoint } = await world.server('mute-server')
    const connection = world.supervisor.connect('c', transport(endpoint), once)
    await world.enters('c', 'alive')
    await connection.stop()
    expect(world.phases('c').at(-2)).toMatchObject({ event: 'stop', cause: { kind: 'cancelled', by: 'us' } })
    expect(world.path('c')).toEqual(['connecting', 'alive', 'dead', 'stopped'])
    await peer.says(/^eof$/)
    await expect(connection.send('too late')).rejects.toMatchObject({
      cause: { kind: 'cancelled', by: 'us' },
    })
  })
})

describe.concurrent('an accepted connection tells', () => {
  test('a client that left in order, one that broke off, and one that was killed', async ({ world }) => {
    const { gateway, port } = await world.gateway({})
    const ends = { end: ['eof'], reset: ['reset'], kill: ['eof', 'reset'] }
    for (const [how, kinds] of Object.entries(ends)) {
      const accepted = world.accepted(gateway)
      const client = world.stranger('line-client', { port })
      const { id } = await accepted
      await client.says(/^open/)
      if (how === 'kill') await client.kill('SIGKILL')
      else client.tell(how)
      const dead = await world.enters(id, 'dead')
      expect(kinds).toContain(dead.cause?.kind)
      await world.enters(id, 'stopped')
    }
    await until('nobody is left', () => gateway.size === 0)
  })

  test('a client that was stopped here is told so, and let go in time though it does not close', async ({
    world,
  }) => {
    const { gateway, port } = await world.gateway({ closeTimeoutMs: 300 })
    const holders = world.stranger('holders', { port, count: 3 })
    await holders.says(/^open 3$/)
    const began = nowMs()
    await gateway.stop()
    expectInTime(world, began, nowMs(), 300)
    await holders.says(/^left 3$/)
    for (const event of world.feed) {
      if (event.kind === 'phase' && event.to === 'stopped') expect(event.cause?.kind).toBe('cancelled')
    }
    expect(gateway.phase).toBe('closed')
  })
})
