/** A registry in memory on a clock that moves only when told to, with clients that can be cut off. */
import { seededRandom } from '../../../src/clock/random.ts'
import { RegistryClient } from '../../../src/registry/client.ts'
import { type Host, hostOf } from '../../../src/registry/host.ts'
import {
  type Instance,
  MemoryServer,
  type Registry,
  type RegistryOptions,
} from '../../../src/registry/index.ts'
import { MemoryBackend } from '../../../src/registry/memory/backend.ts'
import { type VirtualClock, virtualClock } from '../../../src/testing/virtual-clock.ts'
import { FarServer } from './far-server.ts'

export interface VirtualRegistry {
  readonly clock: VirtualClock
  readonly server: MemoryServer
  readonly host: Host
  client(options?: RegistryOptions): { readonly registry: Registry; readonly cable: FarServer }
}

export function virtualRegistry(options: RegistryOptions = {}): VirtualRegistry {
  const clock = virtualClock()
  const random = seededRandom(1)
  const server = new MemoryServer({ clock, random })
  const hosted = (more: RegistryOptions = {}): Host =>
    hostOf('test', { clock, random, requestTimeoutMs: 1_000, ...options, ...more })
  return {
    clock,
    server,
    host: hosted(),
    client: (more) => {
      const cable = new FarServer(new MemoryBackend(server))
      return { registry: new RegistryClient(cable, hosted(more)), cable }
    },
  }
}

export function instanceOf(id = 'p1', service = 'prices'): Instance {
  return { service, id, endpoint: 'tcp://127.0.0.1:7373', metadata: {} }
}
