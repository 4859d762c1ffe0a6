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

  test('is full until there is room again for half of its frames and half of its bytes, and says both once', () => {
    const told: string[] = []
    const hold = new Hold(4, { block: () => told.push('full'), unblock: () => told.push('room') })
    for (const bytes of [0, MOST_HELD_BYTES / 2, 1, 0, 0]) hold.add(frame(bytes))
    expect(told).toEqual(['full'])
    for (const left of [4, 3, 2]) {
      hold.ease()
      expect([hold.size, hold.isFull]).toEqual([left + 1, true])
      hold.take()
    }
    hold.ease()
    hold.ease()
    expect([told, hold.isFull]).toEqual([['full', 'room'], false])
  })

  test('may be emptied at once, and holds as much again', () => {
    const hold = new Hold(9)
    const frames = [frame(1), frame(MOST_HELD_BYTES - 2)]
    for (const each of frames) hold.add(each)
    expect(hold.empty()).toEqual(frames)
    expect([hold.size, hold.empty()]).toEqual([0, []])
    hold.add(frame(1))
    expect(hold.isFull).toBe(false)
    hold.add(frame(MOST_HELD_BYTES - 1))
    expect(hold.isFull).toBe(true)
  })
})
