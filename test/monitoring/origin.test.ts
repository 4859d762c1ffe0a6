import { expect, test } from 'vitest'
import { supervise } from '../../src/index.ts'
import { originOf, originOfId, originOfListener } from '../../src/monitoring/origin.ts'
import { virtualClock } from '../../src/testing/index.ts'
import { tcp } from '../../src/transport/tcp.ts'
import { FakeTransport } from '../supervisor/fakes.ts'

const accepted = { 'pulsetree.side': 'accepted' }

test.each([
  [
    'tcp://127.0.0.1:7373',
    { 'network.transport': 'tcp', 'server.address': '127.0.0.1', 'server.port': 7373 },
  ],
  ['tls://[::1]:7373', { 'network.transport': 'tcp', 'server.address': '::1', 'server.port': 7373 }],
  ['wss://a.example/feed', { 'network.transport': 'tcp', 'server.address': 'a.example' }],
  [
    'ws://a.example:80/feed',
    { 'network.transport': 'tcp', 'server.address': 'a.example', 'server.port': 80 },
  ],
  ['unix:/run/a.sock', { 'network.transport': 'unix', 'server.address': '/run/a.sock' }],
])('Of %s transport and address are told; the address only where that is wanted', (endpoint, told) => {
  expect(originOfListener(endpoint, true)).toEqual({ ...accepted, ...told })
  const { 'network.transport': transport } = told
  expect(originOfListener(endpoint, false)).toEqual({ ...accepted, 'network.transport': transport })
})

test('Of a target that is asked for at each dial there is no address', async () => {
  const clock = virtualClock()
  const fleet = supervise({ clock })
  const asked = fleet.connect(
    'a',
    tcp(() => new Promise(() => {})),
  )
  expect(originOf(asked, true)).toEqual({ 'pulsetree.side': 'dialled', 'network.transport': 'tcp' })
  const [stopped] = [fleet.stop({ now: true })]
  await clock.advance(5_000)
  await stopped
})

test('A connection is found by its id in the feed, in nested supervisors and from them; one that is gone by its form', async () => {
  const clock = virtualClock()
  const site = supervise({ clock, name: 'site' })
  const edge = site.supervise('edge')
  const inner = edge.supervise('inner')
  const { endpoint } = inner.connect('a', new FakeTransport())
  expect(endpoint).not.toBeNull()
  const told = originOfId(site, 'edge/inner/a', true)
  expect(told).toMatchObject({ 'pulsetree.side': expect.stringMatching(/dialled|run/) })
  expect(originOfId(edge, 'edge/inner/a', true)).toEqual(told)
  expect(originOfId(inner, 'edge/inner/a', true)).toEqual(told)
  expect(originOfId(site, 'edge/tcp://127.0.0.1:7373#12', true)).toEqual({
    ...accepted,
    'network.transport': 'tcp',
    'server.address': '127.0.0.1',
    'server.port': 7373,
  })
  expect(originOfId(site, 'nobody', true)).toEqual({})
  const stopped = site.stop({ now: true })
  await clock.advance(5_000)
  await stopped
})
