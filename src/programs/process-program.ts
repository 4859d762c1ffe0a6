/** What threads and processes have alike as programs: an account of each run, and a handle that shows it. */
import type { ChildProcess } from 'node:child_process'
import type { Worker } from 'node:worker_threads'
import { isEndPhase } from '../machines/events.ts'
import type { Program } from '../supervisor/program.ts'
import type { Cause, Link, LinkOwner, Payload } from '../transport/transport.ts'
import { worker } from '../transport/worker.ts'
import { Account } from './account.ts'
import { OutputGate } from './output-gate.ts'
import { prepared, type Usual } from './prepare.ts'
import { type MessagingOptions, messagePings, type OutputPlan } from './process-options.ts'
import { ProgramHandle, TOLD_BYTES } from './program-handle.ts'
import { reasonIn } from './reason.ts'

export interface Parts {
  readonly kind: string
  readonly usual: Usual
  readonly plan: OutputPlan
  encode(payload: Payload): Payload
  /** @param noted has to be called with whatever was started, before anything else is done with it. */
  dial(owner: LinkOwner, noted: (program: Worker | ChildProcess) => Account): Link
}

export function processProgram({ kind, usual, plan, encode, dial }: Parts): Program<ProgramHandle> {
  const program: Program<ProgramHandle> = {
    name: plan.name,
    kind,
    encode,
    dial(owner, handle) {
      const { generation } = handle
      const gate = new OutputGate(owner, {
        // Asked to end meanwhile, it has not failed.
        failed: (cause, account) => (isEndPhase(handle.phase) ? null : explained(cause, account, plan)),
        over: (account) => handle.exited(account, generation),
      })
      return dial(gate, (started) => {
        const account = new Account(started, plan)
        gate.account = account
        handle.started(account)
        return account
      })
    },
    prepare: (id, options, child) =>
      prepared(
        program,
        usual,
        options,
        child,
        (made, runs, keeper) => new ProgramHandle(id, made, runs, keeper, plan.tellsOutput),
      ),
  }
  return program
}

export interface MessagingParts extends Pick<Parts, 'kind' | 'plan'> {
  readonly messaging: MessagingOptions
  start(): Worker | ChildProcess
}

/** One whose messages are the frames: a thread, or a process with a channel. */
export function messagingProgram({ kind, plan, messaging, start }: MessagingParts): Program<ProgramHandle> {
  return processProgram({
    kind,
    usual: { protocol: messagePings(messaging), isWatched: false },
    plan,
    encode: worker(start, messaging).encode,
    dial: (owner, noted) =>
      worker(() => {
        const started = start()
        noted(started)
        return started
      }, messaging).dial(owner),
  })
}

/** How it exited says little: with the reason that it gave itself, unless its output is nobody's business. */
function explained(cause: Cause, { failure, stderr }: Account, { tellsOutput }: OutputPlan): Cause {
  if (cause.kind !== 'reset' || failure !== null || !tellsOutput) return cause
  const reason = reasonIn(stderr.text(TOLD_BYTES))
  return reason === null ? cause : { ...cause, detail: `${cause.detail}: ${reason}` }
}
