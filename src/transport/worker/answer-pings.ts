/** Heartbeats from inside a thread or a child process that needs nothing else of this library. */
import { parentPort } from 'node:worker_threads'
import { checkKnown, OptionError } from '../transport.ts'

/** What is asked, and what is answered. */
export interface PingAnswers {
  /** The message that asks. Default `ping`. */
  readonly ping?: string
  /** The message that answers. Default `pong`. */
  readonly pong?: string
}

/**
 * In a thread or a child process: answers each `ping` of whoever started it by a `pong`, from the loop in which the program
 * does its work. So it falls silent when the loop is stuck, which is what pings are for. One `pong` is sent at once: the
 * program is up, which is what `firstFrameTimeoutMs` waits for. `thread` and `fork` of `pulsetree/programs` know it for
 * that, watched or not; for others that ask for no heartbeat it is a message like any other.
 *
 * @param hear is given all other messages, as they were posted. Listeners of the program's own hear the pings as well.
 * @returns what stops it; until then it keeps the program running.
 * @throws OptionError when this program was not started with a channel to its parent.
 */
export function answerPings(hear: (message: unknown) => void, answers?: PingAnswers): () => void
/**
 * The same, for a program that listens by itself, or not at all.
 *
 * @returns what stops it; until then it keeps the program running.
 * @throws OptionError when this program was not started with a channel to its parent.
 */
export function answerPings(answers?: PingAnswers): () => void
export function answerPings(
  first: ((message: unknown) => void) | PingAnswers = {},
  second: PingAnswers = {},
): () => void {
  const [hear, answers] = typeof first === 'function' ? [first, second] : [() => {}, first]
  checkKnown(answers, ['ping', 'pong'])
  const { ping = 'ping', pong = 'pong' } = answers
  const post = postTo()
  const channel = parentPort ?? process
  const listener = (message: unknown): void => {
    if (message === ping) post(pong)
    else hear(message)
  }
  channel.on('message', listener)
  post(pong)
  return () => {
    channel.off('message', listener)
  }
}

/** What a parent does not take any more is no error of the program's. */
function postTo(): (message: string) => void {
  if (parentPort !== null) {
    const port = parentPort
    return (message) => port.postMessage(message)
  }
  if (process.send === undefined) {
    throw new OptionError(
      'parent',
      'this program is no worker thread, and was not started with an IPC channel',
    )
  }
  return (message) => process.send?.(message, undefined, undefined, () => {})
}
