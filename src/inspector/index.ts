/** The inspector: a page that shows what a supervisor keeps, served to whoever has its address. Node only. */
export type { InspectedBreaker } from './beside/breaker.ts'
export type { Beside } from './beside/parts.ts'
export type { InspectedMember, InspectedPool } from './beside/pool.ts'
export type { InspectedInstance, InspectedRegistration, InspectedRegistry } from './beside/registry.ts'
export { inspect } from './inspect.ts'
export { inspectFile } from './inspect-file.ts'
export type { Inspector } from './inspector.ts'
export type {
  DoorOptions,
  FrameRule,
  InspectOptions,
  OfferedHardships,
  SeenFrame,
} from './options.ts'
export type { ActName } from './wire.ts'
