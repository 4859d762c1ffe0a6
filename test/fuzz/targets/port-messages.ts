/** Messages of ports, threads and processes: any value that can be cloned may come. */
import { messageForm } from '../../../src/transport/port/message.ts'
import type { Port } from '../../../src/transport/port/port.ts'
import { PortLink } from '../../../src/transport/port/port-link.ts'
import type { Cause, LinkOwner } from '../../../src/transport/transport.ts'
import { isSame, utf8 } from '../bytes.ts'
import corpus from '../corpus/port-messages.json' with { type: 'json' }
import { chosen } from '../input.ts'
import { must, type Target } from '../target.ts'
import { casesIn } from './cases.ts'
import { jsonBytes } from './json-bytes.ts'
import { KINDS, valuesIn } from './values.ts'

const LIMITS = [1_048_576, 1, 4, 16, 64, 1_000]
const HELD = [16 * 1024 * 1024, 1, 64, 200, 1_000]
/** Each is cloned, and measured. */
const MOST_VALUES = 300
/** What each message that waits counts beside its bytes. */
const MESSAGE_BYTES = 64

export const portMessagesTarget: Target = {
  name: 'port-messages',
  of: 'transport/port/message.ts, port-link.ts',
  share: 60,
  corpus: casesIn(corpus),
  words: KINDS.map((_, kind) => String.fromCharCode(kind)),
  grammar(draw) {
    const bytes = Uint8Array.from(
      draw.list(40, () => (draw.once(3) ? draw.below(256) : draw.below(KINDS.length))),
    )
    return {
      bytes,
      knobs: [draw.below(2), draw.below(LIMITS.length), draw.below(HELD.length), draw.below(3)],
    }
  },
  async check(input) {
    const maxFrameBytes = chosen(input, 1, LIMITS)
    const messages = chosen(input, 0, ['plain', 'json'] as const)
    const maxHeldBytes = chosen(input, 2, HELD)
    const form = messageForm({ messages, maxFrameBytes })
    const owner = new Watchful()
    const link = new PortLink(form, maxHeldBytes).own(owner)
    link.adopt(() => portOf(link))
    link.ready()
    const values = valuesIn(input.bytes, MOST_VALUES).flatMap(cloned)
    const pauseAt = chosen(input, 3, [Number.POSITIVE_INFINITY, 0, 2])
    const expected = expectedOf(values, { messages, maxFrameBytes, maxHeldBytes, pauseAt })
    for (const [at, value] of values.entries()) {
      if (at === pauseAt) link.pause()
      link.message(value)
    }
    link.ended({ kind: 'closed', by: 'peer', code: null, planned: false })
    link.resume()
    // What is put off are microtasks, of which this is the last.
    await Promise.resolve()
      .then(() => {})
      .then(() => {})
    must(
      owner.frames.length === expected.frames,
      () => `${owner.frames.length} frames, of ${expected.frames}`,
    )
    must(owner.cause?.kind === expected.end, () => `it ended as ${owner.cause?.kind}, not ${expected.end}`)
    must(owner.isReleased, 'it was not released')
    for (const [at, frame] of owner.frames.entries()) mustBe(frame, values[at], messages)
  },
}

interface Terms {
  readonly messages: 'plain' | 'json'
  readonly maxFrameBytes: number
  readonly maxHeldBytes: number
  readonly pauseAt: number
}

/** How many frames come of them, and how it ends. */
function expectedOf(values: readonly unknown[], terms: Terms): { frames: number; end: Cause['kind'] } {
  let held = 0
  for (const [at, value] of values.entries()) {
    const size = sizeOf(value, terms)
    if (size === null) return { frames: at, end: 'protocol' }
    if (at < terms.pauseAt) continue
    held += size + MESSAGE_BYTES
    if (held > terms.maxHeldBytes) return { frames: Math.min(at, terms.pauseAt), end: 'exhausted' }
  }
  return { frames: values.length, end: 'closed' }
}

/** null for what can be no frame. */
function sizeOf(value: unknown, { messages, maxFrameBytes }: Terms): number | null {
  const size = bytesIn(value)?.length ?? (messages === 'json' ? jsonBytes(value) : textSize(value))
  return size === null || size > maxFrameBytes ? null : size
}

function textSize(value: unknown): number | null {
  return typeof value === 'string' ? utf8(value).length : null
}

function jsonOf(value: unknown): string | null {
  try {
    return JSON.stringify(value) ?? null
  } catch {
    return null
  }
}

function mustBe(
  frame: { data: Uint8Array; text: boolean },
  value: unknown,
  messages: Terms['messages'],
): void {
  const bytes = bytesIn(value)
  must(frame.text === (bytes === null), 'bytes are told as text, or text as bytes')
  if (bytes !== null) must(isSame(bytes, frame.data), 'bytes were changed')
  else if (messages === 'plain')
    must(typeof value === 'string' && isSame(utf8(value), frame.data), 'a text was changed')
  else must(isSame(utf8(jsonOf(value) ?? ''), frame.data), 'a value was changed')
}

function bytesIn(value: unknown): Uint8Array | null {
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  return ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : null
}

/** As the platform hands it over; nothing where it cannot. */
function cloned(value: unknown): unknown[] {
  try {
    return [structuredClone(value)]
  } catch {
    return []
  }
}

function portOf(link: PortLink): Port {
  let isGone = false
  const leave = (): void => {
    if (isGone) return
    isGone = true
    queueMicrotask(() => link.gone())
  }
  return { post: () => {}, close: leave, destroy: leave }
}

class Watchful implements LinkOwner {
  readonly frames: { data: Uint8Array; text: boolean }[] = []
  cause: Cause | null = null
  isReleased = false

  frame(data: Uint8Array, text: boolean): void {
    must(this.cause === null, 'a frame after the end')
    this.frames.push({ data, text })
  }

  ended(cause: Cause): void {
    must(this.cause === null, 'it ended twice')
    this.cause = cause
  }

  released(): void {
    must(!this.isReleased, 'it was released twice')
    this.isReleased = true
  }

  opened(): void {}
  heard(): void {}
  partial(): void {}
  drained(): void {}
  pinged(): void {}
  ponged(): void {}
}
