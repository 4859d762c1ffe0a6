import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { jsonLine } from '../../src/cli/json.ts'
import { Outlet } from '../../src/cli/outlet.ts'
import { Show } from '../../src/cli/show.ts'
import { peerServer, testWorld } from '../support/world.ts'

function shownWorld() {
  const world = testWorld()
  const stream = new PassThrough({ highWaterMark: 64 })
  const show = new Show(world.supervisor, [{ outlet: new Outlet(stream), format: jsonLine }])
  const lines = () =>
    String(stream.read() ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  return { ...world, show, stream, lines }
}

test('Events and frames are shown in the order in which they happen', async () => {
  const { clock, network, supervisor, toPeer, show, stream } = shownWorld()
  const seen: unknown[] = []
  stream.on('data', (chunk) => {
    for (const line of String(chunk).trim().split('\n')) seen.push(JSON.parse(line))
  })
  const peers = peerServer(network)
  show.follow(supervisor.connect('feed', toPeer()))
  await clock.advance(10)
  peers[0]?.send('42 hello')
  await clock.advance(10)
  expect(seen).toMatchObject([
    { kind: 'phase', id: 'feed', to: 'connecting' },
    { kind: 'phase', id: 'feed', to: 'alive' },
    { kind: 'frame', id: 'feed', text: '42 hello' },
  ])
})

test('While nobody takes the lines, no connection reads; when somebody does, all go on, and nothing is lost', async () => {
  const { clock, network, supervisor, toPeer, show, stream } = shownWorld()
  const peers = peerServer(network)
  show.follow(supervisor.connect('feed', toPeer()))
  await clock.advance(10)
  for (let number = 0; number < 50; number += 1) peers[0]?.send(`frame ${number}`)
  await clock.advance(1_000)
  const before = Number(supervisor.connections[0]?.counts.frames)
  expect(before).toBeLessThan(10)

  // One that comes later waits like the others.
  show.follow(supervisor.connect('late', toPeer()))
  await clock.advance(10)
  peers[1]?.send('hello')
  await clock.advance(1_000)
  expect(supervisor.connections[1]?.counts.frames).toBe(0)

  let text = ''
  stream.on('data', (chunk) => {
    text += chunk
  })
  for (let turn = 0; turn < 100; turn += 1) await clock.advance(10)
  expect(supervisor.connections.map(({ counts }) => counts.frames)).toEqual([50, 1])
  expect(text.match(/"frame \d+"/g)).toHaveLength(50)
})

test('A line for which a sink has no form is left out there', () => {
  const { supervisor } = testWorld()
  const [some, all] = [new PassThrough(), new PassThrough()]
  const show = new Show(supervisor, [
    { outlet: new Outlet(some), format: () => null },
    { outlet: new Outlet(all), format: ({ kind }) => kind },
  ])
  show.event({ v: 1, at: 0, kind: 'note', text: 'a' })
  expect([some.read(), String(all.read())]).toEqual([null, 'note\n'])
})

test('A reader that comes back late is told how many lines it missed', async () => {
  const { clock, supervisor, toPeer } = testWorld()
  const stream = new PassThrough({ highWaterMark: 64 })
  new Show(supervisor, [{ outlet: new Outlet(stream, 512), format: jsonLine }])
  supervisor.connect('nobody there', toPeer(), { backoff: { firstMs: 10, maxMs: 10 } })
  await clock.advance(2_000)
  let text = ''
  stream.on('data', (chunk) => {
    text += chunk
  })
  for (let turn = 0; turn < 10; turn += 1) await clock.advance(1)
  const notes = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ kind }) => kind === 'note')
  expect(notes).toEqual([
    {
      v: 1,
      at: expect.any(Number),
      kind: 'note',
      text: expect.stringMatching(/^lines left out while nobody read: \d+$/),
    },
  ])
})
