import { describe, expect, test } from 'vitest'
import { ChunkDecoder } from '../../../src/transport/framing/chunk-decoder.ts'
import { bytes, drain, feed, latin1 } from './feeding.ts'

/** The smallest codec there is: every two bytes are a frame, and `!` breaks the framing. */
class PairDecoder extends ChunkDecoder {
  protected override cut(chunk: Uint8Array, from: number): Uint8Array | null {
    if (chunk[from] === 0x21) throw new Error('no shouting')
    const end = from + 2 - this.gathered.length
    if (end <= chunk.length) return this.finish(chunk, from, end)
    this.hold(chunk, from, 2)
    return null
  }
}

describe('a chunk with several frames', () => {
  test('gives one frame a question, so that reading can pause in the middle', () => {
    const decoder = new PairDecoder()
    decoder.push(bytes('aabb'))
    expect(latin1(decoder.next() ?? bytes('none'))).toBe('aa')
    decoder.push(bytes('cc'))
    expect(drain(decoder).map(latin1)).toEqual(['bb', 'cc'])
  })

  test('may end in the middle of a frame, which the next chunk completes', () => {
    const decoder = new PairDecoder()
    expect(feed(decoder, 'aab')).toEqual(['aa'])
    expect(decoder.pending).toBe(1)
    expect(feed(decoder, 'bcc')).toEqual(['bb', 'cc'])
    expect(decoder.pending).toBe(0)
  })
})

describe('an empty chunk', () => {
  test('changes nothing, in the middle of a frame or between two', () => {
    expect(feed(new PairDecoder(), '', 'a', '', 'a', '')).toEqual(['aa'])
  })
})

describe('a chunk waiting behind another', () => {
  test('keeps its place when more come before any is read', () => {
    const decoder = new PairDecoder()
    for (const chunk of ['aab', 'b', 'c', 'cdd']) decoder.push(bytes(chunk))
    expect(drain(decoder).map(latin1)).toEqual(['aa', 'bb', 'cc', 'dd'])
  })

  test('keeps its place when another comes just as the one before it is used up', () => {
    const decoder = new PairDecoder()
    for (const chunk of ['aa', 'bb']) decoder.push(bytes(chunk))
    expect(latin1(decoder.next() ?? bytes('none'))).toBe('aa')
    expect(feed(decoder, 'cc')).toEqual(['bb', 'cc'])
  })
})

describe('a stream that broke the framing', () => {
  test('delivers the frames before the break, then only the error', () => {
    const decoder = new PairDecoder()
    decoder.push(bytes('aa!'))
    decoder.push(bytes('bb'))
    expect(latin1(decoder.next() ?? bytes('none'))).toBe('aa')
    expect(() => decoder.next()).toThrow('no shouting')
    decoder.push(bytes('cc'))
    expect(() => decoder.next()).toThrow('no shouting')
  })

  test('holds nothing of the frame that had begun', () => {
    const decoder = new PairDecoder()
    expect(feed(decoder, 'a')).toEqual([])
    expect(() => feed(decoder, '!')).toThrow('no shouting')
    expect(decoder.pending).toBe(0)
  })
})

describe('the end of a stream', () => {
  test('completes nothing unless the codec says so', () => {
    const decoder = new PairDecoder()
    feed(decoder, 'a')
    expect(decoder.end()).toBeNull()
    expect(decoder.pending).toBe(1)
  })
})
