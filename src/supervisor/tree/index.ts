/**
 * What there is to see of a supervisor: its tree as a value and as text, and whether it is well. And, for pages, the whole
 * supervisor that has one: that of `pulsetree` is one of connections alone there.
 */
export { supervise } from '../supervise.ts'
export { Supervisor } from '../supervisor.ts'
export { describeTree } from './describe.ts'
export { type Ailment, type Health, type HealthOptions, healthOf } from './health.ts'
export type {
  AcceptedNode,
  AnyNode,
  AsChild,
  ChildLife,
  ChildNode,
  ConnectionNode,
  ListenerNode,
  ProgramNode,
  RunningNode,
  SupervisorNode,
  Tree,
} from './nodes.ts'
export { type TreeDetail, treeOf } from './tree.ts'
export { type WhenAliveOptions, whenAlive } from './when-alive.ts'
