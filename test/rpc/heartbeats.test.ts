import { JSONRPCServer } from 'json-rpc-2.0'
import { describe, expect, test } from 'vitest'
import { jsonValues, supervise } from '../../src/index.ts'
import type { HeartbeatProtocol } from '../../src/machines/protocol.ts'
import { goBeat, jsonRpcBeat } from '../../src/rpc/heartbeats.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { memoryNetwork } from '../../src/transport/memory.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

function patterns({ beat, pong, answers = [] }: HeartbeatProtocol) {
  const [answer] = answers
  if (typeof beat !== 'string' || typeof pong !== 'function' || typeof answer?.ping !== 'function')
    throw new Error('other patterns')
  return { beat, pong, ping: answer.ping, reply: String(answer.pong) }
}

describe.each([
  ['JSON-RPC 2.0', patterns(jsonRpcBeat)],
  ['Go', patterns(goBeat)],
])('The heartbeat of %s', (_name, { beat, pong, ping, reply }) => {
  test('is asked, and answered, in words of its own', () => {
    expect([ping(bytes(beat)), pong(bytes(beat)), ping(bytes(reply)), pong(bytes(reply))]).toEqual([
      true,
      false,
      false,
      true,
    ])
  })

  test('leaves alone what only looks like one', () => {
    for (const text of [
      'no JSON $/beat',
      '"$/beat"',
      'null',
      '{"id":1,"result":"$/beat"}',
      '{"id":{"a":"$/beat"},"result":1}',
      JSON.stringify({ id: '$/beat', result: 'x'.repeat(600) }),
    ]) {
      expect([ping(bytes(text)), pong(bytes(text))], text).toEqual([false, false])
    }
  })
})

test('A plain server of JSON-RPC 2.0 answers it by not knowing it', async () => {
  const { beat, pong } = patterns(jsonRpcBeat)
  const answer = await new JSONRPCServer().receiveJSON(beat)
  expect(pong(bytes(JSON.stringify(answer)))).toBe(true)
})

test('Two ends that beat with it keep each other alive, and none of it is business', async () => {
  const clock = virtualClock()
  const network = memoryNetwork({ clock, latencyMs: 1 })
  const codec = jsonValues()
  const heartbeat = { protocol: jsonRpcBeat, everyMs: 1_000, timeoutMs: 500 }
  const fleet = supervise({ clock })
  const door = fleet.listen('door', network.host('far').listen({ port: 1, codec }), { heartbeat })
  const connection = fleet.connect('calls', network.host('near').dial({ to: 'far:1', codec }), { heartbeat })
  await clock.advance(60_000)
  expect([connection.phase, connection.generation, connection.counts.frames]).toEqual(['alive', 1, 0])
  expect(connection.lastRttMs).toBeCloseTo(2)
  expect(door.connections[0]?.counts.frames).toBe(0)
  const stopped = fleet.stop()
  await clock.advance(5_000)
  await stopped
})
