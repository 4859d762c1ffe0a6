import { describe, expect, test, vi } from 'vitest'
import { seededRandom, supervise } from '../../src/index.ts'
import { MOST_WATCHED } from '../../src/inspector/asked.ts'
import { Tap } from '../../src/inspector/look/tap.ts'
import { inspectPlan } from '../../src/inspector/options.ts'
import { MOST_ACTS, Page } from '../../src/inspector/page.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { memoryNetwork } from '../../src/transport/memory.ts'
import { Peer, peerServer } from '../support/world.ts'
import { eventually, inspected, opened, tree } from './support/scene.ts'

describe('A page that says what no page says', () => {
  test.each([
    ['nonsense', 'one JSON object'],
    ['{"t":"hello"}', 'a watch, an act or a hardship'],
    [
      JSON.stringify({ t: 'watch', ids: Array(MOST_WATCHED + 1).fill('a'), frames: null }),
      `${MOST_WATCHED} at most`,
    ],
    ['{"t":"act","n":1,"act":"kill","id":"fleet"}', 'expected one of'],
  ])('%.40s: it is told why, and closed so that it does not come back', async (said, why) => {
    const inspector = await inspected(tree(), { allow: ['stop'] })
    const page = await opened(inspector)
    page.say(said)
    expect((await page.told('refused')).why).toContain(why)
    expect(await page.closed).toBe(4403)
    await eventually(() => inspector.viewers === 0)
  })

  test('in bytes that are no text: the same', async () => {
    const page = await opened(await inspected(tree()))
    page.ws.send(Uint8Array.of(0xff, 0xfe))
    await page.told('refused')
    expect(await page.closed).toBe(4403)
  })

  test('in a message that is too long: closed at once, and the others are not', async () => {
    const inspector = await inspected(tree())
    const page = await opened(inspector)
    const other = await opened(inspector)
    page.say('x'.repeat(70_000))
    expect(await page.closed).toBe(1009)
    inspector.note('still here')
    await other.told('batch')
  })
})

test('What a page asks for is done while it does other things; so much at once, and no more', async () => {
  const fleet = tree()
  const release: (() => void)[] = []
  const inspector = await inspected(fleet, {
    hardships: [
      {
        name: 'slow',
        label: 'Slow',
        ids: () => ['a'],
        inflict: () => new Promise((resolve) => release.push(resolve)),
      },
    ],
  })
  const page = await opened(inspector)
  for (let n = 0; n <= MOST_ACTS; n += 1) page.say({ t: 'hardship', n, name: 'slow', id: 'a' })
  expect(await page.told('done')).toEqual({
    t: 'done',
    n: MOST_ACTS,
    error: `${MOST_ACTS} others are still being done`,
  })
  for (const done of release) done()
  await page.told('done', ({ n }) => n === MOST_ACTS - 1)
  expect(release).toHaveLength(MOST_ACTS)
  page.say({ t: 'act', n: 100, act: 'stop', id: 'fleet' })
  expect((await page.told('done', ({ n }) => n === 100)).error).toContain('does not allow')
})

test('A page that leaves before what it asked for is done disturbs nobody', async () => {
  let finish = (): void => {}
  const doing = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)))
  const inspector = await inspected(tree(), {
    hardships: [{ name: 'slow', label: 'Slow', ids: () => ['a'], inflict: doing }],
  })
  const page = await opened(inspector)
  page.say({ t: 'hardship', n: 1, name: 'slow', id: 'a' })
  await eventually(() => doing.mock.calls.length > 0)
  page.ws.terminate()
  await eventually(() => inspector.viewers === 0)
  finish()
  await opened(inspector)
})

test('A page that asks on and does not read is left, once a megabyte waits for it', async () => {
  const clock = virtualClock()
  const network = memoryNetwork({ clock, latencyMs: 1 })
  const us = network.host('us')
  const own = supervise({ name: 'inspector', clock: us.clock, random: seededRandom(1) })
  const peers = peerServer(network)
  network.host('peer')
  const connection = own.connect('page', us.dial({ to: 'peer:7373' }), {
    heartbeat: 'none',
    writeTimeoutMs: false,
  })
  const plan = inspectPlan({})
  const permits = () => ({ acts: [], hardships: [], frames: false })
  new Page(connection, own, plan, new Tap(own, { frames: null, permits }))
  await clock.advance(50)
  const [peer = new Peer()] = peers
  peer.link?.pause()
  const ask = async (times: number): Promise<void> => {
    for (let n = 0; n < times; n += 1) peer.send(JSON.stringify({ t: 'act', n, act: 'stop', id: 'nobody' }))
    await clock.advance(200)
  }
  for (let round = 0; round < 10; round += 1) await ask(1_000)
  expect(connection.cause).toBeNull()
  peer.link?.resume()
  await clock.advance(1_000)
  expect(peer.got.filter((got) => got.includes('"done"'))).toHaveLength(10_000)
  peer.link?.pause()
  for (let round = 0; round < 25; round += 1) await ask(1_000)
  expect(connection.cause).toMatchObject({ kind: 'exhausted', by: 'us' })
  const stopped = own.stop({ now: true })
  await clock.advance(5_000)
  await stopped
})
