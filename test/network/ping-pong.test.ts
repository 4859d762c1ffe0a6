/** `ping` answered by `pong`, raw bytes both, while other messages share the connection. */
import { describe, expect } from 'vitest'
import { pingPong, raw, supervise } from '../../src/index.ts'
import { expectUndoubted } from './support/bounds.ts'
import { happened, until } from './support/until.ts'
import { framesOf, test, transport } from './support/world.ts'

const socket = { codec: raw() }
const pinging = { heartbeat: { protocol: pingPong, everyMs: 200, timeoutMs: 400, misses: 3 } }
/** Less than an interval, or pings are read two at a time. */
const LEFT_MS = 200

describe.concurrent('raw ping and pong', () => {
  test('are sent, answered and never handed up', async ({ world }) => {
    const { peer, endpoint } = await world.server('pong-server')
    const connection = world.supervisor.connect('c', transport(endpoint, socket), pinging)
    const frames = framesOf(connection)
    await peer.says(/^got "ping"$/, 5)
    const lines = new Set(peer.lines.slice(1))
    peer.tell('send bye')
    await until('business has come', () => frames.length > 0)
    expect(frames).toEqual(['bye'])
    await expectUndoubted(world, [peer], LEFT_MS, () => {
      // Of a program that did not run for a while two of them come at once.
      expect(lines).toEqual(new Set(['got "ping"']))
      expect(connection.counts.misses).toBe(0)
    })
    expect(connection.rttMs?.p50).toBeGreaterThan(0)
  })

  test('share the connection: business glued behind a pong, and a pong in two pieces', async ({ world }) => {
    const { peer, endpoint } = await world.server('pong-server')
    const connection = world.supervisor.connect('c', transport(endpoint, socket), pinging)
    const frames = framesOf(connection)
    await world.enters('c', 'alive')
    peer.tell('glue order 42')
    await until('the order has come', () => frames.length > 0)
    expect(frames).toEqual(['order 42'])
    peer.tell('split')
    await peer.says(/^got "ping"$/, peer.said(/^got "ping"$/).length + 3)
    peer.tell('send order 43')
    await until('the next order has come', () => frames.join('').endsWith('43'))
    expect(frames.join('')).toBe('order 42order 43')
    await expectUndoubted(world, [peer], LEFT_MS, () => expect(connection.counts.misses).toBe(0))
  })

  test('are read apart from what is written: neither waits for the other', async ({ world }) => {
    const { peer, endpoint } = await world.server('pong-server')
    const connection = world.supervisor.connect('c', transport(endpoint, socket), pinging)
    await world.enters('c', 'alive')
    const read: string[] = []
    const reading = (async () => {
      for await (const frame of connection) {
        read.push(frame.text)
        happened()
        if (read.join('').includes('last')) return
      }
    })()
    for (let round = 1; round <= 5; round += 1) {
      await connection.send(`question ${round}`)
      await peer.says(new RegExp(`question ${round}`))
      peer.tell(`send answer ${round};`)
      await until(`answer ${round} has come`, () => read.join('').includes(`answer ${round};`))
    }
    await peer.says(/^got .*ping/, 3)
    peer.tell('send last')
    await reading
    expect(read.join('')).toBe('answer 1;answer 2;answer 3;answer 4;answer 5;last')
    await expectUndoubted(world, [peer], LEFT_MS, () => expect(connection.counts.misses).toBe(0))
  })

  test('go on towards a reader that rests, and do not suspect the peer for it', async ({ world }) => {
    const { peer, endpoint } = await world.server('pong-server')
    const connection = world.supervisor.connect('c', transport(endpoint, socket), pinging)
    const frames = framesOf(connection)
    await peer.says(/^got "ping"$/, 2)
    connection.pause()
    peer.tell('send while you rest')
    // Longer than the whole bound of 200 + 3 × 400 ms.
    await peer.says(/^got .*ping/, peer.said(/^got .*ping/).length + 8)
    expect(frames).toEqual([])
    await expectUndoubted(world, [peer], LEFT_MS, () =>
      expect(world.path('c')).toEqual(['connecting', 'alive']),
    )
    connection.resume()
    await until('what waited has come', () => frames.length > 0)
    expect(frames.join('')).toBe('while you rest')
  })

  test('end with the signal that was given', async ({ world }) => {
    const { peer, endpoint } = await world.server('pong-server')
    const outside = new AbortController()
    const supervisor = supervise({ signal: outside.signal })
    const connection = supervisor.connect('c', transport(endpoint, socket), pinging)
    await peer.says(/^got "ping"$/, 2)
    outside.abort()
    expect(await supervisor.ended).toEqual({ kind: 'stopped', killed: [] })
    expect(connection.phase).toBe('stopped')
    expect(connection.cause).toEqual({ kind: 'cancelled', by: 'us' })
    await peer.says(/^eof$/)
    await peer.says(/^closed$/)
    const pings = peer.said(/^got/).length
    // Nothing is left to send another: a second link of ours would, within the time of three.
    const other = world.supervisor.connect('other', transport(endpoint, socket), pinging)
    await until('the other is asked', () => other.phase === 'alive')
    await peer.says(/^got "ping"$/, pings + 3)
    expect(supervisor.connections).toEqual([])
  })
})
