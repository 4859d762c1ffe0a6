import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import { turn } from '../../src/clock/turn.ts'
import { pingPong, supervise } from '../../src/index.ts'
import { inspect } from '../../src/inspector/index.ts'
import type { ShownNode } from '../../src/inspector/model/node.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { lines } from '../../src/transport/framing.ts'
import { memoryNetwork } from '../../src/transport/memory.ts'
import { tcp } from '../../src/transport/tcp.ts'
import { FakeTransport } from '../supervisor/fakes.ts'
import { Peer } from '../support/world.ts'
import { eventually, feedOf, inspected, opened, statusOfUpgrade, TestPage, tree } from './support/scene.ts'

/** Longer than any number that is told by itself: times, ports and delays have digits, too. */
const CARD = '1234567812345678'

const HEARTBEAT = { protocol: pingPong, everyMs: 50, timeoutMs: 1_000 } as const

/** Two trees, of which the first has dialled the second over TCP. */
async function linked() {
  const fleet = tree()
  const far = tree({ name: 'far' })
  const door = far.listen('door', tcp.listen({ port: 0 }, { codec: lines() }), { heartbeat: HEARTBEAT })
  const prices = fleet.connect('prices', tcp(await door.ready, { codec: lines() }), { heartbeat: HEARTBEAT })
  await eventually(() => prices.phase === 'alive')
  return { fleet, far, door, prices }
}

describe('Whoever looks', () => {
  test('sees the tree, and what happens to it; and the tap is there for that long only', async () => {
    const { fleet, door } = await linked()
    const inspector = await inspected(fleet)
    const { feed } = fleet.branch
    expect([feed.live, inspector.viewers]).toEqual([false, 0])
    const page = await opened(inspector)
    expect([feed.live, inspector.viewers]).toEqual([true, 1])
    const { nodes } = await page.told('hello')
    expect(nodes.map(({ id }) => id)).toEqual(['fleet', 'prices'])
    await eventually(() => door.size === 1)
    for (const connection of door.connections) void connection.stop()
    const dead = await page.told('batch', ({ events }) =>
      events.some((e) => e.kind === 'phase' && e.to === 'dead'),
    )
    expect(dead.events).toContainEqual(
      expect.objectContaining({
        id: 'prices',
        kind: 'phase',
        to: 'dead',
        cause: { kind: 'eof', by: 'peer' },
      }),
    )
    page.ws.close()
    await eventually(() => inspector.viewers === 0)
    expect(feed.live).toBe(false)
  })

  test('closely sees beats and round trips, and deadlines that are to come', async () => {
    const { fleet } = await linked()
    const page = await opened(await inspected(fleet))
    page.say({ t: 'watch', ids: ['prices'], frames: null })
    const { of, at } = await page.told('vitals', ({ of }) => (of[0]?.rttMs ?? null) !== null)
    expect(of[0]).toMatchObject({ id: 'prices', phase: 'alive', generation: 1, misses: 0 })
    expect(of[0]?.deadlines.map((deadline) => deadline.of)).toEqual(
      expect.arrayContaining(['beat', 'verdict']),
    )
    for (const deadline of of[0]?.deadlines ?? []) expect(deadline.at).toBeGreaterThan(at - 1_000)
  })

  test('at frames sees what the program lets be seen of them', async () => {
    const { fleet, prices } = await linked()
    const rule = ({ text }: { text: string | null }): string | null => text?.replaceAll(/\d/g, '•') ?? null
    const page = await opened(await inspected(fleet, { frames: rule }))
    expect((await page.told('hello')).permits.frames).toBe(true)
    page.say({ t: 'watch', ids: [], frames: 'prices' })
    await page.told('frames', ({ frames }) => frames.some(({ isBeat, way }) => isBeat && way === 'in'))
    await prices.send(`card ${CARD}`)
    const { frames } = await page.told('frames', (message) => message.frames.some(({ isBeat }) => !isBeat))
    expect(frames.find(({ isBeat }) => !isBeat)).toMatchObject({
      way: 'out',
      text: `card ${'•'.repeat(CARD.length)}`,
      bytes: 5 + CARD.length,
    })
    expect(JSON.stringify(page.got)).not.toContain(CARD)
  })

  test('at frames sees none where the program said nothing of them', async () => {
    const { fleet, prices } = await linked()
    const page = await opened(await inspected(fleet))
    page.say({ t: 'watch', ids: ['prices'], frames: 'prices' })
    await page.told('vitals')
    await prices.send('secret')
    await page.told('vitals', ({ of }) => (of[0]?.counts.beats ?? 0) > 3)
    expect(page.got.filter(({ t }) => t === 'frames')).toEqual([])
    expect((await page.told('hello')).permits.frames).toBe(false)
  })

  test('reads what peers and programs named as what it is, whatever is in it', async () => {
    const evil = '<img src=x onerror=alert(1)>"\'</script>\u0000\u001b[2J\u202e\ud83d\ude00'
    const fleet = tree()
    const inspector = await inspected(fleet, {
      hardships: [{ name: evil, label: evil, ids: () => [evil], inflict() {} }],
    })
    const page = await opened(inspector)
    const refused = new FakeTransport(() => {
      throw new Error(evil)
    })
    fleet.connect(evil, refused, { restart: 'temporary' })
    inspector.note(evil)
    const { events } = await page.told('batch', (batch) => batch.events.some(({ kind }) => kind === 'note'))
    expect(events).toContainEqual(expect.objectContaining({ kind: 'note', text: evil }))
    await page.told('batch', (batch) =>
      batch.events.some((event) => event.kind === 'phase' && event.id === evil && event.to === 'failed'),
    )
    const late = await opened(inspector)
    const hello = await late.told('hello')
    expect(hello.nodes[1]).toMatchObject({ id: evil, name: evil, cause: { kind: 'crash', detail: evil } })
    expect(hello.permits.hardships).toEqual([{ name: evil, label: evil, ids: [evil] }])
  })
})

describe('Whoever looks may', () => {
  test('do what the program allows, and is told when it is done', async () => {
    const { fleet, prices } = await linked()
    const page = await opened(await inspected(fleet, { allow: ['reconnect', 'stop'] }))
    expect((await page.told('hello')).permits.acts).toEqual(['reconnect', 'stop'])
    page.say({ t: 'act', n: 1, act: 'restart', id: 'prices' })
    expect((await page.told('done', ({ n }) => n === 1)).error).toContain('does not allow to restart')
    page.say({ t: 'act', n: 2, act: 'reconnect', id: 'prices' })
    expect((await page.told('done', ({ n }) => n === 2)).error).toBeNull()
    await page.told('batch', ({ events }) => events.some((e) => e.kind === 'phase' && e.event === 'retry'))
    await eventually(() => prices.phase === 'alive' && prices.generation === 2)
    page.say({ t: 'act', n: 3, act: 'stop', id: 'prices' })
    expect((await page.told('done', ({ n }) => n === 3)).error).toBeNull()
    expect(prices.phase).toBe('stopped')
  })

  test('inflict what the program offers, there and then', async () => {
    const fleet = tree()
    const frozen: string[] = []
    const ids = ['a']
    const inspector = await inspected(fleet, {
      hardships: [{ name: 'freeze', label: 'Freeze', ids: () => ids, inflict: (id) => void frozen.push(id) }],
    })
    const page = await opened(inspector)
    page.say({ t: 'hardship', n: 1, name: 'freeze', id: 'a' })
    page.say({ t: 'hardship', n: 2, name: 'freeze', id: 'b' })
    expect((await page.told('done', ({ n }) => n === 1)).error).toBeNull()
    expect((await page.told('done', ({ n }) => n === 2)).error).toContain('cannot be done')
    ids.push('b')
    inspector.note('there is another one')
    expect((await page.told('permits')).permits.hardships[0]?.ids).toEqual(['a', 'b'])
    expect(frozen).toEqual(['a'])
  })
})

describe('When the supervisor has ended', () => {
  test('pages are told so, and what was can still be looked at until the inspector is closed', async () => {
    const fleet = tree()
    fleet.connect('prices', new FakeTransport())
    const inspector = await inspected(fleet)
    const page = await opened(inspector)
    await fleet.stop()
    await page.told('ended')
    const late = await opened(inspector)
    await late.told('ended')
    expect((await late.told('hello')).nodes.map(({ phase }) => phase)).toEqual(['stopped', 'stopped'])
    await inspector.close()
    expect(await page.closed).toBe(1001)
    await expect(statusOfUpgrade(feedOf(inspector.url))).rejects.toThrow('ECONNREFUSED')
  })
})

test('A page that does not read holds nobody up, and has the tree once it reads on', async () => {
  const fleet = tree()
  const inspector = await inspected(fleet)
  const slow = await opened(inspector)
  const quick = await opened(inspector)
  slow.ws.pause()
  const text = 'x'.repeat(1_000)
  for (let round = 0; round < 6; round += 1) {
    for (let nth = 0; nth < 4_000; nth += 1) inspector.note(text)
    inspector.note(`round ${round}`)
    await quick.told('batch', ({ events }) =>
      events.some((event) => event.kind === 'note' && event.text === `round ${round}`),
    )
  }
  fleet.connect('prices', new FakeTransport())
  slow.ws.resume()
  const { nodes, skipped } = await slow.told('nodes')
  expect(nodes.map(({ id }) => id)).toEqual(['fleet', 'prices'])
  const told = slow.got.reduce((sum, message) => sum + (message.t === 'batch' ? message.events.length : 0), 0)
  expect(skipped).toBeGreaterThan(0)
  expect(told + skipped).toBeGreaterThan(24_000)
  expect(quick.got.filter(({ t }) => t === 'nodes')).toEqual([])
})

test('Ten thousand connections are one look: all of them, from the listener they came by', async () => {
  const clock = virtualClock()
  const network = memoryNetwork({ clock, latencyMs: 1 })
  const fleet = supervise({ name: 'fleet', clock: network.host('us').clock })
  const door = fleet.listen('door', network.host('us').listen({ port: 1 }), { heartbeat: 'none' })
  const dial = network.host('peer').dial({ to: 'us:1' })
  for (let nth = 0; nth < 10_000; nth += 1) {
    const peer = new Peer()
    peer.link = dial.dial(peer)
  }
  await clock.advance(100)
  expect(door.size).toBe(10_000)
  const inspector = await inspected(fleet)
  const page = await opened(inspector)
  const { nodes } = await page.told('hello')
  expect(nodes).toHaveLength(10_002)
  const accepted = nodes.filter(
    ({ kind, parent, phase }) => kind === 'accepted' && parent === 'door' && phase === 'alive',
  )
  expect(new Set(accepted.map(({ id }: ShownNode) => id)).size).toBe(10_000)
  const last = accepted.at(-1)?.id ?? ''
  page.say({ t: 'watch', ids: [last], frames: null })
  // Its time is the tree's, which does not go on by itself.
  await eventually(() => clock.pending > 0)
  await clock.advance(200)
  expect((await page.told('vitals')).of[0]?.id).toBe(last)
  void fleet.stop({ now: true })
  await clock.advance(10_000)
  await page.told('ended')
})

describe('At the door', () => {
  test('what is no supervisor, and options that cannot be used, are refused by name', async () => {
    const fleet = tree()
    await expect(inspect(Object.create(null))).rejects.toMatchObject({ option: 'supervisor' })
    await expect(inspect(fleet, { port: -1 })).rejects.toMatchObject({ option: 'port' })
    await expect(inspect(fleet, { host: '0.0.0.0' })).rejects.toMatchObject({ option: 'token' })
    const inspector = await inspected(fleet)
    expect(() => inspector.note(JSON.parse('1'))).toThrow(expect.objectContaining({ option: 'text' }))
    await expect(inspect(fleet, { port: inspector.port })).rejects.toThrow(/EADDRINUSE/)
  })

  test('several inspectors of one supervisor do not mind each other', async () => {
    const fleet = tree()
    await using one = await inspect(fleet)
    await using other = await inspect(fleet)
    expect(one.url).not.toBe(other.url)
    const page = await opened(one)
    expect([one.viewers, other.viewers]).toEqual([1, 0])
    await other.close()
    one.note('still here')
    await page.told('batch')
  })
})

test('It does not keep a process alive whose work has ended, not even while somebody looks', async () => {
  const at = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href)
  const program = `import { supervise } from ${at('../../src/index.ts')}
    import { inspect } from ${at('../../src/inspector/index.ts')}
    const { url } = await inspect(supervise({ name: 'short' }))
    console.log(url)
    process.stdin.resume()`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const exited = once(child, 'exit')
  const [url] = await once(child.stdout.setEncoding('utf8'), 'data')
  const page = new TestPage(String(url).trim())
  await page.told('hello')
  page.say({ t: 'watch', ids: ['short'], frames: null })
  child.stdin.end()
  expect(await exited).toEqual([0, null])
  await page.closed
})

test('An inspector that is closed leaves nothing behind in its process', async () => {
  const before = process.getActiveResourcesInfo().filter((kind) => /^(TCP|Timeout)/.test(kind)).length
  const fleet = supervise({ name: 'fleet' })
  const inspector = await inspect(fleet)
  const page = await opened(inspector)
  page.say({ t: 'watch', ids: ['fleet'], frames: null })
  inspector.note('a word')
  await page.told('batch')
  await Promise.all([inspector.close(), inspector.close()])
  await page.closed
  expect([inspector.viewers, fleet.branch.feed.live]).toEqual([0, false])
  await fleet.stop()
  // By turns of the loop: a timer of ours would be counted, too.
  while (process.getActiveResourcesInfo().filter((kind) => /^(TCP|Timeout)/.test(kind)).length > before)
    await turn()
})
