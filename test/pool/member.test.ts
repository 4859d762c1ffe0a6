import { expect, test } from 'vitest'
import { pingPong } from '../../src/index.ts'
import { Member } from '../../src/pool/member.ts'
import { peerServer, pong, testWorld } from '../support/world.ts'

const ejection = { failures: 2, firstMs: 1_000, maxMs: 1_000, share: 1 }

function given() {
  const world = testWorld()
  peerServer(world.network, pong)
  const connection = world.supervisor.connect('c', world.toPeer(), {
    heartbeat: { protocol: pingPong, everyMs: 1_000, timeoutMs: 500, misses: 2 },
    backoff: { firstMs: 100, maxMs: 100, jitter: 'none' },
  })
  const told: string[] = []
  const place = { endpoint: { id: 'a', endpoint: 'memory://peer:7373' }, priority: 3 }
  const member = new Member(
    place,
    connection,
    { clock: world.clock, ejection },
    {
      moved: ({ phase }) => told.push(phase),
      failing: () => told.push('failing'),
      freed: () => told.push('freed'),
      over: () => told.push('over'),
    },
  )
  member.watch()
  return { world, member, told }
}

test('It stands as its heartbeats say; back from a silence it is doubted until it is heard', async () => {
  const { world, member } = given()
  expect(member).toMatchObject({ id: 'a', priority: 3, standing: 'away', isFresh: true })
  await world.clock.advance(10)
  expect(member).toMatchObject({ standing: 'good', isFresh: false })
  const thaw = world.network.freeze('peer')
  await world.clock.advance(1_600)
  expect(member).toMatchObject({ phase: 'suspect', standing: 'doubted' })
  await world.clock.advance(550)
  expect(member).toMatchObject({ phase: 'alive', standing: 'doubted', isUnheard: true })
  thaw()
  await world.clock.advance(100)
  expect(member).toMatchObject({ phase: 'alive', standing: 'good', isUnheard: false })
})

test('One that was suspect and is heard again is as good as ever', async () => {
  const { world, member } = given()
  await world.clock.advance(10)
  const thaw = world.network.freeze('peer')
  await world.clock.advance(1_600)
  thaw()
  await world.clock.advance(10)
  expect(member).toMatchObject({ phase: 'alive', standing: 'good' })
})

test('Failures in a row are told, but not while it is suspect', async () => {
  const { world, member, told } = given()
  await world.clock.advance(10)
  const fail = () => member.lend().settle('failure')
  fail()
  fail()
  expect(told.filter((one) => one === 'failing')).toHaveLength(1)
  member.outlier.clear(0)
  world.network.freeze('peer')
  await world.clock.advance(1_600)
  for (let nth = 0; nth < 5; nth += 1) fail()
  expect(told.filter((one) => one === 'failing')).toHaveLength(1)
})

test('It knows how long calls take, and how many are under way', async () => {
  const { world, member } = given()
  await world.clock.advance(10)
  const [first, second] = [member.lend(), member.lend()]
  await world.clock.advance(40)
  first.settle('success')
  expect(member).toMatchObject({ pending: 1, picks: 2, latencyMs: 40, usedAt: 50 })
  await world.clock.advance(400)
  second.settle('failure')
  expect(member.pending).toBe(0)
  expect(member.latencyMs, 'how long it took to fail says little').toBeLessThan(40)
})

test('When its connection dies, calls under way are lost; their end is told to nobody', async () => {
  const { world, member, told } = given()
  await world.clock.advance(10)
  const lease = member.lend()
  world.network.reset('us', 'peer')
  await world.clock.advance(10)
  expect(lease.lost?.cause?.kind).toBe('reset')
  lease.settle('success')
  expect(told).not.toContain('freed')
  expect(member).toMatchObject({ pending: 0, latencyMs: null })
})

test('Not watched any more, it tells of nothing', async () => {
  const { world, member, told } = given()
  await world.clock.advance(10)
  const lease = member.lend()
  member.unwatch()
  expect(lease.lost).not.toBeNull()
  told.length = 0
  world.network.reset('us', 'peer')
  await world.clock.advance(1_000)
  expect(told).toEqual([])
})

test('The end of its connection for good is told', async () => {
  const { world, member, told } = given()
  await world.clock.advance(10)
  const stopped = member.connection.stop()
  await world.clock.advance(3_000)
  await stopped
  expect(told.at(-1)).toBe('over')
})
