/** What programs print: their lines, its last bytes, and the reason in it. */
import { ChildProcess } from 'node:child_process'
import { Account } from '../../../src/programs/account.ts'
import { CommandPort } from '../../../src/programs/command-port.ts'
import { reasonIn } from '../../../src/programs/reason.ts'
import { Tail } from '../../../src/programs/tail.ts'
import { lines } from '../../../src/transport/framing.ts'
import { bytesOf, isSame } from '../bytes.ts'
import { chosen, chunksOf, type Input } from '../input.ts'
import { must, type Target } from '../target.ts'
import { LIMITS } from './lines.ts'
import { readingOf } from './reading.ts'

const KEPT = [4_096, 0, 1, 2, 7, 64, 65_536]
const ASKED = [4_096, 1, 10, 100]
/** The longest reason, with its ellipsis. */
const LONGEST_REASON = 201

export const programOutputTarget: Target = {
  name: 'program-output',
  of: 'programs/tail.ts, reason.ts, command-port.ts',
  share: 50,
  corpus: [
    { why: 'a stack', bytes: ['Error: no such thing\n    at a (b.js:1:2)\n\nNode.js v20.20.2\n'] },
    { why: 'no line at all', bytes: [['a', 9_000]], steps: [100] },
    { why: 'colours without end', bytes: [['\x1b[', 9_000]], steps: [64] },
    { why: 'colours that never end', bytes: [['\x1b[31;', 9_000]], steps: [64] },
    { why: 'a hyperlink that never ends', bytes: [['\x1b]8;;', 9_000]], steps: [64] },
    { why: 'half a character kept', bytes: ['xä€😀'], knobs: [0, 3] },
    { why: 'returns alone', bytes: [['\r', 9_000]] },
    { why: 'a line longer than may be', bytes: ['aaaaa\nbb\n'], steps: [1], knobs: [4] },
  ],
  words: [
    '\n',
    '\r\n',
    'Error: ',
    '    at f (x.js:1:1)',
    '\x1b[31m',
    '\x1b[0m',
    '\x1b]0;title\x07',
    '\x9b1m',
    'Node.js v20',
    '}',
    '…',
  ],
  grammar(draw) {
    const printed = draw.list(12, () =>
      draw.pick(['ready', 'Error: broken', '    at f (x.js:1:1)', '', '\x1b[31mred\x1b[0m', '}', '\xc3\xa4']),
    )
    return {
      bytes: bytesOf(printed.join('\n')),
      knobs: [draw.below(LIMITS.length), draw.below(KEPT.length), draw.below(ASKED.length)],
    }
  },
  check(input) {
    checkTail(input)
    checkLines(input)
    const text = Buffer.from(input.bytes).toString()
    const reason = reasonIn(text)
    if (reason === null) return
    must(reason.length <= LONGEST_REASON && !reason.includes('\n'), 'a reason that is no short line')
  },
}

function checkTail(input: Input): void {
  const kept = chosen(input, 1, KEPT)
  const asked = chosen(input, 2, ASKED)
  const tail = new Tail(kept)
  for (const chunk of chunksOf(input)) tail.push(chunk)
  const { bytes } = input
  const last = bytes.subarray(Math.max(0, bytes.length - Math.min(kept, asked)))
  const text = new TextDecoder().decode(kept === 0 ? new Uint8Array(0) : last)
  const newline = text.indexOf('\n')
  const isCut = last.length < bytes.length && newline >= 0 && newline < text.length - 1
  must(tail.text(asked) === (isCut ? text.slice(newline + 1) : text), 'the last bytes are not the last bytes')
}

/**
 * A process that was never started: what it prints is said to its account. Its handle is that of process 0, which is
 * everybody in our own group: it must never be sent a signal.
 */
const child = Object.assign(new ChildProcess(), { stdin: null, stdout: null, stderr: null, kill: () => true })

function checkLines(input: Input): void {
  const codec = lines({ maxFrameBytes: chosen(input, 0, LIMITS) })
  const account = new Account(child, { isKept: true, keepBytes: 0, isGroup: false })
  const messages: unknown[] = []
  let end = 'none'
  const port = new CommandPort(
    child,
    account,
    { codec, stopSignal: 'SIGTERM' },
    {
      ready: () => {},
      message: (message) => void messages.push(message),
      ended: ({ kind }) => {
        end = kind
      },
      gone: () => {},
    },
  )
  const chunks = chunksOf(input)
  for (const chunk of chunks) account.onOutput(chunk, 'stdout')
  port.destroy()
  child.removeAllListeners()
  const { frames, isBroken } = readingOf(codec, chunks)
  must(end === (isBroken ? 'protocol' : 'none'), () => `it ended as ${end}`)
  const same = messages.length === frames.length && frames.every((frame, at) => isLike(frame, messages[at]))
  must(same, 'its lines are not the lines that it printed')
}

function isLike(frame: Uint8Array, message: unknown): boolean {
  return message instanceof Uint8Array && isSame(frame, message)
}
