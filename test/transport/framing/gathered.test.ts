import { describe, expect, test } from 'vitest'
import { Gathered } from '../../../src/transport/framing/gathered.ts'
import { bytes, latin1 } from './feeding.ts'

const NO_BOUND = 2 ** 30

function gatheredOf(...pieces: readonly string[]): Gathered {
  const gathered = new Gathered()
  for (const piece of pieces) gathered.add(bytes(piece), NO_BOUND)
  return gathered
}

describe('pieces of a frame', () => {
  test('come out as one, in order, and are let go of', () => {
    const gathered = gatheredOf('he', '', 'llo')
    expect(gathered.length).toBe(5)
    expect(latin1(gathered.take())).toBe('hello')
    expect(gathered.length).toBe(0)
    expect(latin1(gathered.take())).toBe('')
  })

  test('come out whole, however often room had to be made for them', () => {
    const text = Array.from({ length: 1_000 }, (_, index) => String.fromCharCode(97 + (index % 26))).join('')
    expect(latin1(gatheredOf(...text).take())).toBe(text)
  })

  test('are copies: what becomes of the chunk later does not matter', () => {
    const chunk = bytes('safe')
    const gathered = new Gathered()
    gathered.add(chunk, NO_BOUND)
    chunk.fill(0)
    expect(latin1(gathered.take())).toBe('safe')
  })

  test('that were taken are never written to again', () => {
    const gathered = gatheredOf('first')
    const first = gathered.take()
    gathered.add(bytes('other'), NO_BOUND)
    expect(latin1(first)).toBe('first')
  })

  test('can lose their last byte', () => {
    const gathered = gatheredOf('ab\r')
    expect(gathered.last).toBe(0x0d)
    gathered.dropLast()
    expect(latin1(gathered.bytes)).toBe('ab')
  })

  test('have no last byte when there are none', () => {
    const gathered = gatheredOf()
    gathered.dropLast()
    expect([gathered.length, gathered.last]).toEqual([0, undefined])
  })
})

describe('the room for pieces', () => {
  test('stays within twice what came, so that a promise of much costs nothing', () => {
    const gathered = new Gathered()
    for (let count = 1; count <= 1_000; count += 1) {
      gathered.add(bytes('x'), NO_BOUND)
      expect(gathered.bytes.buffer.byteLength).toBeLessThanOrEqual(Math.max(64, 2 * count))
    }
  })

  test('does not double past what the frame can come to', () => {
    const gathered = new Gathered()
    for (let count = 1; count <= 100; count += 1) gathered.add(bytes('x'), 100)
    expect(gathered.bytes.buffer.byteLength).toBe(100)
  })

  test('grows beyond the expected where the bytes are there', () => {
    const gathered = new Gathered()
    gathered.add(bytes('twelve bytes'), 3)
    expect(latin1(gathered.take())).toBe('twelve bytes')
  })
})
