/** The test kit: time that moves when told to, and a network that fails when told to. */

export { type Random, seededRandom } from '../clock/random.ts'
export { type ActorClock, actorClockOf } from '../clock/scheduler.ts'
export {
  type Cure,
  type DelayOptions,
  type Delivery,
  type Hardships,
  type Judge,
  type JudgedFrame,
  type MemoryDialOptions,
  type MemoryHost,
  type MemoryListenOptions,
  type MemoryNetwork,
  type MemoryNetworkOptions,
  type MessageCounts,
  memoryNetwork,
  type Program,
  type WayOptions,
} from '../transport/memory.ts'
export { type ArrowPath, type ArrowPathsOptions, arrowPaths } from './arrow-paths.ts'
export type { Hardship, HardshipKind, Verdict, Way } from './hardship.ts'
export { type CountedClock, countedClock } from './invariants/counted-clock.ts'
export { INVARIANTS, type Invariant, type InvariantNumber } from './invariants/invariants.ts'
export type { Breach, Checked } from './invariants/ledger.ts'
export type { Span } from './invariants/spans.ts'
export { type InvariantWatch, type WatchOptions, watchInvariants } from './invariants/watch.ts'
export type { Asked } from './invariants/watcher.ts'
export {
  type Difference,
  describeDifference,
  describeReplay,
  expectReplays,
  type Followed,
  type Led,
  type Otherwise,
  type Recorder,
  type RecorderOptions,
  type Recording,
  RecordingError,
  RecordingReader,
  type ReplayReport,
  type Row,
  readRecording,
  recorder,
  replay,
} from './recording/index.ts'
export { actsOn } from './scenario/acts.ts'
export { ScenarioBuilder, scenario } from './scenario/builder.ts'
export { checkScenario } from './scenario/check.ts'
export { checkHardship } from './scenario/check-hardship.ts'
export { describeHardship, describeScenario, describeStep } from './scenario/describe.ts'
export { type RandomScenarioOptions, type Rates, randomScenario } from './scenario/draw.ts'
export type { Duration } from './scenario/duration.ts'
export { type Afflicted, type Healing, type PlayOptions, playScenario } from './scenario/play.ts'
export { scenarios } from './scenario/ready.ts'
export type { BetweenTimes, HostTimes, Repeated, Times } from './scenario/ready-options.ts'
export { readScenario, writeScenario } from './scenario/text.ts'
export type { Act, Scenario, ScenarioStep } from './scenario.ts'
export { schedulerOf } from './scheduler.ts'
export { type Failure, findFailure, HardshipError, type Search, withstands } from './search/find-failure.ts'
export { shrinkScenario } from './search/shrink-scenario.ts'
export type { Fails } from './search/smaller.ts'
export { checkSimulationFile } from './simulation/check.ts'
export { type Broken, describeBroken, isSimulationFile, type SimulationFile } from './simulation/file.ts'
export type {
  AsSimulatedChild,
  Manner,
  Round,
  SimulatedAct,
  SimulatedBeat,
  SimulatedChild,
  SimulatedClients,
  SimulatedConnection,
  SimulatedListener,
  SimulatedPeer,
  SimulatedSupervisor,
  SimulatedTask,
  SimulationPlan,
  SimulationStep,
} from './simulation/plan.ts'
export type {
  SimulatedBreaker,
  SimulatedCaller,
  SimulatedRegistration,
  SimulatedRegistry,
} from './simulation/plan-parts.ts'
export { type ShrinkOptions, type Shrunk, shrink } from './simulation/shrink.ts'
export { type SimulateOptions, type SimulationReport, simulate } from './simulation/simulate.ts'
export { runSimulated, type SimulatedAgain } from './simulation/simulated.ts'
export {
  type AdvanceOptions,
  type RunAllOptions,
  type VirtualClock,
  type VirtualClockOptions,
  virtualClock,
} from './virtual-clock.ts'
export {
  type Rest,
  type VirtualHost,
  type VirtualWorld,
  type VirtualWorldOptions,
  virtualWorld,
} from './virtual-world.ts'
export { WalkError, type Walked, type WalkSteps, walkPaths } from './walk-paths.ts'
