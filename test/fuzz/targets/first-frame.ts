/** Who somebody is, by the first frame or by a header; and the text of a frame. */
import { isUtf8 } from 'node:buffer'
import { Frame } from '../../../src/machines/frame.ts'
import type { Visitor } from '../../../src/machines/hooks.ts'
import { byFirstFrame, byHeader } from '../../../src/supervisor/identity/by.ts'
import { printable } from '../../../src/supervisor/wording.ts'
import { bytesOf } from '../bytes.ts'
import { must, type Target } from '../target.ts'

const byFrame = byFirstFrame()
const byName = byHeader('X-Device')

export const firstFrameTarget: Target = {
  name: 'first-frame',
  of: 'supervisor/identity/by.ts, wording.ts, machines/frame.ts',
  share: 40,
  corpus: [
    { why: 'white space alone', bytes: [' \t\r\n\xc2\xa0\xe2\x80\xa8'] },
    { why: 'a BOM is white space to trim', bytes: ['\xef\xbb\xbfdevice-7'] },
    { why: 'half a character', bytes: ['device\xc3'] },
    { why: 'a text that turns round', bytes: ['\xe2\x80\xae7-ecived'] },
    { why: 'much white space', bytes: [[' ', 100_000], 'a', [' ', 100_000]] },
  ],
  words: ['device-7', '\xe2\x80\xae', '\xef\xbb\xbf', '\xc2\x85', '\x1b[2J', '__proto__', '\xed\xa0\x80'],
  grammar: (draw) => ({
    bytes: bytesOf(
      draw
        .list(6, () => draw.pick(['device', '-', '7', ' ', '\n', '\xc3\xa4', 'x'.repeat(draw.size(300))]))
        .join(''),
    ),
    knobs: [],
  }),
  check({ bytes }) {
    const frame = new Frame(bytes, false)
    const text = Buffer.from(bytes).toString()
    must(frame.text === text && frame.toString() === text, 'a text is not what Node says')
    must(frame.textOrNull === (isUtf8(bytes) ? text : null), 'what is UTF-8 is not what Node says')
    must(byFrame(visitor(frame, {})) === (text.trim() || null), 'not the name in the frame')
    must(
      byName(visitor(null, Object.fromEntries([[text, text]]))) === (text === 'x-device' ? text : null),
      'a name by another header',
    )
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
    must(!/[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/.test(printable(text)), 'what cannot be printed is')
  },
}

function visitor(firstFrame: Frame | null, headers: Record<string, string>): Visitor {
  return {
    peer: null,
    identity: null,
    firstFrame,
    tls: null,
    upgrade: { url: '/', headers, protocol: null },
    signal: new AbortController().signal,
    send: () => Promise.resolve(),
    receive: () => Promise.reject(new Error('nothing more comes')),
  }
}
