/** `pulsetree/registry`: the contract, and the registry in memory. */
export type { RegistryOptions } from './host.ts'
export { MemoryServer, type MemoryServerOptions } from './memory/server.ts'
export { type MemoryRegistryOptions, memoryRegistry } from './memory.ts'
export type { Owner } from './owner.ts'
export type {
  Instance,
  RegisterOptions,
  Registration,
  RegistrationChange,
  RegistrationState,
  Registry,
  RegistryProblem,
  Watch,
  WatchChange,
} from './registry.ts'
