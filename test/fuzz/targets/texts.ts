/** Frames, durations and sizes as they are typed. */
import { answerText, frameText } from '../../../src/cli/texts.ts'
import { UsageError } from '../../../src/cli/usage.ts'
import { count, deadline, delays, duration, size } from '../../../src/cli/values.ts'
import { bytesOf, isSame, latin1, utf8 } from '../bytes.ts'
import { must, type Target } from '../target.ts'

const READERS = [duration, deadline, count, size] as const

export const textsTarget: Target = {
  name: 'texts',
  of: 'cli/texts.ts, values.ts',
  share: 50,
  corpus: [
    { why: 'a lone backslash', bytes: ['a\\'] },
    { why: 'half an escape', bytes: ['\\x4'] },
    { why: 'an escape of nothing', bytes: ['\\q'] },
    { why: 'no ping before the sign', bytes: ['=pong'] },
    { why: 'many digits', bytes: [['9', 400], 's'] },
    { why: 'digits without a unit', bytes: [['1', 100_000], '.'] },
    { why: 'backslashes', bytes: [['\\\\', 50_000]] },
  ],
  words: ['\\n', '\\x00', '\\xff', '\\\\', '=', '..', 'ms', 's', 'm', 'h', 'KiB', 'MiB', 'off', '1', '.5'],
  grammar: (draw) => ({
    bytes: bytesOf(
      draw
        .list(6, () =>
          draw.pick(['ping', '\\n', '\\xfe', '=', '5', '00', '.5', 'ms', 's', 'MiB', '..', 'é', '\\t']),
        )
        .join(''),
    ),
    knobs: [],
  }),
  check({ bytes }) {
    // What is given on a command line has come through UTF-8.
    const text = Buffer.from(bytes).toString()
    const escaped = latin1(bytes).replaceAll(
      /[^ -[\]-~]/g,
      (one) => `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`,
    )
    const frame = bytes.length === 0 ? null : frameText('--ping', escaped)
    const back = typeof frame === 'string' ? utf8(frame) : frame
    must(back === null || isSame(back, bytes), 'bytes that were written as escapes come back as others')
    usable(() => frameText('--ping', text))
    usable(() => answerText('--answer', text))
    const span = usable(() => delays('--backoff', text))
    must(span === null || span.firstMs <= span.maxMs, 'the longest delay is not the longest')
    for (const read of READERS) {
      const value = usable(() => read('--every', text))
      must(value === null || value === false || value >= 0, 'a number that is none')
    }
  },
}

/** null where it was refused, in one line that names what it is about. @throws whatever else is thrown. */
function usable<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    must(
      /^--\w+: [^\n]*$/.test(error.message),
      () => `refused in other words: ${JSON.stringify(error.message)}`,
    )
    return null
  }
}
