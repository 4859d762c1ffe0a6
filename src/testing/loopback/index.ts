/** Real sockets and processes on this machine, under the hardship of the test kit. For Node alone. */
export type { LoopbackProgram } from './process.ts'
export {
  type LoopbackHost,
  type LoopbackWay,
  type LoopbackWorld,
  type LoopbackWorldOptions,
  loopbackWorld,
} from './world.ts'
