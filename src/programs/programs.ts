/** Threads and processes as children of a supervisor. Node only. */
export { type CommandOptions, command } from './command.ts'
export { type ForkOptions, fork } from './fork.ts'
export type { GroupOptions, MessagingOptions, OutputOptions } from './process-options.ts'
export { type Output, type ProgramExit, ProgramHandle } from './program-handle.ts'
export { type ThreadOptions, thread } from './thread.ts'
