/** The test kit: time that moves when told to, and a network that fails when told to. */
export { type Random, seededRandom } from '../clock/random.ts'
export {
  type Cure,
  type Hardship,
  type MemoryDialOptions,
  type MemoryHost,
  type MemoryListenOptions,
  type MemoryNetwork,
  type MemoryNetworkOptions,
  memoryNetwork,
} from '../transport/memory.ts'
export { type ArrowPath, type ArrowPathsOptions, arrowPaths } from './arrow-paths.ts'
export { type VirtualClock, type VirtualClockOptions, virtualClock } from './virtual-clock.ts'
