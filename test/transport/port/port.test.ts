import { expect, test } from 'vitest'
import { cloneable } from '../../../src/transport/port/port.ts'

test('Bytes are copied into a buffer of their own length, which is handed over: nothing around them goes along', () => {
  const pool = Buffer.alloc(8_192)
  const bytes = pool.subarray(10, 13)
  bytes.set([1, 2, 3])
  const [message, transfer] = cloneable(bytes)
  expect(message).toEqual(Uint8Array.of(1, 2, 3))
  expect(transfer.map(({ byteLength }) => byteLength)).toEqual([3])
  structuredClone(message, { transfer })
  expect([...bytes]).toEqual([1, 2, 3])
})

test('Anything else crosses as it is', () => {
  const value = { a: 1 }
  expect(cloneable('text')).toEqual(['text', []])
  expect(cloneable(value)[0]).toBe(value)
})
