import { describe, expect, test } from 'vitest'
import { RegistryClient } from '../../src/registry/client.ts'
import { hostOf } from '../../src/registry/host.ts'
import { MemoryServer, memoryRegistry } from '../../src/registry/index.ts'
import { MemoryBackend } from '../../src/registry/memory/backend.ts'
import { registryContract } from './support/contract.ts'
import { FarServer } from './support/far-server.ts'
import { knows } from './support/story.ts'

describe('A registry in memory', () => {
  registryContract(async () => {
    const server = new MemoryServer()
    return {
      ttlMs: 1_000,
      client: (options) => memoryRegistry({ ...options, server }),
      farClient: async (options) => {
        const far = new FarServer(new MemoryBackend(server))
        const registry = new RegistryClient(far, hostOf('far', options))
        return { registry, cut: () => far.cut(), mend: () => far.mend() }
      },
      freeze: () => server.freeze(),
      thaw: () => server.thaw(),
      kill: async () => server.kill(),
      restart: async (options) => server.restart(options),
      close: async () => {},
    }
  })
})

test('A registry of its own has a server of its own', async () => {
  await using one = memoryRegistry()
  await using other = memoryRegistry()
  one.register({ service: 's', id: 'a', endpoint: 'tcp://a:1', metadata: {} }, { ttlMs: 1_000 })
  await knows(one.watch('s'), 'a')
  await knows(other.watch('s'))
})

test('What is no server is refused by name', () => {
  // @ts-expect-error a server is one that was made as such
  expect(() => memoryRegistry({ server: {} })).toThrow('server: expected a MemoryServer')
  // @ts-expect-error there is no such option
  expect(() => memoryRegistry({ hosts: [] })).toThrow('memoryRegistry.hosts: no such option')
})
