/** JSON values, against `JSON.parse`. */

import { DEEPEST_JSON_NESTING } from '../../../src/transport/framing/json-scanner.ts'
import { jsonValues } from '../../../src/transport/framing.ts'
import { isSame, joined, utf8 } from '../bytes.ts'
import corpus from '../corpus/json.json' with { type: 'json' }
import type { Draw } from '../draw.ts'
import { chosen } from '../input.ts'
import { must, type Target } from '../target.ts'
import { casesIn } from './cases.ts'
import { LIMITS } from './lines.ts'
import { checkCodec, checkPayload, type Reading, readingOf, show } from './reading.ts'

export const jsonTarget: Target = {
  name: 'json',
  of: 'transport/framing/json.ts, json-scanner.ts',
  share: 130,
  corpus: casesIn(corpus),
  words: [
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':',
    '\\',
    '\\"',
    '\\u0041',
    'true',
    'null',
    '-0',
    '1e5',
    '{"a":[]}',
    '\n',
    ' ',
  ],
  grammar(draw) {
    const values = draw.list(10, () => jsonText(draw, 0) + draw.pick(['', ' ', '\n', '\r\n', '\t \n']))
    return { bytes: utf8(values.join('')), knobs: [draw.below(LIMITS.length)] }
  },
  check(input) {
    const codec = jsonValues({ maxFrameBytes: chosen(input, 0, LIMITS) })
    const reading = checkCodec(codec, input)
    const rest = restBehind(input.bytes, reading)
    checkRest(rest, reading, codec.maxFrameBytes)
    const frames = reading.last === null ? reading.frames : [...reading.frames, reading.last]
    for (const frame of frames.slice(0, 10))
      must(checkPayload(codec, frame, asItIs), 'a value that came cannot be sent')
    const one = onlyValue(input.bytes, codec.maxFrameBytes)
    if (one !== undefined) {
      must(
        checkPayload(codec, input.bytes, () => one ?? input.bytes) === (one !== null),
        'a payload is refused, or taken, wrongly',
      )
    }
    const again = readingOf(codec, [joined(frames.flatMap((frame) => [frame, utf8('\n')]))])
    must(
      again.frames.length === frames.length && !again.isBroken,
      'the values that came, a line each, do not come again',
    )
  },
}

function asItIs(payload: Uint8Array): Uint8Array {
  return payload
}

function jsonText(draw: Draw, depth: number): string {
  const kind = draw.below(depth > 4 ? 5 : 8)
  if (kind < 3)
    return draw.pick(['0', '-1', '1.5e-7', 'true', 'false', 'null', '12345678901234567890', '1E400'])
  if (kind < 5)
    return JSON.stringify(
      draw.pick(['', 'a', '"', '\\', 'ä€😀', '\ud800', '\u2028', '{[', 'x'.repeat(draw.size(90))]),
    )
  const space = draw.pick(['', '', ' ', '\n'])
  const inner = draw.list(4, () => jsonText(draw, depth + 1))
  if (kind === 5) return `[${inner.join(`,${space}`)}${space}]`
  if (kind === 6)
    return `{${inner.map((value, at) => `"${draw.pick(['a', '__proto__', ''])}${at}":${value}`).join(`,${space}`)}}`
  const levels = draw.size(draw.once(20) ? 600 : 8)
  return '['.repeat(levels) + ']'.repeat(levels)
}

/** Frames stand in the stream one behind the other, with white space between them. @returns what is behind the last. */
function restBehind(bytes: Uint8Array, { frames }: Reading): Uint8Array {
  let at = 0
  for (const frame of frames) {
    at = skipSpace(bytes, at)
    must(isSame(frame, bytes.subarray(at, at + frame.length)), () => `${show(frame)} does not stand there`)
    must(isJson(frame), () => `${show(frame)} is no JSON`)
    at += frame.length
  }
  return bytes.subarray(skipSpace(bytes, at))
}

/** Longer ones are not looked at, since it takes a parse for each byte. */
const LONGEST_REST = 300

function checkRest(rest: Uint8Array, { isBroken, last, pending }: Reading, most: number): void {
  if (!isBroken) {
    if (last === null)
      must(pending === rest.length, () => `${pending} bytes are pending, and ${rest.length} are left`)
    else must(isSame(last, rest) && isJson(last), 'the last frame is not what is left')
  }
  if (rest.length > LONGEST_REST) return
  const value = firstValue(rest)
  // A bare one goes on until something ends it.
  if (value === null || value.length > most) return
  must(
    last !== null && value.length === rest.length,
    () => `${show(value)} is a value, and was not handed up`,
  )
}

/** The value that the bytes begin with; null where they begin with none, or it may go on. */
function firstValue(bytes: Uint8Array): Uint8Array | null {
  const first = String.fromCharCode(bytes[0] ?? 0)
  const closer = { '"': '"', '[': ']', '{': '}' }[first]
  if (closer === undefined) {
    const text = Buffer.from(bytes).toString('latin1')
    const [bare = ''] = /^[^\s"{[]*/.exec(text) ?? []
    const ends = bare.length === text.length || /^[ \t\r\n"{[]/.test(text.slice(bare.length))
    return ends && isJson(bytes.slice(0, bare.length)) ? bytes.slice(0, bare.length) : null
  }
  for (let end = 2; end <= bytes.length; end += 1) {
    if (bytes[end - 1] === closer.charCodeAt(0) && isJson(bytes.slice(0, end))) return bytes.slice(0, end)
  }
  return null
}

/** What a payload is, if it is one value; null if it is none; undefined if it is too long to tell its depth by. */
function onlyValue(bytes: Uint8Array, most: number): Uint8Array | null | undefined {
  if (bytes.length > DEEPEST_JSON_NESTING) return undefined
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')
  const value = new Uint8Array(Buffer.from(text, 'latin1'))
  return value.length <= most && isJson(value) ? value : null
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from
  while ([0x20, 0x09, 0x0a, 0x0d].includes(bytes[at] ?? -1)) at += 1
  return at
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(strict.decode(bytes))
    return true
  } catch {
    return false
  }
}
