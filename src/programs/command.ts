/** Any command of the system as a child of a supervisor. */
import { type SpawnOptions as NodeOptions, spawn } from 'node:child_process'
import { listenOnly } from '../machines/protocol.ts'
import type { Program } from '../supervisor/program.ts'
import { type Codec, FramingError } from '../transport/framing.ts'
import type { MessageForm } from '../transport/port/message.ts'
import { type HoldOptions, heldLimit, PortLink } from '../transport/port/port-link.ts'
import { causeOfRejection } from '../transport/rejection.ts'
import { OptionError } from '../transport/transport.ts'
import { CommandPort } from './command-port.ts'
import { mute } from './mute.ts'
import { among, checkWhat, type GroupOptions, type OutputOptions, outputPlan } from './process-options.ts'
import { processProgram } from './process-program.ts'
import type { ProgramHandle } from './program-handle.ts'

/** What can be said of a command; what Node knows is handed on to it as it is, at each start. */
export interface CommandOptions
  extends OutputOptions,
    GroupOptions,
    HoldOptions,
    Pick<NodeOptions, 'argv0' | 'cwd' | 'env' | 'gid' | 'shell' | 'uid' | 'windowsHide'> {
  /**
   * How its standard output is cut into frames, and what is sent to its standard input: `lines()`, `jsonValues()`, … Whoever
   * does not read them makes it wait. Default: none; it has no input, and what it prints is only kept.
   */
  readonly codec?: Codec
  /** What asks it to end. Default SIGTERM; its input is closed as well. */
  readonly stopSignal?: NodeJS.Signals
}

const UNHEARD = "what it prints goes elsewhere; leave out output: 'inherit', or give it a codec"

const NODE_KEYS = ['argv0', 'cwd', 'env', 'gid', 'shell', 'uid', 'windowsHide'] as const

/**
 * Any command for a supervisor's `run`. It has *finished* when it exits with code 0; any other code, and a signal, are
 * failures: cause `reset`, with the code or the signal in its `detail`; one that is not there is `refused`. Whatever it
 * prints is a sign of life, which counts where `run` is given a `heartbeat`; then it is `listenOnly` unless a protocol says
 * otherwise. Asked to end it gets `stopSignal`, and SIGKILL after `shutdownMs`; silent, it gets SIGKILL at once.
 *
 * @param file a path, or a name that is looked for as the system does.
 * @throws OptionError naming the option that cannot be used.
 */
export function command(
  file: string,
  args: readonly string[] = [],
  options: CommandOptions = {},
): Program<ProgramHandle> {
  checkWhat('file', file)
  const plan = outputPlan(file, options, ['group', 'codec', 'stopSignal', 'maxHeldBytes', ...NODE_KEYS])
  const { codec = null, stopSignal = 'SIGTERM' } = options
  if (codec !== null && codec.cut !== 'whole') {
    throw new OptionError('codec', 'expected one of whole frames, such as lines()')
  }
  const form = formOf(codec)
  const maxHeldBytes = heldLimit(options)
  const given = among(options, NODE_KEYS)
  const printed = plan.isKept ? 'pipe' : 'inherit'
  return processProgram({
    kind: 'command',
    usual: {
      protocol: listenOnly,
      isWatched: false,
      isMute: codec === null,
      frames: codec === null ? 'ignore' : 'deliver',
      ...(plan.isKept || codec !== null ? {} : { unheard: UNHEARD }),
    },
    plan,
    encode: (payload) => form.encode(payload),
    dial(owner, noted) {
      const link = new PortLink(form, maxHeldBytes).own(owner)
      queueMicrotask(() => {
        try {
          const started = spawn(file, args, {
            ...given,
            detached: plan.isGroup,
            stdio: codec === null ? ['ignore', printed, printed] : ['pipe', 'pipe', printed],
          })
          const account = noted(started)
          link.adopt((port) => new CommandPort(started, account, { codec, stopSignal }, port))
        } catch (error) {
          link.failDial(causeOfRejection(error))
        }
      })
      return link
    },
  })
}

/** Frames are made by the codec; what is cut already comes up as it is. */
function formOf(codec: Codec | null): MessageForm {
  return {
    encode: (payload) => (codec === null ? mute('a command without a codec') : codec.encode(payload)),
    messageOf: (encoded) => encoded,
    frameOf(message) {
      if (message instanceof Uint8Array) return { data: message, isText: false }
      throw new FramingError('a message that is no bytes')
    },
  }
}
