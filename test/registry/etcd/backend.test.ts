import { expect, test } from 'vitest'
import { systemClock } from '../../../src/clock/clock.ts'
import { seededRandom } from '../../../src/clock/random.ts'
import { EtcdBackend } from '../../../src/registry/etcd/backend.ts'
import { keysOf } from '../../../src/registry/etcd/keys.ts'
import { Ring } from '../../../src/registry/etcd/ring.ts'
import { instanceOf } from '../support/virtual.ts'

test('Where no etcd is, whoever asks is told so, and nothing is left', async () => {
  const ring = new Ring(['http://127.0.0.1:1'], {}, systemClock)
  const backend = new EtcdBackend(ring, keysOf('test/'), seededRandom(1))
  const session = backend.session(instanceOf(), 1_000)
  await expect(session.open(5_000)).rejects.toThrow()
  await session.end(5_000)
  const source = backend.source('prices', () => {})
  await expect(source.read(5_000)).rejects.toThrow()
  source.close()
  await backend.close()
})
