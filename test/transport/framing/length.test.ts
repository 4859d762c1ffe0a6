import { describe, expect, test } from 'vitest'
import { OptionError } from '../../../src/transport/cause.ts'
import { FramingError } from '../../../src/transport/framing/codec.ts'
import { type LengthOptions, lengthPrefixed } from '../../../src/transport/framing/length.ts'
import { bytes, feed, latin1 } from './feeding.ts'

describe('the length on the wire', () => {
  const long = 'x'.repeat(0x0102)
  test.each<{ options: LengthOptions; payload: string; prefix: string }>([
    { options: {}, payload: 'ping', prefix: '\0\0\0\x04' },
    { options: {}, payload: '', prefix: '\0\0\0\0' },
    { options: { endian: 'big' }, payload: long, prefix: '\0\0\x01\x02' },
    { options: { endian: 'little' }, payload: long, prefix: '\x02\x01\0\0' },
    { options: { prefixBytes: 2 }, payload: long, prefix: '\x01\x02' },
    { options: { prefixBytes: 2, endian: 'little' }, payload: long, prefix: '\x02\x01' },
    { options: { prefixBytes: 1 }, payload: 'ping', prefix: '\x04' },
    { options: { prefixBytes: 1 }, payload: 'x'.repeat(255), prefix: '\xff' },
    { options: { prefixBytes: 2 }, payload: 'x'.repeat(65_535), prefix: '\xff\xff' },
  ])('is written and read alike: $options $prefix', ({ options, payload, prefix }) => {
    const codec = lengthPrefixed(options)
    const wire = codec.encode(payload)
    expect(latin1(wire)).toBe(prefix + payload)
    expect(feed(codec.decoder(), wire)).toEqual([payload])
  })
})

describe('frames behind their length', () => {
  test.each([
    { situation: 'several at once', chunks: ['\x01a\x02bc'], frames: ['a', 'bc'], pending: 0 },
    { situation: 'none of any bytes', chunks: ['\0\0\x01a'], frames: ['', '', 'a'], pending: 0 },
    { situation: 'only a length', chunks: ['\x03'], frames: [], pending: 1 },
    { situation: 'a length and a part', chunks: ['\x03ab'], frames: [], pending: 3 },
    { situation: 'a part in the next chunk', chunks: ['\x03a', 'b', 'c\x01'], frames: ['abc'], pending: 1 },
    { situation: 'newlines mean nothing', chunks: ['\x02\n\n'], frames: ['\n\n'], pending: 0 },
  ])('are cut as announced: $situation', ({ chunks, frames, pending }) => {
    const decoder = lengthPrefixed({ prefixBytes: 1 }).decoder()
    expect(feed(decoder, ...chunks)).toEqual(frames)
    expect(decoder.pending).toBe(pending)
    expect(decoder.end()).toBeNull()
  })

  test('may have their length split between chunks, which counts as pending', () => {
    const decoder = lengthPrefixed().decoder()
    expect(feed(decoder, '\0', '\0\0')).toEqual([])
    expect(decoder.pending).toBe(3)
    expect(feed(decoder, '\x01a\0')).toEqual(['a'])
    expect(decoder.pending).toBe(1)
  })
})

describe('an announced length', () => {
  test('of exactly the limit is taken', () => {
    const decoder = lengthPrefixed({ maxFrameBytes: 3 }).decoder()
    expect(feed(decoder, '\0\0\0\x03abc')).toEqual(['abc'])
  })

  test.each([
    { options: {}, prefix: '\0\x10\0\x01' },
    { options: {}, prefix: '\xff\xff\xff\xff' },
    { options: { endian: 'little' }, prefix: '\x01\0\x10\0' },
    { options: { maxFrameBytes: 3 }, prefix: '\0\0\0\x04' },
    { options: { maxFrameBytes: 3, prefixBytes: 1 }, prefix: '\x04' },
  ] satisfies { options: LengthOptions; prefix: string }[])(
    'past the limit is refused on reading it: $options $prefix',
    ({ options, prefix }) => {
      const codec = lengthPrefixed(options)
      const decoder = codec.decoder()
      expect(feed(decoder, prefix.slice(0, -1))).toEqual([])
      expect(() => feed(decoder, prefix.slice(-1))).toThrow(
        new FramingError(`a frame longer than ${codec.maxFrameBytes} bytes`),
      )
      expect(decoder.pending).toBe(0)
    },
  )
})

describe('a prefix that can say less than the limit', () => {
  test.each([
    [1, 255],
    [2, 65_535],
    [4, 1_048_576],
  ] as const)('of %d bytes brings the default down to %d', (prefixBytes, maxFrameBytes) => {
    expect(lengthPrefixed({ prefixBytes }).maxFrameBytes).toBe(maxFrameBytes)
  })

  test('refuses a limit it cannot reach', () => {
    expect(() => lengthPrefixed({ prefixBytes: 1, maxFrameBytes: 256 })).toThrow(
      new OptionError('maxFrameBytes', 'expected a whole number from 1 to 255, got 256'),
    )
    expect(() => lengthPrefixed({ prefixBytes: 2, maxFrameBytes: 65_536 })).toThrow(OptionError)
  })
})

describe('a bad option', () => {
  test.each([
    { options: { prefixBytes: 3 }, message: 'prefixBytes: expected 1, 2 or 4, got 3' },
    { options: { prefixBytes: 0 }, message: 'prefixBytes: expected 1, 2 or 4, got 0' },
    { options: { endian: 'middle' }, message: 'endian: expected big or little, got middle' },
  ])('is refused by name: $message', ({ options, message }) => {
    // @ts-expect-error: what the types rule out still comes from JavaScript and from configuration
    const make = () => lengthPrefixed(options)
    expect(make).toThrow(OptionError)
    expect(make).toThrow(message)
  })
})

describe('the bytes of a payload', () => {
  test('may be changed once they were encoded: the wire form is a copy', () => {
    const payload = bytes('ping')
    const wire = lengthPrefixed().encode(payload)
    payload.fill(0)
    expect(latin1(wire)).toBe('\0\0\0\x04ping')
  })
})
