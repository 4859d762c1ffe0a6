import { expect, test } from 'vitest'
import { pingPong } from '../../../src/index.ts'
import { actsOn } from '../../../src/testing/scenario/acts.ts'
import type { Act } from '../../../src/testing/scenario.ts'
import { peerServer, pong, testWorld } from '../../support/world.ts'

test('Acts are carried out on the connections of a supervisor, nested ones included', async () => {
  const { clock, network, supervisor, toPeer, phases } = testWorld()
  const peers = peerServer(network, pong)
  const edge = supervisor.supervise('edge')
  const options = { heartbeat: { protocol: pingPong } }
  const feed = supervisor.connect('feed', toPeer(), options)
  edge.connect('inner', toPeer(), options)
  await clock.advance(50)
  const act = actsOn(supervisor)
  const acts: Act[] = [
    { kind: 'send', connection: 'feed', text: 'hello' },
    { kind: 'pause', connection: 'feed' },
    { kind: 'resume', connection: 'feed' },
    { kind: 'stop', connection: 'edge/inner' },
  ]
  for (const one of acts) act(one)
  await clock.advance(5_000)
  expect(peers[0]?.got.filter((frame) => frame !== 'ping')).toEqual(['hello'])
  expect(phases('edge/inner')).toEqual(['connecting', 'alive', 'dead', 'stopped'])
  expect(feed.phase).toBe('alive')
  network.reset('us', 'peer')
  await clock.advance(1)
  expect(feed.phase).toBe('backoff')
  act({ kind: 'send', connection: 'feed', text: 'to nobody' })
  act({ kind: 'retry', connection: 'feed' })
  await clock.advance(10)
  expect(feed.phase).toBe('alive')
  act({ kind: 'stop now', connection: 'feed' })
  await clock.advance(10)
  expect(feed.phase).toBe('stopped')
  await Promise.all([supervisor.stop(), clock.advance(3_000)])
})

test('A connection that there is not is named', async () => {
  const { clock, supervisor } = testWorld()
  supervisor.supervise('edge')
  const act = actsOn(supervisor)
  for (const connection of ['feed', 'edge']) {
    expect(() => act({ kind: 'stop', connection })).toThrow(
      `connection: there is no connection called ${connection}`,
    )
  }
  await Promise.all([supervisor.stop(), clock.advance(3_000)])
})
