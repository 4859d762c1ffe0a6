/** Worker threads and child processes of Node's as peers, and their own side of it. Node only. */
import { ChildProcess } from 'node:child_process'
import { parentPort, Worker } from 'node:worker_threads'
import { systemClock } from '../clock/clock.ts'
import { checkKnown } from './endpoint.ts'
import { ChannelPort } from './port/channel-port.ts'
import { type MessageForm, type MessageOptions, messageForm } from './port/message.ts'
import type { Port, PortOwner } from './port/port.ts'
import { type HoldOptions, heldLimit, PortLink } from './port/port-link.ts'
import { causeOfRejection } from './rejection.ts'
import { OptionError, type Payload, type Transport } from './transport.ts'
import { ChildPort } from './worker/child-port.ts'
import { ParentPort } from './worker/parent-port.ts'
import { ThreadPort } from './worker/thread-port.ts'

export { answerPings, type PingAnswers } from './worker/answer-pings.ts'

/** How messages become frames, and how many may wait. */
export interface ParentOptions extends MessageOptions, HoldOptions {
  /** What the endpoint shows, for people: `worker:NAME`. */
  readonly name?: string
}

/** How messages become frames, and how a worker is asked to end. */
export interface WorkerOptions extends ParentOptions {
  /**
   * A frame that asks the worker to end by itself, sent when the connection is closed in order. It has
   * `closeTimeoutMs` for that. Default: none; then a thread is terminated at once, and a child process has its
   * channel closed after all that was sent, and gets SIGTERM when it is still there 200 ms later.
   */
  readonly goodbye?: Payload
}

/** A thread (`new Worker`), or a child process with an IPC channel (`fork`). */
export type WorkerProgram = Worker | ChildProcess

/** The two sides of a worker: called, it starts one; `parent` is for the worker itself. */
export interface Workers {
  /**
   * A thread or a child process to talk to by messages, which is started by `start` at every dial and belongs to the
   * link: it never outlives it, whichever way that ends. The worker's program needs to know nothing of this library:
   * it hears messages and posts some, such as `pong` for `ping`.
   *
   * The link is open when the thread is online or the process has been started; what is sent before its program
   * listens waits for it. Where heartbeats are tight, let it post something when it is up, and set
   * `firstFrameTimeoutMs`: they begin then, and do not take a program that is still loading for a silent one.
   *
   * `start` may be asynchronous, but should hand a thread over before it is online. When it rejects, the dial ends with
   * the error's cause, or `crash`; a worker that comes after the dial was called off is destroyed.
   *
   * How the worker's end is seen:
   *
   * - exit code 0: `closed` with this code, planned.
   * - any other exit code, a signal, or (threads) an exception that it did not catch: `reset`; `detail` says which.
   *   A script that is missing is such a one: Node starts first and looks for it then.
   * - it closes its IPC channel and runs on: `closed`, without a code.
   * - it could not be started: `refused`. A thread that is out of its `resourceLimits`, too little memory or too many
   *   files to start one: `exhausted`.
   * - a message that is no frame: `protocol`.
   *
   * A worker in an endless loop or a frozen process looks alive until a heartbeat says otherwise: use one. `destroy`, as
   * after a verdict of silence, terminates the thread or kills the process with SIGKILL; the link is released when
   * it has exited.
   *
   * Threads take whatever is posted at once; a process that does not read makes `send` wait, and `writeTimeoutMs` ends
   * it. While reading is paused here, messages are held up to `maxHeldBytes`; more end the link with `exhausted`.
   * Bytes reach a child process as such only with `fork(…, { serialization: 'advanced' })`.
   * @throws OptionError naming what cannot be used; `start` is only asked when dialling.
   */
  (start: () => WorkerProgram | Promise<WorkerProgram>, options?: WorkerOptions): Transport
  /**
   * In a thread or a child process: the link to whoever started it. There is only one, so a connection over it is not
   * dialled again; when it ends, as `closed`, nothing of it keeps this program running.
   * @throws OptionError when this program was not started with a channel to its parent.
   */
  parent(options?: ParentOptions): Transport
}

/** Worker threads and child processes, started and watched; and the way back from inside of one. */
export const worker: Workers = Object.assign(dialWorker, { parent: dialParent })

const KEYS = ['messages', 'maxFrameBytes', 'maxHeldBytes', 'name']

function dialWorker(
  start: () => WorkerProgram | Promise<WorkerProgram>,
  options: WorkerOptions = {},
): Transport {
  checkKnown(options, [...KEYS, 'goodbye'])
  if (typeof start !== 'function') {
    throw new OptionError('start', `expected a function that starts a worker, got ${String(start)}`)
  }
  const form = messageForm(options)
  const maxHeldBytes = heldLimit(options)
  const goodbye = goodbyeOf(options.goodbye, form)
  return {
    name: 'worker',
    endpoint: `worker:${options.name ?? ''}`,
    varies: true,
    cut: 'whole',
    encode: (payload) => form.encode(payload),
    dial(owner) {
      const link = new PortLink(form, maxHeldBytes).own(owner)
      Promise.resolve()
        .then(start)
        .then((program) => link.adopt((portOwner) => portOf(program, goodbye, portOwner)))
        .catch((error: unknown) => link.failDial(causeOfRejection(error)))
      return link
    },
  }
}

function dialParent(options: ParentOptions = {}): Transport {
  checkKnown(options, KEYS)
  const form = messageForm(options)
  const maxHeldBytes = heldLimit(options)
  if (parentPort === null && process.send === undefined) {
    throw new OptionError(
      'parent',
      'this program is no worker thread, and was not started with an IPC channel',
    )
  }
  return {
    name: 'worker',
    endpoint: `worker:${options.name ?? ''}`,
    cut: 'whole',
    once: true,
    encode: (payload) => form.encode(payload),
    dial(owner) {
      const link = new PortLink(form, maxHeldBytes).own(owner)
      link.adopt((portOwner) =>
        parentPort === null ? new ParentPort(process, portOwner) : new ChannelPort(parentPort, portOwner),
      )
      return link
    },
  }
}

function portOf(program: WorkerProgram, goodbye: unknown, owner: PortOwner): Port {
  if (program instanceof Worker) return new ThreadPort(program, goodbye, owner)
  if (!(program instanceof ChildProcess)) {
    throw new OptionError('start', `expected a thread or a child process, got ${String(program)}`)
  }
  if (program.pid !== undefined && program.send === undefined) {
    program.kill('SIGKILL')
    throw new OptionError('start', 'the child process has no IPC channel: fork it, or spawn it with one')
  }
  return new ChildPort(program, goodbye, systemClock, owner)
}

/** The message; null for none. @throws OptionError naming `goodbye`. */
function goodbyeOf(goodbye: Payload | undefined, form: MessageForm): unknown {
  if (goodbye === undefined) return null
  if (typeof goodbye !== 'string' && !(goodbye instanceof Uint8Array)) {
    throw new OptionError('goodbye', `expected a string or bytes (Uint8Array), got ${typeof goodbye}`)
  }
  try {
    return form.messageOf(form.encode(goodbye))
  } catch (error) {
    throw new OptionError('goodbye', error instanceof Error ? error.message : String(error))
  }
}
