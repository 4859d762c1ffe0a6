import { describe, expect, test } from 'vitest'
import { Frame } from '../../src/machines/frame.ts'
import { Hold, MOST_HELD_BYTES } from '../../src/machines/hold.ts'

const frame = (bytes: number): Frame => new Frame(new Uint8Array(bytes), false)

describe('a hold', () => {
  test('gives frames back in order, and knows which is next without giving it', () => {
    const hold = new Hold(10)
    const frames = [frame(1), frame(2), frame(3)]
    for (const each of frames) hold.add(each)
    expect(hold.first).toBe(frames[0])
    expect(hold.size).toBe(3)
    expect([hold.take(), hold.take(), hold.take(), hold.take()]).toEqual([...frames, undefined])
    expect(hold.size).toBe(0)
  })

  test.each([
    { limit: 1, bytes: [0], full: true },
    { limit: 3, bytes: [0, 0], full: false },
    { limit: 3, bytes: [0, 0, 0], full: true },
    { limit: 9, bytes: [MOST_HELD_BYTES - 1], full: false },
    { limit: 9, bytes: [MOST_HELD_BYTES], full: true },
    { limit: 9, bytes: [MOST_HELD_BYTES - 1, 1], full: true },
  ])('of $limit with frames of $bytes bytes is full: $full', ({ limit, bytes, full }) => {
    const hold = new Hold(limit)
    for (const each of bytes) hold.add(frame(each))
    expect(hold.isFull).toBe(full)
  })

  test('has room again at half of its frames and half of its bytes', () => {
    const hold = new Hold(4)
    for (const bytes of [0, MOST_HELD_BYTES / 2, 1, 0]) hold.add(frame(bytes))
    expect(hold.hasRoom).toBe(false)
    hold.take()
    expect(hold.hasRoom).toBe(false)
    hold.take()
    expect(hold.hasRoom).toBe(true)
  })
})
