/** A registry within this process: the embedded default, and what tests use in place of a real one. */

import { OptionError } from '../transport/transport.ts'
import { RegistryClient } from './client.ts'
import { hostOf, type RegistryOptions } from './host.ts'
import { MemoryBackend } from './memory/backend.ts'
import { MemoryServer } from './memory/server.ts'
import type { Registry } from './registry.ts'

/** What a registry in memory can be told. */
export interface MemoryRegistryOptions extends RegistryOptions {
  /** The server that several registries share. Default: one of its own. */
  readonly server?: MemoryServer
}

/**
 * A registry within this process. What one registers another finds when both have the same `server`.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export function memoryRegistry(options: MemoryRegistryOptions = {}): Registry {
  const host = hostOf('memoryRegistry', options, ['server'])
  const { server = new MemoryServer({ clock: host.clock, random: host.random }) } = options
  if (!(server instanceof MemoryServer)) throw new OptionError('server', 'expected a MemoryServer')
  return new RegistryClient(new MemoryBackend(server), host)
}
