import { expect, test } from 'vitest'
import { seededRandom } from '../../../src/clock/random.ts'
import type { Instance } from '../../../src/registry/index.ts'
import { virtualWorld } from '../../../src/testing/index.ts'
import { RegistryServer } from '../../../src/testing/simulation/registry-server.ts'
import { RegistryWire } from '../../../src/testing/simulation/registry-wire.ts'

const OURS: Instance = { service: 'fleet', id: 'a', endpoint: 'memory://us', metadata: { zone: 'a' } }
const THEIRS: Instance = { ...OURS, endpoint: 'memory://elsewhere' }

function begun() {
  const world = virtualWorld()
  new RegistryServer(world.host('registry'), seededRandom(1), true, { confirms() {}, restarts() {} })
  const asked: string[] = []
  const wire = (host: string) => new RegistryWire(world.host(host), ({ id }) => asked.push(`${host} ${id}`))
  /** What a request has come to after so long. */
  const after = async (ms: number, request: Promise<unknown>): Promise<unknown> => {
    let came: unknown = 'nothing'
    request.then(
      (value) => {
        came = value ?? 'yes'
      },
      (error: Error) => {
        came = error.message
      },
    )
    await world.advance(ms)
    return came
  }
  return { world, asked, wire, after }
}

test('What one has nobody else gets, until it has ended; and it is told whenever it is asked for', async () => {
  const { wire, after, asked } = begun()
  const [us, them] = [wire('us'), wire('elsewhere')]
  const [ours, theirs] = [us.session(OURS, 5_000), them.session(THEIRS, 5_000)]
  expect(await after(10, ours.open(1_000))).toBe(5_000)
  expect(await after(10, theirs.open(1_000))).toBe('a is taken')
  expect(await after(10, them.source('fleet').read(1_000))).toMatchObject({ instances: [OURS] })
  expect(await after(10, ours.renew(1_000))).toBe('yes')
  expect(await after(10, ours.end(1_000))).toBe('yes')
  expect(await after(10, theirs.open(1_000))).toBe(5_000)
  expect(await after(10, ours.renew(1_000))).toBe('there is no such lease')
  expect(asked).toEqual(['us a', 'elsewhere a', 'us a', 'elsewhere a', 'us a'])
})

test('Who is not answered in time tries the next time on another link, and one that ends fails all that wait', async () => {
  const { world, wire, after } = begun()
  const source = wire('us').source('fleet')
  const cure = world.inflict({ kind: 'cut', between: ['us', 'registry'] })
  expect([await after(990, source.read(1_000)), await after(20, source.read(10))]).toEqual([
    'nothing',
    'no answer',
  ])
  cure()
  expect(await after(10, source.read(1_000))).toMatchObject({ instances: [] })
  const waits = after(10, source.read(1_000))
  world.inflict({ kind: 'reset', between: ['us', 'registry'] })
  expect(await waits).toBe('the link has ended')
  world.inflict({ kind: 'refuse', host: 'registry' })
  expect(await after(10, source.read(1_000))).toBe('the link has ended')
})

test('Nothing is left of it when it is closed', async () => {
  const { world, wire, after } = begun()
  const us = wire('us')
  await after(10, us.source('fleet').read(1_000))
  const waits = after(0, us.source('fleet').read(1_000))
  await us.close()
  expect(await waits).toBe('it is closed')
  await world.advance(100)
  expect([world.rest().links, world.clock.pending]).toEqual([0, 0])
})
