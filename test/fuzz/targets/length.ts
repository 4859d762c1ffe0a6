/** Length-prefixed frames in all their forms, against a reader that has the whole stream. */
import { lengthPrefixed } from '../../../src/transport/framing.ts'
import { joined } from '../bytes.ts'
import corpus from '../corpus/length.json' with { type: 'json' }
import type { Draw } from '../draw.ts'
import { chosen } from '../input.ts'
import { must, type Target } from '../target.ts'
import { casesIn } from './cases.ts'
import { LIMITS } from './lines.ts'
import { checkCodec, checkPayload, mustAgree, type Reading } from './reading.ts'

const FORMS = [
  { prefixBytes: 4, endian: 'big' },
  { prefixBytes: 4, endian: 'little' },
  { prefixBytes: 2, endian: 'big' },
  { prefixBytes: 2, endian: 'little' },
  { prefixBytes: 1, endian: 'big' },
  { prefixBytes: 1, endian: 'little' },
] as const

type Form = (typeof FORMS)[number]

export const lengthTarget: Target = {
  name: 'length',
  of: 'transport/framing/length.ts',
  share: 130,
  corpus: casesIn(corpus),
  words: [
    '\0\0\0\x04',
    '\x04\0\0\0',
    '\0\x04',
    '\x04',
    '\0\0\0\0',
    '\xff\xff\xff\xff',
    '\x40\0\0\0',
    'ping',
    'pong',
  ],
  grammar(draw) {
    const form = draw.below(FORMS.length)
    const frames = draw.list(12, () => framed(draw, FORMS[form] ?? FORMS[0]))
    return { bytes: joined(frames), knobs: [form, draw.below(LIMITS.length)] }
  },
  check(input) {
    const form = chosen(input, 0, FORMS)
    const maxFrameBytes = Math.min(chosen(input, 1, LIMITS), 256 ** form.prefixBytes - 1)
    const codec = lengthPrefixed({ ...form, maxFrameBytes })
    const reading = checkCodec(codec, input)
    mustAgree(reading, read(input.bytes, form, maxFrameBytes), 'the decoder and a reader of the whole')
    for (const frame of reading.frames.slice(0, 20)) {
      must(checkPayload(codec, frame, asItIs), 'a frame that came cannot be sent')
    }
    const fits = input.bytes.length <= maxFrameBytes
    must(checkPayload(codec, input.bytes, asItIs) === fits, 'a payload is refused, or taken, wrongly')
  },
}

function asItIs(payload: Uint8Array): Uint8Array {
  return payload
}

function framed(draw: Draw, form: Form): Uint8Array {
  const payload = draw.bytes(form.prefixBytes === 1 ? 255 : 300)
  return joined([prefixOf(payload.length, form), payload])
}

function prefixOf(length: number, { prefixBytes, endian }: Form): Uint8Array {
  const prefix = Buffer.alloc(prefixBytes)
  if (endian === 'big') prefix.writeUIntBE(length, 0, prefixBytes)
  else prefix.writeUIntLE(length, 0, prefixBytes)
  return prefix
}

function read(bytes: Uint8Array, { prefixBytes, endian }: Form, most: number): Reading {
  const frames: Uint8Array[] = []
  const all = Buffer.from(bytes)
  let at = 0
  while (at + prefixBytes <= all.length) {
    const length = endian === 'big' ? all.readUIntBE(at, prefixBytes) : all.readUIntLE(at, prefixBytes)
    if (length > most) return { frames, last: null, isBroken: true, pending: 0 }
    const end = at + prefixBytes + length
    if (end > all.length) break
    frames.push(bytes.slice(at + prefixBytes, end))
    at = end
  }
  return { frames, last: null, isBroken: false, pending: all.length - at }
}
