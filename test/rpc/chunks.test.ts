import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Assembly, CHUNK_HEADER_BYTES, chunkOf, isChunk } from '../../src/rpc/chunks.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

test('A chunk is a zero, whether it is the last one, the number of its message, and its bytes', () => {
  expect([...chunkOf(0x01020304, bytes('a'), false)]).toEqual([0, 0, 1, 2, 3, 4, 97])
  expect([...chunkOf(7, bytes(''), true)]).toEqual([0, 1, 0, 0, 0, 7])
  expect([isChunk(chunkOf(1, bytes('a'), true)), isChunk(bytes('{}')), isChunk(bytes(''))]).toEqual([
    true,
    false,
    false,
  ])
})

test('Messages whose chunks are mixed become whole again', () => {
  const message = fc.uint8Array({ minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(
      fc.array(message, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 9 }),
      (messages, size) => {
        const assembly = new Assembly(100_000)
        const left = messages.map((whole, nth) => ({ nth, whole, at: 0 }))
        const done = new Map<number, Uint8Array>()
        while (left.length > 0) {
          const one = left.shift()
          if (one === undefined) break
          const end = one.at + size
          const isLast = end >= one.whole.length
          const whole = assembly.take(chunkOf(one.nth, one.whole.subarray(one.at, end), isLast))
          if (isLast) done.set(one.nth, whole ?? bytes('nothing'))
          else {
            expect(whole).toBeNull()
            left.push({ ...one, at: end })
          }
        }
        expect(messages.map((_, nth) => done.get(nth))).toEqual(messages)
      },
    ),
    { numRuns: 100, seed: 8 },
  )
})

describe('What is held', () => {
  test('is bounded, and empty chunks are not free', () => {
    const assembly = new Assembly(10 * CHUNK_HEADER_BYTES)
    for (let nth = 0; nth < 10; nth += 1) expect(assembly.take(chunkOf(nth, bytes(''), false))).toBeNull()
    expect(assembly.take(chunkOf(10, bytes(''), false))).toBeUndefined()
  })

  test('counts no more once it is whole, or its link is gone', () => {
    const assembly = new Assembly(30)
    for (let round = 0; round < 5; round += 1) {
      expect(assembly.take(chunkOf(1, bytes('0123456789'), false))).toBeNull()
      expect(assembly.take(chunkOf(1, bytes('x'), true))).toEqual(bytes('0123456789x'))
      expect(assembly.take(chunkOf(2, bytes('0123456789'), false))).toBeNull()
      assembly.clear()
    }
  })

  test('is the bytes alone, however little each chunk has, and however much came beside it', () => {
    const assembly = new Assembly(100_000)
    const came = new Uint8Array(1_000)
    came.set(chunkOf(1, bytes('abc'), false), 500)
    expect(assembly.take(came.subarray(500, 509))).toBeNull()
    came.fill(0)
    expect(assembly.take(chunkOf(1, bytes('d'), true))).toEqual(bytes('abcd'))
  })

  test('is of no more messages at once than could have begun in it, and of sixteen in any case', () => {
    for (const [maxBytes, most] of [
      [1_000, 16],
      [102_400, 100],
    ] as const) {
      const assembly = new Assembly(maxBytes)
      for (let nth = 0; nth < most; nth += 1) expect(assembly.take(chunkOf(nth, bytes(''), false))).toBeNull()
      expect(assembly.take(chunkOf(1, bytes('a'), false))).toBeNull()
      expect(assembly.take(chunkOf(most, bytes('whole'), true))).toEqual(bytes('whole'))
      expect(assembly.take(chunkOf(most, bytes(''), false))).toBeUndefined()
    }
  })

  test('may be no chunk at all', () => {
    const assembly = new Assembly(100)
    expect(assembly.take(Uint8Array.of(0, 1, 0, 0))).toBeUndefined()
    expect(assembly.take(Uint8Array.of(0, 9, 0, 0, 0, 1, 65))).toBeUndefined()
  })
})
