import { expect, test } from 'vitest'
import { FrameTaps } from '../../../src/inspector/frames/frame-taps.ts'
import type { FramePlan } from '../../../src/inspector/options.ts'
import { peerServer, testWorld } from '../../support/world.ts'
import { Watcher } from '../support/watcher.ts'

async function scene(plan: FramePlan | null = 'all') {
  const world = testWorld()
  peerServer(world.network)
  const a = world.supervisor.connect('a', world.toPeer())
  const b = world.supervisor.connect('b', world.toPeer())
  await world.clock.advance(10)
  let passed = 0
  const taps = new FrameTaps(world.supervisor, plan, () => {
    passed += 1
  })
  const say = async (text: string): Promise<void> => {
    void a.send(text)
    void b.send(text)
    await world.clock.advance(5)
    taps.flush()
  }
  return { ...world, a, b, taps, say, passed: () => passed }
}

const told = (watcher: Watcher): string[] =>
  watcher.of('frames').map(({ id, frames, left }) => `${id} ${frames.map(({ text }) => text)} ${left}`)

test('Each page gets the frames that it looks at, of one connection at a time, until it looks away', async () => {
  const { taps, say, a } = await scene()
  const { link } = a.session.traffic
  const [one, other] = [new Watcher(), new Watcher()]
  taps.want(one.viewer, 'a')
  taps.want(other.viewer, 'a')
  await say('first')
  taps.want(other.viewer, 'b')
  await say('second')
  taps.want(one.viewer, null)
  expect(a.session.traffic.link).toBe(link)
  await say('third')
  expect(told(one)).toEqual(['a first 0', 'a second 0'])
  expect(told(other)).toEqual(['a first 0', 'b second 0', 'b third 0'])
})

test('Where contents may not be looked at they are not, whoever asks', async () => {
  const { taps, say, a, passed } = await scene(null)
  const { link, sorter } = a.session.traffic
  const watcher = new Watcher()
  taps.want(watcher.viewer, 'a')
  await say('secret')
  expect([watcher.got, passed()]).toEqual([[], 0])
  expect([a.session.traffic.link === link, a.session.traffic.sorter === sorter]).toEqual([true, true])
})

test('A page that does not read misses what went by meanwhile', async () => {
  const { taps, say } = await scene()
  const watcher = new Watcher()
  watcher.reads = false
  watcher.viewer.tell(JSON.stringify('x'.repeat(2_000_000)))
  taps.want(watcher.viewer, 'a')
  await say('missed')
  watcher.read()
  await Promise.resolve()
  await say('seen')
  expect(told(watcher)).toEqual(['a seen 0'])
})

test('A connection that gets another link is looked at again when its events say so', async () => {
  const { taps, say, a, clock } = await scene()
  const watcher = new Watcher()
  taps.want(watcher.viewer, 'a')
  a.end({ kind: 'eof', by: 'peer' })
  await clock.advance(60_000)
  taps.refresh('a')
  taps.refresh('nobody')
  await say('again')
  expect(told(watcher)).toEqual(['a again 0'])
})
