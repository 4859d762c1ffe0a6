/** A real etcd, and a client of the library's own that knows nothing of registries. */
import { Etcd3 } from 'etcd3'
import { beforeAll } from 'vitest'
import { systemClock } from '../../../src/clock/clock.ts'
import { type Keys, keysOf } from '../../../src/registry/etcd/keys.ts'
import { Ring } from '../../../src/registry/etcd/ring.ts'
import { ETCD } from '../support/programs.ts'
import { ServerProcess } from '../support/server-process.ts'

/** Long enough for a loaded machine. */
export const LIMIT_MS = 10_000

export interface Scene {
  server: ServerProcess
  plain: Etcd3
  ring: Ring
  keys: Keys
}

/** One for a whole suite: filled before its first test. */
export function etcdScene(): Scene {
  const scene = {} as Scene
  beforeAll(async () => {
    scene.server = await ServerProcess.start(ETCD)
    const endpoint = `http://127.0.0.1:${scene.server.port}`
    scene.plain = new Etcd3({ hosts: endpoint })
    scene.ring = new Ring([endpoint], {}, systemClock)
    scene.keys = keysOf('test/')
    return async () => {
      scene.plain.close()
      scene.ring.close()
      await scene.server.close()
    }
  }, 60_000)
  return scene
}
