import { expect, test } from 'vitest'
import { Slab } from '../../../src/transport/memory/slab.ts'

test('A copy is the reader’s own: neither the original nor another copy changes with it', () => {
  const slab = new Slab()
  const original = new Uint8Array([1, 2, 3])
  const copies = [slab.copyOf(original), slab.copyOf(original), slab.copyOf(new Uint8Array(0))]
  copies[0]?.fill(9)
  expect([original, ...copies].map((bytes) => [...bytes])).toEqual([[1, 2, 3], [9, 9, 9], [1, 2, 3], []])
  expect(copies[0]?.buffer).toBe(copies[1]?.buffer)
})

test('However many and long, each is whole', () => {
  const slab = new Slab()
  const lengths = Array.from({ length: 300 }, (_, index) => (index * 37) % 700)
  const copies = lengths.map((length, index) => slab.copyOf(new Uint8Array(length).fill(index)))
  copies.forEach((copy, index) => {
    expect(copy).toEqual(new Uint8Array(lengths[index] ?? 0).fill(index))
  })
  expect(new Set(copies.map(({ buffer }) => buffer)).size).toBeGreaterThan(2)
})
