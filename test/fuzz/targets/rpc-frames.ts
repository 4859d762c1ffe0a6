/** Frames of a foreign peer that speaks calls: what it may say, written one behind the other. */
import { chunkOf } from '../../../src/rpc/chunks.ts'
import { joined, utf8 } from '../bytes.ts'
import type { Draw } from '../draw.ts'

/** Between two frames; no JSON has it outside of strings, where it is escaped. */
const SEPARATOR = 0x1e

export function framesIn(bytes: Uint8Array): Uint8Array[] {
  const frames: Uint8Array[] = []
  let from = 0
  for (let end = bytes.indexOf(SEPARATOR); end >= 0; end = bytes.indexOf(SEPARATOR, from)) {
    frames.push(bytes.slice(from, end))
    from = end + 1
  }
  frames.push(bytes.slice(from))
  return frames
}

export function framed(frames: readonly Uint8Array[]): Uint8Array {
  return joined(frames.flatMap((frame, at) => (at === 0 ? [frame] : [Uint8Array.of(SEPARATOR), frame])))
}

export const RPC_WORDS = [
  '\x1e',
  '{"jsonrpc":"2.0",',
  '"method":"echo"',
  '"method":"$/cancelRequest"',
  '"id":1',
  '"id":null',
  '"result":1',
  '"error":{"code":1,"message":"no"}',
  '"params":[1]',
  '[[',
  '{},',
  '1,',
  '"$/beat"',
]

const IDS = [
  '1',
  '2',
  '3',
  '4',
  '"1"',
  '"a"',
  'null',
  '1.5',
  '-0',
  '1e400',
  '9007199254740993',
  '{}',
  '[1]',
  '',
]
const METHODS = [
  '"echo"',
  '"wait"',
  '"fail"',
  '"$/cancelRequest"',
  '"$/beat"',
  '"__proto__"',
  '"nobody"',
  '""',
  '1',
  'null',
]
const PARAMS = [
  '',
  '[]',
  '[1]',
  '{"id":1}',
  '{"id":"a"}',
  '{"__proto__":1}',
  '"text"',
  'null',
  '[[[[1]]]]',
  '7',
]
const RESULTS = ['1', 'null', '"text"', '[1,{"a":2}]', '{"then":1}', 'false']
const ERRORS = [
  '{"code":-32601,"message":"no"}',
  '{"code":5,"message":"no","data":[1]}',
  '{"code":"5","message":1}',
  '"rpc: can\'t find method A.B"',
  '"no"',
  'null',
  '{}',
  '7',
]

/** One message as it should be, or nearly so. */
function messageText(draw: Draw): string {
  const version = draw.once(20) ? draw.pick(['"1.0"', '2', 'null', '']) : '"2.0"'
  const fields: [string, string][] = [
    ['jsonrpc', version],
    ['id', draw.once(3) ? draw.pick(IDS) : draw.pick(['1', '2', '3'])],
  ]
  const kind = draw.below(6)
  if (kind < 3 || draw.once(20)) fields.push(['method', draw.once(3) ? draw.pick(METHODS) : '"echo"'])
  if (kind < 3) fields.push(['params', draw.pick(PARAMS)])
  if (kind === 3 || kind === 5) fields.push(['result', draw.pick(RESULTS)])
  if (kind === 4 || kind === 5) fields.push(['error', draw.pick(ERRORS)])
  const said = fields.filter(([, value]) => value !== '').map(([name, value]) => `"${name}":${value}`)
  if (draw.once(10)) said.reverse()
  return `{${said.join(',')}}`
}

/** One message, or several at once, with what is none among them. */
export function sayingText(draw: Draw): string {
  if (!draw.once(5)) return messageText(draw)
  const list = draw.list(12, () => (draw.once(8) ? draw.pick(['1', '[]', 'null', '{}']) : messageText(draw)))
  return `[${list.join(',')}]`
}

/** A message in chunks, most of them in order and complete. */
export function chunksFor(draw: Draw, nth: number, message: Uint8Array): Uint8Array[] {
  const size = draw.from(1, Math.max(1, message.length))
  const chunks: Uint8Array[] = []
  for (let at = 0; at < message.length; at += size) {
    const isLast = at + size >= message.length && !draw.once(20)
    chunks.push(chunkOf(nth, message.subarray(at, at + size), isLast))
  }
  return chunks
}

/** Frames of several messages; with chunks, those of different messages are mixed. */
export function framesText(draw: Draw, hasChunks: boolean): Uint8Array {
  const queues = draw.list(10, () => {
    const message = utf8(sayingText(draw))
    return hasChunks && draw.once(2) ? chunksFor(draw, draw.below(6), message) : [message]
  })
  const frames: Uint8Array[] = []
  while (queues.some((queue) => queue.length > 0)) {
    const frame = draw.pick(queues).shift()
    if (frame !== undefined) frames.push(frame)
  }
  return framed(frames)
}
