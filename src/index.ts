export { type Clock, systemClock, type Timer } from './clock/clock.ts'
export { type Random, seededRandom, systemRandom } from './clock/random.ts'
export type { BackoffOptions, Jitter } from './machines/backoff.ts'
export { connectionChart } from './machines/connection.ts'
export type {
  Detector,
  DetectorLimits,
  DetectorRule,
  LearnsFrom,
  Lessons,
  Teacher,
} from './machines/detector/detector.ts'
export type { ConnectionEvent, EndPhase, Phase } from './machines/events.ts'
export { Frame } from './machines/frame.ts'
export type { HeartbeatOptions, SuspectOptions } from './machines/heartbeat-options.ts'
export { type AuthoriseHook, type OpenHook, type OpenLink, refuse, type Visitor } from './machines/hooks.ts'
export type {
  AcceptOptions,
  ConnectOptions,
  LinkOptions,
  QueueOptions,
  Rotation,
} from './machines/options.ts'
export { type HeartbeatPreset, type PresetName, presets } from './machines/presets.ts'
export {
  type HeartbeatAnswer,
  type HeartbeatProtocol,
  heartbeatLine,
  heartbeatWord,
  listenOnly,
  type Pattern,
  pingPong,
  protocolPing,
  type TransportPing,
} from './machines/protocol.ts'
export type { Quality } from './machines/quality.ts'
export { type RetryPolicy, retryByCause } from './machines/retry.ts'
export type { RotateOptions, RotationReason } from './machines/rotating.ts'
export type { Quantiles } from './machines/sketch.ts'
export type { Counts } from './machines/traffic.ts'
export { supervisorChart } from './supervisor/chart.ts'
export type { ChildOptions, StopOptions } from './supervisor/child.ts'
export type { AutoShutdown } from './supervisor/children.ts'
export { type Escalation, GaveUpError } from './supervisor/escalation.ts'
export { type ChildKind, FEED_VERSION, type FeedBody, type FeedEvent, frameEvent } from './supervisor/feed.ts'
export type { Gatekeeper } from './supervisor/gate.ts'
export { Connection } from './supervisor/handle.ts'
export type { Intensity } from './supervisor/intensity.ts'
export { ListenerHandle, type ListenerPhase, type ListenOptions } from './supervisor/listener.ts'
export type { SuperviseOptions, TreeOptions } from './supervisor/options.ts'
export type { Program, ReplaceOptions, RunOptions } from './supervisor/program.ts'
export type { SharedDials } from './supervisor/shared-dials.ts'
export type { ConnectionSnapshot, PhaseChange } from './supervisor/shown.ts'
export type { Stalls } from './supervisor/stalls.ts'
export type { Store } from './supervisor/store.ts'
export type { Strategy, StrategyName } from './supervisor/strategy.ts'
export { supervise } from './supervisor/supervise.ts'
export { type Kept, Supervisor, type SupervisorEnd, type SupervisorPhase } from './supervisor/supervisor.ts'
export {
  type Codec,
  type Decoder,
  type FramingOptions,
  jsonValues,
  type LengthOptions,
  lengthPrefixed,
  lines,
  raw,
} from './transport/framing.ts'
export {
  type Blame,
  type Cause,
  type CauseKind,
  ConnectionError,
  type Cut,
  describeCause,
  type FeedCause,
  type Guard,
  type Hint,
  type Incoming,
  type Introduction,
  type Link,
  type LinkOwner,
  type Listener,
  type ListenerOwner,
  type Listening,
  OptionError,
  type Payload,
  type PeerCertificate,
  type Route,
  type TimeoutOf,
  type TlsIntroduction,
  type Transport,
  type Traveller,
  type UpgradeRequest,
} from './transport/transport.ts'
