import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../../src/clock/clock.ts'
import { ZooKeeperBackend } from '../../../src/registry/zookeeper/backend.ts'
import { pathsOf } from '../../../src/registry/zookeeper/paths.ts'
import { instanceOf } from '../support/virtual.ts'
import { closed, Mute } from './support.ts'

test('What is watched is asked by one session, which is let go of at the end; each registration has its own', async () => {
  const server = new Mute()
  const place = { servers: await server.listen(), digest: null }
  const backend = new ZooKeeperBackend({
    place,
    paths: pathsOf('/test'),
    clock: systemClock,
    newEpoch: () => 'one',
  })
  onTestFinished(() => server.close())
  const sources = ['a', 'b'].map((service) => backend.source(service, () => {}))
  const reads = sources.map((source) => expect(source.read(100)).rejects.toThrow('no answer'))
  await server.connection(1)
  const session = backend.session(instanceOf(), 1_000, () => {})
  await expect(session.open(50)).rejects.toThrow('no answer')
  await Promise.all(reads)
  for (const source of sources) source.close()
  session.drop()
  await backend.close()
  await Promise.all(server.sockets.map(closed))
})
