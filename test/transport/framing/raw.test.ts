import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { raw } from '../../../src/transport/framing/raw.ts'
import { bytes, chopBy, choppings, concat, drain, feed, latin1 } from './feeding.ts'

describe('raw bytes that come in', () => {
  test.each([
    { situation: 'one chunk', chunks: ['ping'], frames: ['ping'] },
    { situation: 'newlines mean nothing', chunks: ['a\nb\n'], frames: ['a\nb\n'] },
    { situation: 'each chunk apart', chunks: ['po', 'ng'], frames: ['po', 'ng'] },
    { situation: 'exactly the limit', chunks: ['12345678'], frames: ['12345678'] },
    { situation: 'one over the limit', chunks: ['123456789'], frames: ['12345678', '9'] },
    { situation: 'many times the limit', chunks: ['1234567812345678'], frames: ['12345678', '12345678'] },
  ])('are frames as they come: $situation', ({ chunks, frames }) => {
    const decoder = raw({ maxFrameBytes: 8 }).decoder()
    expect(feed(decoder, ...chunks)).toEqual(frames)
    expect(decoder.pending).toBe(0)
    expect(decoder.end()).toBeNull()
  })

  test('are all delivered, each within the limit, however they are chopped', () => {
    const codec = raw({ maxFrameBytes: 8 })
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), choppings, (stream, chopping) => {
        const decoder = codec.decoder()
        const frames = chopBy(stream, chopping).flatMap((chunk) => {
          decoder.push(chunk)
          return drain(decoder)
        })
        expect(latin1(concat(frames))).toBe(latin1(stream))
        for (const { length } of frames) expect(length).toBeLessThanOrEqual(8)
        expect(decoder.pending).toBe(0)
      }),
    )
  })

  test('wait while nobody asks for them, in the middle of a long chunk too', () => {
    const decoder = raw({ maxFrameBytes: 2 }).decoder()
    decoder.push(bytes('aabb'))
    expect(latin1(decoder.next() ?? bytes('none'))).toBe('aa')
    expect(decoder.pending).toBe(0)
    expect(feed(decoder, 'cc')).toEqual(['bb', 'cc'])
  })
})

describe('a chunk that is one whole frame', () => {
  test.each([
    { chunk: '', frame: null },
    { chunk: '1', frame: '1' },
    { chunk: '12345678', frame: '12345678' },
    { chunk: '123456789', frame: null },
  ])('is known for one, up to the limit: $chunk', ({ chunk, frame }) => {
    const whole = raw({ maxFrameBytes: 8 }).whole?.(bytes(chunk)) ?? null
    expect(whole && latin1(whole)).toBe(frame)
  })
})

describe('an empty chunk', () => {
  test('is no frame: a stream cannot show one', () => {
    const decoder = raw().decoder()
    for (const chunk of ['a', '', 'b', '']) decoder.push(bytes(chunk))
    expect(drain(decoder).map(latin1)).toEqual(['a', 'b'])
  })
})

describe('a raw payload', () => {
  test.each(['', 'ping', 'ping\n', '123456789'])('is sent as it is: %j', (payload) => {
    expect(latin1(raw({ maxFrameBytes: 8 }).encode(payload))).toBe(payload)
  })

  test('of bytes is not copied', () => {
    const payload = bytes('ping')
    expect(raw().encode(payload)).toBe(payload)
  })
})
