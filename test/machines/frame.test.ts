import { describe, expect, test } from 'vitest'
import { Frame } from '../../src/machines/frame.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

describe('a frame', () => {
  test.each(['hello', '', 'Grüße, 世界 👋', '\uFEFFwith a byte order mark', 'a\0b'])(
    'that is UTF-8 reads as the text that was sent: %o',
    (text) => {
      const frame = new Frame(utf8(text), true)
      expect(frame.text).toBe(text)
      expect(frame.textOrNull).toBe(text)
      expect(`${frame}`).toBe(text)
    },
  )

  test('that is no UTF-8 says so, or shows what it is not', () => {
    const frame = new Frame(Uint8Array.of(0x61, 0xff, 0x62), false)
    expect(frame.textOrNull).toBeNull()
    expect(frame.text).toBe('a\uFFFDb')
    // The decoders are shared: one bad frame spoils none that follows.
    expect(new Frame(utf8('fine'), false).textOrNull).toBe('fine')
  })

  test('cut inside a character keeps nothing of it for the next one', () => {
    const [first, second] = [utf8('é').subarray(0, 1), utf8('é').subarray(1)]
    expect(new Frame(first, false).text).toBe('\uFFFD')
    expect(new Frame(second, false).text).toBe('\uFFFD')
    expect(new Frame(utf8('x'), false).text).toBe('x')
  })

  test('keeps its bytes as they came, and whether the transport called them text', () => {
    const bytes = Uint8Array.of(1, 2, 3)
    const frame = new Frame(bytes, false)
    expect(frame.bytes).toBe(bytes)
    expect(frame.isText).toBe(false)
    expect(new Frame(bytes, true).isText).toBe(true)
  })
})
