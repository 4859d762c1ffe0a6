import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { OptionError } from '../../src/transport/cause.ts'
import * as framing from '../../src/transport/framing.ts'
import {
  type Codec,
  FramingError,
  jsonValues,
  lengthPrefixed,
  lines,
  raw,
} from '../../src/transport/framing.ts'
import { bytes, chopBy, choppings, concat, drain, latin1, outcomeOf, utf8 } from './framing/feeding.ts'

const anyBytes = fc.uint8Array({ maxLength: 40 })
const lineBytes = anyBytes
  .map((frame) => frame.filter((byte) => byte !== 0x0a))
  .filter((frame) => frame.at(-1) !== 0x0d)
const jsonBytes = fc.json({ stringUnit: 'binary' }).map(utf8)
const jsonSpace = fc.constantFrom('', ' ', '\n', '\r\n', '\t \n')

interface Sample {
  readonly codec: Codec
  readonly frames: fc.Arbitrary<Uint8Array>
  /** What may stand before a frame on the wire and belongs to none. */
  readonly gaps: fc.Arbitrary<string>
}

const noGap = fc.constant('')
const whole: readonly Sample[] = [
  { codec: lines(), frames: lineBytes, gaps: noGap },
  { codec: lengthPrefixed(), frames: anyBytes, gaps: noGap },
  { codec: lengthPrefixed({ prefixBytes: 2, endian: 'little' }), frames: anyBytes, gaps: noGap },
  { codec: lengthPrefixed({ prefixBytes: 1 }), frames: anyBytes, gaps: noGap },
  { codec: jsonValues(), frames: jsonBytes, gaps: jsonSpace },
]
const wholeTable = whole.map((sample) => [sample.codec.name, sample] as const)

/** Bytes that mean something to some codec come often; the rest of them now and then. */
const meaningful = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...bytes('\r\n \0\u0001\u0003[]{}"\\,:1e-tn')) },
  { weight: 1, arbitrary: fc.nat({ max: 255 }) },
)
const nonsense = fc.array(meaningful, { maxLength: 120 }).map((list) => Uint8Array.from(list))

const LIMIT = 12
const strict: readonly Codec[] = [
  raw({ maxFrameBytes: LIMIT }),
  lines({ maxFrameBytes: LIMIT }),
  lengthPrefixed({ maxFrameBytes: LIMIT, prefixBytes: 1 }),
  lengthPrefixed({ maxFrameBytes: LIMIT, prefixBytes: 2 }),
  jsonValues({ maxFrameBytes: LIMIT }),
]
const strictTable = strict.map((codec) => [codec.name, codec] as const)

/** What may be held beyond the limit: a prefix, or the `\r` that may belong to a line's ending. */
const BESIDE_THE_FRAME: Readonly<Record<Codec['name'], number>> = { raw: 0, lines: 1, length: 2, json: 0 }

describe('the public names', () => {
  test('are the contract and four codecs', () => {
    expect(Object.keys(framing).sort()).toEqual([
      'DEFAULT_MAX_FRAME_BYTES',
      'FramingError',
      'jsonValues',
      'lengthPrefixed',
      'lines',
      'raw',
    ])
  })

  test('say what each codec is called and how it cuts', () => {
    const said = [raw(), lines(), lengthPrefixed(), jsonValues()].map(({ name, cut }) => [
      name,
      cut === 'whole' ? cut : cut.kind,
    ])
    expect(said).toEqual([
      ['raw', 'raw'],
      ['lines', 'whole'],
      ['length', 'whole'],
      ['json', 'whole'],
    ])
  })
})

describe.each(wholeTable)('frames sent as %s', (_name, { codec, frames, gaps }) => {
  test('arrive as they were however the network chops them, and pending counts the begun one', () => {
    const sent = fc.array(fc.tuple(gaps, frames), { maxLength: 8 })
    fc.assert(
      fc.property(sent, choppings, (list, chopping) => {
        const decoder = codec.decoder()
        const parts = list.map(([gap, frame]) => ({ gap: bytes(gap), wire: codec.encode(frame) }))
        const begun = begunBytesAt(parts)
        const got: string[] = []
        let fed = 0
        for (const chunk of chopBy(concat(parts.flatMap(({ gap, wire }) => [gap, wire])), chopping)) {
          decoder.push(chunk)
          got.push(...drain(decoder).map(latin1))
          fed += chunk.length
          expect(decoder.pending).toBe(begun[fed])
        }
        expect(got).toEqual(list.map(([, frame]) => latin1(trimmed(codec, frame))))
        expect(decoder.end()).toBeNull()
      }),
    )
  })

  test('wait in order when several chunks are handed in before any is asked for', () => {
    fc.assert(
      fc.property(fc.array(frames, { maxLength: 8 }), choppings, (list, chopping) => {
        const decoder = codec.decoder()
        for (const chunk of chopBy(concat(list.map(codec.encode)), chopping)) decoder.push(chunk)
        expect(drain(decoder).map(latin1)).toEqual(list.map((frame) => latin1(trimmed(codec, frame))))
      }),
    )
  })

  test('that arrive whole are views into the chunk', () => {
    const chunk = codec.encode('"ping"')
    const decoder = codec.decoder()
    decoder.push(chunk)
    expect(decoder.next()?.buffer).toBe(chunk.buffer)
  })
})

describe.each(strictTable)('any bytes at all, read as %s', (name, codec) => {
  test('end in frames or a FramingError and never hold more than the limit', () => {
    fc.assert(
      fc.property(nonsense, choppings, (stream, chopping) => {
        const { frames, mostPending } = outcomeOf(codec.decoder(), chopBy(stream, chopping))
        expect(mostPending).toBeLessThanOrEqual(LIMIT + BESIDE_THE_FRAME[name])
        for (const frame of frames) expect(frame.length).toBeLessThanOrEqual(LIMIT)
      }),
      { numRuns: 500 },
    )
  })
})

describe.each(strictTable.filter(([, { whole }]) => whole !== undefined))(
  'any bytes at all, read as %s',
  (_name, codec) => {
    test('are one whole frame exactly where a decoder finds one, and nothing else', () => {
      fc.assert(
        fc.property(nonsense, (chunk) => {
          const { frames, mostPending, broken } = outcomeOf(codec.decoder(), [chunk])
          const isWhole = !broken && mostPending === 0 && frames.length === 1
          const frame = codec.whole?.(chunk) ?? null
          expect(frame === null ? null : latin1(frame)).toBe(isWhole ? frames[0] : null)
          if (frame !== null) expect(frame.buffer).toBe(chunk.buffer)
        }),
        { numRuns: 500 },
      )
    })
  },
)

describe.each(strictTable.slice(1))('any bytes at all, read as %s', (_name, codec) => {
  test('come to the same whether they arrive at once or chopped', () => {
    fc.assert(
      fc.property(nonsense, choppings, (stream, chopping) => {
        const { mostPending: _, ...chopped } = outcomeOf(codec.decoder(), chopBy(stream, chopping))
        const { mostPending: __, ...atOnce } = outcomeOf(codec.decoder(), [stream])
        expect(chopped).toEqual(atOnce)
      }),
      { numRuns: 500 },
    )
  })

  test('are refused as a payload or arrive as exactly one frame', () => {
    fc.assert(
      fc.property(nonsense, (payload) => {
        const wire = encodedOrRefused(codec, payload)
        if (wire === null) return
        const { frames, last, broken } = outcomeOf(codec.decoder(), [wire])
        expect({ count: frames.length, last, broken }).toEqual({ count: 1, last: null, broken: false })
      }),
    )
  })
})

describe.each(strictTable.slice(1))('a decoder of %s whose peer broke the framing', (_name, codec) => {
  test('keeps throwing the same error, holds nothing and delivers nothing', () => {
    const decoder = codec.decoder()
    decoder.push(bytes(`${'['.repeat(LIMIT)}${'9'.repeat(LIMIT)}`))
    const first = thrownBy(() => drain(decoder))
    decoder.push(codec.encode('1'))
    expect(first).toBeInstanceOf(FramingError)
    expect(thrownBy(() => decoder.next())).toBe(first)
    expect(decoder.pending).toBe(0)
    expect(decoder.end()).toBeNull()
  })
})

describe('text in many scripts', () => {
  const codecs = [raw(), ...whole.map(({ codec }) => codec)]

  test.each(codecs.map((codec) => [codec.name, codec] as const))(
    'goes through %s as UTF-8',
    (_name, codec) => {
      const text = '"naïve – 日本語 – 👩‍🚀"'
      const { frames } = outcomeOf(codec.decoder(), chopBy(codec.encode(text), null))
      expect(frames.join('')).toBe(latin1(utf8(text)))
    },
  )
})

/** For every count of bytes fed: how many belong to a frame that has begun and is not complete. */
function begunBytesAt(parts: readonly { gap: Uint8Array; wire: Uint8Array }[]): number[] {
  const begun = parts.flatMap(({ gap, wire }) => [...gap.map(() => 0), ...wire.keys()])
  return [...begun, 0]
}

/** `json` delivers, and sends, a value without the whitespace around it. */
function trimmed(codec: Codec, frame: Uint8Array): Uint8Array {
  return codec.name === 'json' ? bytes(latin1(frame).trim()) : frame
}

function encodedOrRefused(codec: Codec, payload: Uint8Array): Uint8Array | null {
  try {
    return codec.encode(payload)
  } catch (error) {
    expect(error).toBeInstanceOf(OptionError)
    return null
  }
}

function thrownBy(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
