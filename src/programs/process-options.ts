/** What may be said of threads and processes alike, checked at the door. */
import { choiceOption } from '../machines/check.ts'
import { type HeartbeatProtocol, pingPong } from '../machines/protocol.ts'
import type { MessageOptions } from '../transport/port/message.ts'
import type { HoldOptions } from '../transport/port/port-link.ts'
import { checkFlag, checkInteger, checkKnown, OptionError, type Payload } from '../transport/transport.ts'

/** What becomes of what a program prints. */
export interface OutputOptions {
  /** For people. Default the last part of what is run. */
  readonly name?: string
  /**
   * `keep` (default): what it prints is read, and the end of it kept, for its report. `inherit`: it prints where this
   * process does, and nothing is kept.
   */
  readonly output?: 'keep' | 'inherit'
  /** How much is kept of each of its two streams, in bytes. Default 65 536; from 0 to 16 777 216. Older bytes are dropped. */
  readonly keepBytes?: number
  /** Whether the feed tells the last 2 KiB of a program that failed. Default true; output may hold what is nobody's business. */
  readonly tellOutput?: boolean
}

/** What programs that speak by messages can be told besides: threads, and processes with a channel. */
export interface MessagingOptions extends MessageOptions, HoldOptions {
  /** A frame that asks it to end by itself; see `worker` of `pulsetree/worker`. Default none. */
  readonly goodbye?: Payload
}

/** What processes can be told besides. */
export interface GroupOptions {
  /**
   * Whether what it starts ends with it: it leads a process group of its own then, and whoever is left in that when it has
   * exited is killed. Such a group gets no Ctrl-C of the terminal, and there is none on Windows. Default false.
   */
  readonly group?: boolean
}

/** The same, checked and complete. */
export interface OutputPlan {
  readonly name: string
  readonly isKept: boolean
  readonly keepBytes: number
  readonly tellsOutput: boolean
  readonly isGroup: boolean
}

const KEYS = ['name', 'output', 'keepBytes', 'tellOutput']

export const MESSAGING_KEYS = ['goodbye', 'messages', 'maxFrameBytes', 'maxHeldBytes'] as const

const MOST_KEPT = 16 * 1024 * 1024

/** `pingPong` where messages are JSON values: strings among them. */
const jsonPingPong: HeartbeatProtocol = {
  beat: '"ping"',
  pong: '"pong"',
  answers: [{ ping: '"ping"', pong: '"pong"' }],
}

/** The heartbeat of programs that speak by messages, in the form of these. */
export function messagePings({ messages }: MessagingOptions): HeartbeatProtocol {
  return messages === 'json' ? jsonPingPong : pingPong
}

/**
 * @param what is run.
 * @param known the names of the other options.
 * @throws OptionError naming the option that cannot be used.
 */
export function outputPlan(
  what: string | URL,
  options: OutputOptions & GroupOptions,
  known: readonly string[],
): OutputPlan {
  checkKnown(options, [...KEYS, ...known])
  const { name = lastPart(what), output = 'keep', keepBytes = 65_536, tellOutput = true } = options
  return {
    name,
    isKept: choiceOption('output', output, ['keep', 'inherit']) === 'keep',
    keepBytes: checkInteger('keepBytes', keepBytes, 0, MOST_KEPT),
    tellsOutput: checkFlag('tellOutput', tellOutput),
    isGroup: checkFlag('group', options.group ?? false),
  }
}

/** What is run: a path or a URL. @throws OptionError naming `name`. */
export function checkWhat(name: string, what: string | URL): void {
  if (what instanceof URL || (typeof what === 'string' && what !== '')) return
  throw new OptionError(name, `expected a path or a URL, got ${String(what)}`)
}

/** The options among `names`, for whoever starts the program: those that were not given are not there. */
export function among<Options extends object, Name extends keyof Options>(
  options: Options,
  names: readonly Name[],
): Partial<Pick<Options, Name>> {
  const found: Partial<Pick<Options, Name>> = {}
  for (const name of names) if (options[name] !== undefined) found[name] = options[name]
  return found
}

function lastPart(what: string | URL): string {
  return (
    String(what)
      .split(/[/\\]/)
      .findLast((part) => part !== '') ?? String(what)
  )
}
