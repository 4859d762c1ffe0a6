import { expect, test } from 'vitest'
import type { ShownFrame } from '../../../../src/inspector/wire.ts'
import { type Frames, framesWith } from '../../../../visualizations/inspector/src/live/frames.ts'

const frame = (at: number): ShownFrame => ({
  at,
  way: 'in',
  isBeat: false,
  bytes: 1,
  text: 'x',
  isHex: false,
  isCut: false,
})

test('The latest thousand frames are kept, and it is counted how many are not there', () => {
  let frames: Frames = { list: [], left: 0 }
  for (let at = 0; at < 30; at += 1) {
    frames = framesWith(frames, { frames: Array.from({ length: 50 }, () => frame(at)), left: 2 })
  }
  expect(frames.list).toHaveLength(1_000)
  expect(frames.list[0]?.at).toBe(10)
  expect(frames.left).toBe(500 + 60)
})
