import { expect, test } from 'vitest'
import { OptionError, pingPong, seededRandom, supervise } from '../../../src/index.ts'
import { rotation } from '../../../src/machines/rotation.ts'
import { FlatSupervisor } from '../../../src/supervisor/flat.ts'
import { memoryNetwork, virtualClock } from '../../../src/testing/index.ts'
import { readRecording, recorder, replay } from '../../../src/testing/recording/index.ts'

function recording() {
  const clock = virtualClock()
  const network = memoryNetwork({ clock, latencyMs: 5 })
  const lines: string[] = []
  const us = network.host('us')
  const tape = recorder({ write: (line) => lines.push(line), clock: us.clock, random: seededRandom(3) })
  return { clock, network, us, lines, tape }
}

const HEARTBEAT = { protocol: pingPong, everyMs: 1_000, timeoutMs: 500 }

test('What a listener accepts is recorded, and so is what a nested supervisor keeps', async () => {
  const { clock, network, us, lines, tape } = recording()
  const fleet = tape.follow(supervise({ ...tape.options }))
  const gate = fleet.listen('gate', us.listen({ port: 1 }), {
    heartbeat: HEARTBEAT,
    authorise: async () => true,
    firstFrameTimeoutMs: 3_000,
  })
  const edge = fleet.supervise('edge')
  edge.connect('away', us.dial({ to: 'far:2' }), { heartbeat: HEARTBEAT })
  const visitor = supervise({ clock: network.host('far').clock, random: seededRandom(4) })
  await clock.advance(1)
  const caller = visitor.connect('call', network.host('far').dial({ to: 'us:1' }), { heartbeat: HEARTBEAT })
  await clock.advance(1_500)
  await Promise.all([caller.send('hello'), clock.advance(2_000)])
  expect(gate.size).toBe(1)
  network.crash('far')
  await clock.advance(3_000)
  const stopped = fleet.stop()
  await clock.advance(10_000)
  await stopped
  const report = await replay(readRecording(lines))
  expect(report.difference).toBeNull()
  expect(report.replayed).toBe(2)
  expect(lines.join('\n')).not.toContain('hello')
})

test('The supervisor of a page is followed as well', async () => {
  const { clock, us, lines, tape } = recording()
  const fleet = tape.follow(new FlatSupervisor({ ...tape.options }))
  fleet.connect('a', us.dial({ to: 'nobody:1' }), { backoff: { firstMs: 10, maxMs: 100, attempts: 4 } })
  await clock.advance(3_000)
  const stopped = fleet.stop()
  await clock.runAll()
  await stopped
  expect(await replay(readRecording(lines))).toMatchObject({ difference: null, replayed: 1 })
})

test('A child that crashes and is started again, and one that is restarted, go the same way again', async () => {
  const { clock, network, us, lines, tape } = recording()
  const server = supervise({ clock: network.host('far').clock, random: seededRandom(5) })
  server.listen('gate', network.host('far').listen({ port: 1 }), { heartbeat: HEARTBEAT })
  await clock.advance(1)
  const fleet = tape.follow(supervise({ ...tape.options }))
  let asked = 0
  fleet.connect('odd', us.dial({ to: 'far:1' }), {
    heartbeat: HEARTBEAT,
    retry: () => {
      asked += 1
      if (asked === 1) throw new Error('a bug')
      return true
    },
  })
  fleet.connect('plain', us.dial({ to: 'far:1' }), { heartbeat: HEARTBEAT })
  await clock.advance(2_000)
  network.reset('us', 'far')
  await clock.advance(4_000)
  await Promise.all([fleet.restart('plain'), clock.advance(4_000)])
  const stopped = fleet.stop()
  await clock.advance(10_000)
  await stopped
  expect(lines.some((line) => line.includes('"kind":"restart"'))).toBe(true)
  expect((await replay(readRecording(lines))).difference).toBeNull()
})

test('What rotates is in the feed alone, and what is no option is refused as ever', async () => {
  const { clock, us, lines, tape } = recording()
  const fleet = tape.follow(supervise({ ...tape.options }))
  fleet.connect('turning', us.dial({ to: 'nobody:1' }), { rotation: rotation() })
  const bad: unknown = { backoff: null }
  expect(() => fleet.connect('bad', us.dial({ to: 'nobody:1' }), bad as object)).toThrow(OptionError)
  const stopped = fleet.stop()
  await clock.runAll()
  await stopped
  expect(await replay(readRecording(lines))).toMatchObject({ difference: null, replayed: 0, connections: 1 })
})
