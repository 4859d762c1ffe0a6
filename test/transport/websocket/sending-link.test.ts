import { describe, expect } from 'vitest'
import type { WebSocket } from 'ws'
import type { Recorder } from '../support/recorder.ts'
import { fill } from '../support/stage.ts'
import { type Scene, test } from '../support/websocket-scene.ts'

/** A dialled link of ours, and the plain `ws` it has dialled. */
async function dialled(
  scene: Scene,
  options: { perMessageDeflate?: boolean; autoPong?: boolean } = {},
): Promise<{ near: Recorder; peer: WebSocket }> {
  const peers: WebSocket[] = []
  const endpoint = await scene.plainServer((peer) => peers.push(peer), options)
  const near = scene.dial(endpoint, { perMessageDeflate: options.perMessageDeflate ?? false })
  await scene.until(() => near.isOpen && peers.length > 0)
  const [peer] = peers
  if (peer === undefined) throw new Error('nobody was dialled')
  return { near, peer }
}

describe('A ping', () => {
  test('is answered, by a plain peer and by one of ours', async ({ scene }) => {
    const { near } = await dialled(scene)
    near.do('ping', () => near.link.ping?.())
    await scene.until(() => near.log.includes('ponged latest'))
    expect(near.log).toEqual(['opened', 'heard', 'ponged latest'])
    const gate = await scene.openGate()
    const other = scene.dial(gate.endpoint)
    await scene.until(() => other.isOpen && gate.accepts.length > 0)
    gate.first.do('ping', () => gate.first.link.ping?.())
    await scene.until(() => gate.first.log.includes('ponged latest'))
    expect(other.log).toEqual(['opened', 'heard', 'pinged'])
  })

  test('of a server falls between the messages of the server, compressed ones that still wait included', async ({
    scene,
  }) => {
    const gate = await scene.openGate({ perMessageDeflate: true })
    const { peer, log } = scene.plainClient(gate.endpoint)
    const pings: string[] = []
    peer.on('ping', (payload) => {
      pings.push(String(payload))
    })
    await scene.until(() => log.includes('open') && gate.accepts.length > 0)
    const { link } = gate.first
    const long = 'x'.repeat(100_000)
    for (let nth = 0; nth < 12; nth += 1) {
      gate.first.send(nth % 2 === 0 ? long : 'short')
      gate.first.do('ping', () => link.ping?.())
    }
    await scene.until(
      () => log.length === 13 && pings.length === 12 && gate.first.log.includes('ponged latest'),
    )
    expect(pings).toEqual(Array.from({ length: 12 }, (_, nth) => String(nth + 1)))
    expect(log.slice(1)).toEqual(
      Array.from({ length: 12 }, (_, nth) => `text ${nth % 2 === 0 ? long : 'short'}`),
    )
    expect(gate.first.cause).toBeNull()
  })

  test('that is answered late is told from the latest', async ({ scene }) => {
    const { near, peer } = await dialled(scene, { autoPong: false })
    const pings: string[] = []
    peer.on('ping', (payload) => {
      pings.push(String(payload))
      scene.happened()
    })
    for (let nth = 0; nth < 3; nth += 1) near.link.ping?.()
    await scene.until(() => pings.length === 3)
    peer.pong(pings[1])
    peer.pong(pings[2])
    await scene.until(() => near.log.includes('ponged latest'))
    expect(near.story).toEqual(['opened', 'ponged older', 'ponged latest'])
  })

  test('that nobody sent, or that was answered, has an answer that is only heard', async ({ scene }) => {
    const { near, peer } = await dialled(scene, { autoPong: false })
    const pings: string[] = []
    peer.on('ping', (payload) => {
      pings.push(String(payload))
      scene.happened()
    })
    near.link.ping?.()
    await scene.until(() => pings.length === 1)
    for (const payload of ['', '0', '-1', '2', 'nonsense', pings[0], pings[0]]) peer.pong(payload)
    peer.send('last')
    await scene.until(() => near.texts.length === 1)
    expect(near.story).toEqual(['opened', 'ponged latest', 'frame last'])
  })

  test('means nothing on a link that is not open, or not any more', async ({ scene }) => {
    const early = scene.dial(() => new Promise(() => {}))
    early.link.ping?.()
    const { near, peer } = await dialled(scene)
    near.link.close()
    near.link.ping?.()
    let pings = 0
    peer.on('ping', () => {
      pings += 1
    })
    await scene.until(() => near.isReleased)
    expect([near.link.buffered, pings]).toEqual([0, 0])
  })
})

describe('Pings of the peer’s', () => {
  test('that come all at once, as after a stall of ours, are all answered', async ({ scene }) => {
    const { near, peer } = await dialled(scene)
    let answers = ''
    peer.on('pong', (payload) => {
      answers = `${answers}${payload} `
      scene.happened()
    })
    near.link.pause()
    for (let nth = 0; nth < 500; nth += 1) peer.ping(String(nth))
    await scene.settle()
    near.link.resume()
    await scene.until(() => answers.endsWith('499 ') || near.cause !== null)
    expect([near.cause, answers.split(' ').length > 61]).toEqual([null, true])
  })

  test('who does not read what we say are answered by the latest, and cost no memory', async ({ scene }) => {
    const { near, peer } = await dialled(scene)
    const answers: string[] = []
    peer.on('pong', (payload) => {
      answers.push(String(payload))
      scene.happened()
    })
    peer.pause()
    // Each in one frame: between fragments, answers would go out while the system still takes some.
    fill(near, undefined, 50_000)
    const { buffered } = near.link
    for (let nth = 0; nth < 20_000; nth += 1) peer.ping(String(nth))
    await scene.until(() => near.log.filter((line) => line === 'pinged').length === 20_000)
    const grown = near.link.buffered - buffered
    peer.resume()
    await scene.until(() => answers.at(-1) === '19999')
    expect([answers, grown < 100]).toEqual([['0', '19999'], true])
  })
})

test('A peer that reads slowly is seen to: flushed bytes grow while it reads, and stand still while it does not', async ({
  scene,
}) => {
  const { near, peer } = await dialled(scene)
  peer.pause()
  const chunk = 'x'.repeat(60_000)
  while (near.link.buffered === 0) near.send(chunk)
  for (let more = 0; more < 50; more += 1) near.send(chunk)
  await scene.settle()
  const stuck = near.link.flushed
  await scene.settle()
  expect(near.link.flushed).toBe(stuck)
  peer.resume()
  await scene.until(() => near.log.includes('drained'))
  expect(near.link.flushed).toBeGreaterThan(stuck)
})

test('Compressed messages that wait for the compressor count as buffered, and are told when they are gone', async ({
  scene,
}) => {
  const { near, peer } = await dialled(scene, { perMessageDeflate: true })
  let received = 0
  peer.on('message', () => {
    received += 1
    scene.happened()
  })
  near.send('x'.repeat(100_000))
  near.send('y'.repeat(100_000), 'second')
  expect(near.link.buffered).toBeGreaterThan(0)
  await scene.until(() => near.log.includes('drained') && received === 2)
  expect([near.link.buffered, near.taken]).toEqual([0, ['second null']])
})

test('Compressed messages that nobody asked about are told when they are gone, too', async ({ scene }) => {
  const { near } = await dialled(scene, { perMessageDeflate: true })
  near.send('x'.repeat(100_000))
  await scene.until(() => near.log.includes('drained'))
  expect(near.link.buffered).toBe(0)
})

test('That the buffer has emptied is only told when it has, whatever was written meanwhile', async ({
  scene,
}) => {
  const left: number[] = []
  const peers: WebSocket[] = []
  const endpoint = await scene.plainServer((peer) => peers.push(peer))
  const near = scene.dial(endpoint, {}, (link, line) => {
    if (line === 'drained') left.push(link.buffered)
  })
  await scene.until(() => near.isOpen && peers.length > 0)
  peers[0]?.pause()
  const chunk = 'x'.repeat(60_000)
  const { link } = near
  // When the first that waited is gone, all behind it are under way together, what tells of the end of them included.
  const sendMore = (): void => {
    for (let more = 0; more < 100; more += 1) link.write(chunk)
  }
  let written = 0
  while (link.buffered === 0) {
    written += 1
    const nth = written
    link.write(chunk, () => nth === written && sendMore())
  }
  sendMore()
  peers[0]?.resume()
  await scene.until(() => left.length > 0)
  await scene.settle()
  expect(left).toEqual([0])
})

test('A message that is half gone when the link is destroyed was cancelled', async ({ scene }) => {
  const peers: WebSocket[] = []
  const endpoint = await scene.plainServer((peer) => peers.push(peer))
  const near = scene.dial(endpoint, { maxFrameBytes: 50_000_000 })
  await scene.until(() => near.isOpen && peers.length > 0)
  peers[0]?.pause()
  near.send('x'.repeat(40_000_000), 'half')
  await scene.settle()
  near.link.destroy()
  await scene.until(() => near.isReleased)
  await scene.settle()
  expect(near.taken).toEqual(['half cancelled'])
})

test('Bytes that are written stay the writer’s: a client masks a copy', async ({ scene }) => {
  const { near, peer } = await dialled(scene)
  const received: string[] = []
  peer.on('message', (data) => {
    received.push(String(data))
    scene.happened()
  })
  const bytes = Uint8Array.from(Buffer.from('mine'))
  near.link.write(near.link.encode(bytes))
  near.link.write(near.link.encode(bytes))
  await scene.until(() => received.length === 2)
  expect([received, Buffer.from(bytes).toString()]).toEqual([['mine', 'mine'], 'mine'])
})

test('A write before the link is open is told that there is none', async ({ scene }) => {
  const near = scene.dial(() => new Promise(() => {}))
  near.send('early', 'early')
  expect(near.taken).toEqual(['early reset'])
})
