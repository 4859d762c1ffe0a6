import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MOST_SHOWN, shownFrame } from '../../../src/inspector/frames/shown-frame.ts'
import type { FramePlan, SeenFrame } from '../../../src/inspector/options.ts'
import type { Payload } from '../../../src/transport/transport.ts'

const shown = (payload: Payload, plan: FramePlan = 'all', isBeat = false) =>
  shownFrame({ id: 'prices', at: 7, way: 'in', isBeat, payload }, plan)

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('Where everything may be shown', () => {
  test.each<Payload>(['grüß dich\n\u0007', utf8('grüß dich\n\u0007')])(
    'text is shown as it is: %j',
    (payload) => {
      expect(shown(payload)).toEqual({
        at: 7,
        way: 'in',
        isBeat: false,
        bytes: 13,
        text: 'grüß dich\n\u0007',
        isHex: false,
        isCut: false,
      })
    },
  )

  test('what is no text is shown in hex', () => {
    expect(shown(Uint8Array.of(0xff, 0x00, 0x0a))).toMatchObject({ text: 'ff000a', isHex: true, bytes: 3 })
  })

  test('of a long one its beginning is shown, and that it goes on', () => {
    const bytes = new Uint8Array(1_000).fill(0xfe)
    expect(shown('x'.repeat(1_000))).toMatchObject({
      text: 'x'.repeat(MOST_SHOWN),
      bytes: 1_000,
      isCut: true,
    })
    expect(shown(bytes)).toMatchObject({
      text: 'fe'.repeat(MOST_SHOWN),
      bytes: 1_000,
      isHex: true,
      isCut: true,
    })
  })

  test('no character is cut in two, wherever the cut falls', () => {
    fc.assert(
      fc.property(fc.nat(4), fc.constantFrom('ä', '€', '😀'), (before, character) => {
        const text = 'x'.repeat(before) + character.repeat(300)
        for (const payload of [text, utf8(text)]) {
          const told = shown(payload)
          expect([told.isHex, told.isCut]).toEqual([false, true])
          expect(text.startsWith(told.text ?? '-')).toBe(true)
          expect(told.text).not.toMatch(/[\ud800-\udbff]$/)
        }
      }),
    )
  })
})

describe('Where a rule says what may be shown', () => {
  test('it sees all of the frame, and what it makes of it is shown', () => {
    const seen: SeenFrame[] = []
    const rule = (frame: SeenFrame): string => {
      seen.push(frame)
      return frame.text?.replace(/\d/g, '•') ?? 'no text'
    }
    expect(shown('card 1234', rule, true)).toMatchObject({ text: 'card ••••', isBeat: true, isCut: false })
    expect(shown(Uint8Array.of(0xff), rule)).toMatchObject({ text: 'no text', isHex: false })
    expect(seen[0]).toEqual({
      id: 'prices',
      way: 'in',
      isBeat: true,
      bytes: utf8('card 1234'),
      text: 'card 1234',
    })
    expect(seen[1]?.text).toBeNull()
    expect(shown('x', () => 'y'.repeat(300))).toMatchObject({
      text: 'y'.repeat(MOST_SHOWN),
      isCut: true,
      bytes: 1,
    })
  })

  test.each<[string, FramePlan]>([
    ['keeps it back', () => null],
    [
      'throws',
      () => {
        throw new Error('a bug')
      },
    ],
    ['answers nonsense', Object.assign(() => null, { call: 1 })],
  ])('one that %s shows only how long it was', (_, rule) => {
    expect(shown('secret', rule)).toMatchObject({ text: null, bytes: 6, isHex: false, isCut: false })
  })
})
