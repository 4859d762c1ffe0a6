/** What a command touches of its process, as a test sees it. */
import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import type { Environment, Io } from '../../src/cli/io.ts'

export interface TestIo extends Io {
  readonly stdout: PassThrough & { isTTY?: boolean }
  readonly stderr: PassThrough
  readonly signals: EventEmitter
  /** Who started it; a test may let them go. */
  parent: number
  /** Statuses it was told to exit with at once. */
  readonly exits: number[]
  out(): string
  err(): string
}

/** `reads: false` leaves stdout unread, so that it becomes congested. */
export function testIo({
  reads = true,
  env = {},
  hasTerminal = false,
}: {
  reads?: boolean
  env?: Environment
  hasTerminal?: boolean
} = {}): TestIo {
  const signals = new EventEmitter()
  const exits: number[] = []
  const [stdout, out] = collecting(reads)
  const [stderr, err] = collecting(true)
  const io: TestIo = {
    stdout,
    stderr,
    parent: 4_711,
    parentPid: () => io.parent,
    signals,
    exits,
    env,
    hasTerminal,
    out,
    err,
    onSignal: (signal, listener) => signals.on(signal, listener),
    offSignal: (signal, listener) => signals.off(signal, listener),
    exitNow: (status) => exits.push(status),
  }
  return io
}

function collecting(reads: boolean): [PassThrough, () => string] {
  const stream = new PassThrough()
  let text = ''
  if (reads) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
  }
  return [stream, () => text]
}
