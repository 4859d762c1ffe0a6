/** A server that is killed, and two hundred connections that want it back. Only counts: how soon is for the bench. */
import { expect } from 'vitest'
import { peakOf } from '../../bench/storm/dials.ts'
import { pingPong } from '../../src/index.ts'
import { tcp } from '../../src/transport/tcp.ts'
import { until } from './support/until.ts'
import { type PhaseEvent, test } from './support/world.ts'

const CLIENTS = 200

test('A server that is gone for 3 s is dialled by canaries, and met by all at the rate of the budget', async ({
  world,
}) => {
  const { peer, port } = await world.serverAtHome('answering-server', { tell: 'pings' })
  const all = Array.from({ length: CLIENTS }, (_, index) =>
    world.supervisor.connect(`c${index}`, tcp(`tcp://127.0.0.1:${port}`), {
      heartbeat: { protocol: pingPong, everyMs: 500 },
    }),
  )
  const areAlive = (): boolean => all.every(({ phase }) => phase === 'alive')
  await until('all are alive', areAlive)
  // Two intervals: each was answered once by then.
  await peer.says(/^ping/, 3 * CLIENTS)
  const before = world.feed.length
  const since = (is: (event: PhaseEvent) => boolean): PhaseEvent[] =>
    world.feed
      .slice(before)
      .filter((event) => event.kind === 'phase')
      .filter(is)
  const dials = (): number[] => since(({ to }) => to === 'connecting').map(({ at }) => at)
  await peer.kill('SIGKILL')
  const inVain = (): PhaseEvent[] => since(({ from, to }) => from === 'connecting' && to === 'dead')
  // Until one has failed nobody knows; whoever dials after that is a canary, 1 to 2 s after the one before.
  const first = await until('a dial was refused', () => inVain().at(0))
  const canary = (nth: number): number | undefined => dials().filter((at) => at > first.at)[nth]
  const second = await until('two canaries dialled', () => canary(1))
  expect(second - first.at).toBeGreaterThanOrEqual(1_990)
  await until('the second was refused, too', () => inVain().length >= 3)
  expect(inVain().length).toBeLessThan(20)
  await world.server('answering-server', { port })
  await until('all are alive again', areAlive)
  // Once each, and the canaries.
  expect(dials().length).toBeGreaterThanOrEqual(CLIENTS)
  expect(dials().length).toBeLessThanOrEqual(1.25 * CLIENTS)
  expect(peakOf(dials(), 100)).toBeLessThanOrEqual(50)
})
