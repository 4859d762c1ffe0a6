import { describe, expect, test } from 'vitest'
import { OptionError } from '../../../src/transport/cause.ts'
import { FramingError } from '../../../src/transport/framing/codec.ts'
import { lines } from '../../../src/transport/framing/lines.ts'
import { bytes, feed, latin1 } from './feeding.ts'

const MiB = 2 ** 20

describe('lines that come in', () => {
  test.each([
    { situation: 'one line', chunks: ['ping\n'], frames: ['ping'], pending: 0 },
    { situation: 'several at once', chunks: ['a\nb\nc\n'], frames: ['a', 'b', 'c'], pending: 0 },
    { situation: 'an empty line', chunks: ['\n'], frames: [''], pending: 0 },
    { situation: 'two empty lines in a row', chunks: ['a\n\n\nb\n'], frames: ['a', '', '', 'b'], pending: 0 },
    { situation: 'one that is not complete', chunks: ['a\nbcd'], frames: ['a'], pending: 3 },
    { situation: 'one split in three', chunks: ['p', 'in', 'g\n'], frames: ['ping'], pending: 0 },
    { situation: 'its newline alone in a chunk', chunks: ['ping', '\n'], frames: ['ping'], pending: 0 },
    { situation: 'carriage returns', chunks: ['a\r\nb\r\n'], frames: ['a', 'b'], pending: 0 },
    { situation: 'an empty line of both', chunks: ['\r\n'], frames: [''], pending: 0 },
    { situation: 'both split', chunks: ['ping\r', '\npong\r', '\n'], frames: ['ping', 'pong'], pending: 0 },
    { situation: 'a lone return split off', chunks: ['\r', '\n'], frames: [''], pending: 0 },
    { situation: 'two returns, one of which is data', chunks: ['a\r\r\n'], frames: ['a\r'], pending: 0 },
    { situation: 'two returns, split', chunks: ['a\r', '\r\n'], frames: ['a\r'], pending: 0 },
    { situation: 'two returns, the newline apart', chunks: ['a\r\r', '\n'], frames: ['a\r'], pending: 0 },
    { situation: 'a return within a line', chunks: ['a\rb\n'], frames: ['a\rb'], pending: 0 },
    { situation: 'a return that waits for more', chunks: ['a\r'], frames: [], pending: 2 },
    { situation: 'bytes that are no text', chunks: ['\xff\xfe\0\n'], frames: ['\xff\xfe\0'], pending: 0 },
  ])('are cut at newlines: $situation', ({ chunks, frames, pending }) => {
    const decoder = lines().decoder()
    expect(feed(decoder, ...chunks)).toEqual(frames)
    expect(decoder.pending).toBe(pending)
  })

  test('are not completed by the end of the stream', () => {
    const decoder = lines().decoder()
    expect(feed(decoder, 'a\nlast')).toEqual(['a'])
    expect(decoder.end()).toBeNull()
    expect(decoder.pending).toBe(4)
  })
})

describe('a line of exactly the limit', () => {
  test.each([
    { chunks: ['12345678\n'] },
    { chunks: ['12345678\r\n'] },
    { chunks: ['12345678', '\n'] },
    { chunks: ['12345678', '\r\n'] },
    { chunks: ['12345678\r', '\n'] },
    { chunks: ['12345678', '\r', '\n'] },
    { chunks: ['1234567', '8\r', '\n'] },
  ])('is a frame: $chunks', ({ chunks }) => {
    expect(feed(lines({ maxFrameBytes: 8 }).decoder(), ...chunks)).toEqual(['12345678'])
  })
})

describe('several lines in one chunk', () => {
  test('may each have the limit, however long they are together', () => {
    const decoder = lines({ maxFrameBytes: 8 }).decoder()
    expect(feed(decoder, '12345678\n12345678\r\n12345678\n')).toEqual(['12345678', '12345678', '12345678'])
  })
})

describe('a chunk that is one whole line', () => {
  test.each([
    { chunk: 'ping\n', line: 'ping' },
    { chunk: 'ping\r\n', line: 'ping' },
    { chunk: '\r\n', line: '' },
    { chunk: 'ping', line: null },
    { chunk: 'ping\npong\n', line: null },
    { chunk: '12345678\n', line: '12345678' },
    { chunk: '12345678\r\n', line: '12345678' },
    { chunk: '123456789\n', line: null },
  ])('is known for one where it is not too long: $chunk', ({ chunk, line }) => {
    const frame = lines({ maxFrameBytes: 8 }).whole?.(bytes(chunk)) ?? null
    expect(frame && latin1(frame)).toBe(line)
  })
})

describe('a line one byte over the limit', () => {
  test.each([
    { chunks: ['123456789\n'] },
    { chunks: ['123456789\r\n'] },
    { chunks: ['12345678', '9'] },
    { chunks: ['123456789'] },
    { chunks: ['12345678', '\r', '\r'] },
    { chunks: ['12345678\r', 'x'] },
    { chunks: ['12345678\r\r\n'] },
    { chunks: ['12345678', '9\n'] },
  ])('is refused as soon as that is known: $chunks', ({ chunks }) => {
    const decoder = lines({ maxFrameBytes: 8 }).decoder()
    expect(feed(decoder, ...chunks.slice(0, -1))).toEqual([])
    expect(() => feed(decoder, ...chunks.slice(-1))).toThrow(new FramingError('a frame longer than 8 bytes'))
  })

  test('does not take the lines before it along', () => {
    const decoder = lines({ maxFrameBytes: 8 }).decoder()
    decoder.push(bytes('ok\n123456789\n'))
    expect(latin1(decoder.next() ?? bytes('none'))).toBe('ok')
    expect(() => decoder.next()).toThrow(FramingError)
  })
})

describe('64 MiB without a newline', () => {
  test('are refused after the first, and held no further than that', () => {
    const chunk = new Uint8Array(64 * 1024).fill(0x61)
    const decoder = lines().decoder()
    let refusals = 0
    let mostHeld = 0
    for (let fed = 0; fed < 64 * MiB; fed += chunk.length) {
      decoder.push(chunk)
      try {
        decoder.next()
        expect(fed).toBeLessThan(MiB)
      } catch (error) {
        expect(error).toBeInstanceOf(FramingError)
        refusals += 1
      }
      mostHeld = Math.max(mostHeld, decoder.pending)
    }
    expect(mostHeld).toBe(MiB)
    expect(refusals).toBe(63 * 16)
    expect(decoder.pending).toBe(0)
  })

  test('are refused in one piece, too', () => {
    const decoder = lines().decoder()
    decoder.push(new Uint8Array(64 * MiB))
    expect(() => decoder.next()).toThrow(FramingError)
  })
})

describe('a line of 1 MiB that trickles in byte by byte', () => {
  test('is a frame, in time that grows with its length and not with its square', () => {
    const decoder = lines().decoder()
    const byte = bytes('a')
    for (let fed = 0; fed < MiB; fed += 1) {
      decoder.push(byte)
      if (decoder.next() !== null) throw new Error('a frame before the newline')
    }
    decoder.push(bytes('\n'))
    expect(decoder.next()?.length).toBe(MiB)
  })
})

describe('a line that goes out', () => {
  test.each([
    { payload: 'ping', wire: 'ping\n' },
    { payload: '', wire: '\n' },
    { payload: 'for peers that want both\r', wire: 'for peers that want both\r\n' },
    { payload: bytes('\xff\0'), wire: '\xff\0\n' },
  ])('gets its newline: $wire', ({ payload, wire }) => {
    expect(latin1(lines().encode(payload))).toBe(wire)
  })

  test.each(['ping\n', '\n', 'two\nlines', bytes('a\nb')])(
    'is refused when it has one already: %j',
    (payload) => {
      expect(() => lines().encode(payload)).toThrow(new OptionError('payload', 'a newline in a line'))
    },
  )
})
