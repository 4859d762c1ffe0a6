/** A frame as it may be shown. */
import { Frame } from '../../machines/frame.ts'
import type { Payload } from '../../transport/transport.ts'
import type { FramePlan, FrameRule } from '../options.ts'
import type { ShownFrame } from '../wire.ts'

/** So much of each is told: of a frame in bytes, of what a rule made of it in characters. */
export const MOST_SHOWN = 256

/** A frame as it went by. */
export interface PassedFrame {
  readonly id: string
  /** In ms since the epoch. */
  readonly at: number
  readonly way: 'in' | 'out'
  readonly isBeat: boolean
  readonly payload: Payload
}

export function shownFrame(passed: PassedFrame, plan: FramePlan): ShownFrame {
  const { at, way, isBeat, payload } = passed
  const bytes = typeof payload === 'string' ? Buffer.byteLength(payload) : payload.length
  const contents = plan === 'all' ? beginningOf(payload) : ruled(passed, plan)
  return { at, way, isBeat, bytes, ...contents }
}

type Contents = Pick<ShownFrame, 'text' | 'isHex' | 'isCut'>

/** No more of it is looked at than is shown: it may be megabytes. */
function beginningOf(payload: Payload): Contents {
  const isCut = payload.length > MOST_SHOWN
  if (typeof payload === 'string') return { text: cut(payload), isHex: false, isCut }
  const text = new Frame(payload.subarray(0, endOfText(payload)), false).textOrNull
  return { text: text ?? hexOf(payload.subarray(0, MOST_SHOWN)), isHex: text === null, isCut }
}

/** What a rule makes of it. One that throws has not allowed anything. */
function ruled({ id, way, isBeat, payload }: PassedFrame, rule: FrameRule): Contents {
  const bytes = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload
  let allowed: unknown = null
  try {
    allowed = rule({ id, way, isBeat, bytes, text: new Frame(bytes, false).textOrNull })
  } catch {
    // As if it had said so.
  }
  if (typeof allowed !== 'string') return { text: null, isHex: false, isCut: false }
  return { text: cut(allowed), isHex: false, isCut: allowed.length > MOST_SHOWN }
}

/** Not in the middle of a character: half of one is no text. */
function cut(text: string): string {
  const isBetween = /[\ud800-\udbff]/.test(text.charAt(MOST_SHOWN - 1))
  return text.slice(0, isBetween ? MOST_SHOWN - 1 : MOST_SHOWN)
}

/** The same of bytes: those that go on with a character begin with the bits 10, and there are three at most. */
function endOfText(bytes: Uint8Array): number {
  let end = MOST_SHOWN
  while (end > MOST_SHOWN - 4 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return end
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}
