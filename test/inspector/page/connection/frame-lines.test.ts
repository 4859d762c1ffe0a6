import { expect, test } from 'vitest'
import type { ShownFrame } from '../../../../src/inspector/wire.ts'
import { frameLines, MOST_FRAMES } from '../../../../visualizations/inspector/src/connection/frame-lines.ts'
import { NOW } from '../support.ts'

const frame = (more: Partial<ShownFrame>): ShownFrame => ({
  at: NOW,
  way: 'in',
  isBeat: false,
  bytes: 4,
  text: 'pong',
  isHex: false,
  isCut: false,
  ...more,
})

const textOf = (more: Partial<ShownFrame>) => frameLines([frame(more)])[0]?.text

test('Text is shown as it is written, and its control characters are seen', () => {
  expect(textOf({ text: '<b>x</b>\u0000\u202e' })).toBe('<b>x</b>\\x00\\u202e')
})

test('Bytes are shown in pairs, and what was cut says so', () => {
  expect(textOf({ text: '00ff10', isHex: true, isCut: true })).toBe('00 ff 10 …')
})

test('What the program keeps back is told apart from what is empty', () => {
  expect(frameLines([frame({ text: null })])[0]).toMatchObject({
    text: 'kept back by the program',
    isRemark: true,
  })
  expect(textOf({ text: '' })).toBe('empty')
})

test('The newest comes first, and no more than can be read', () => {
  const lines = frameLines(Array.from({ length: 500 }, (_, n) => frame({ at: NOW + n, bytes: 1 })))
  expect(lines).toHaveLength(MOST_FRAMES)
  expect(lines[0]).toMatchObject({ at: NOW + 499, size: '1 byte' })
})
