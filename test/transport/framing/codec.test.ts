import { describe, expect, test } from 'vitest'
import { OptionError } from '../../../src/transport/cause.ts'
import { FramingError } from '../../../src/transport/framing/codec.ts'
import {
  type Codec,
  DEFAULT_MAX_FRAME_BYTES,
  type FramingOptions,
  jsonValues,
  lengthPrefixed,
  lines,
  raw,
} from '../../../src/transport/framing.ts'

const makers: readonly (readonly [string, (options?: FramingOptions) => Codec])[] = [
  ['raw', raw],
  ['lines', lines],
  ['length', lengthPrefixed],
  ['json', jsonValues],
]

describe.each(makers)('the frame limit of %s', (_name, make) => {
  test('is 1 MiB when nothing is said', () => {
    expect(make().maxFrameBytes).toBe(1_048_576)
    expect(make({}).maxFrameBytes).toBe(DEFAULT_MAX_FRAME_BYTES)
  })

  test.each([1, 2 ** 30])('may be %d', (maxFrameBytes) => {
    expect(make({ maxFrameBytes }).maxFrameBytes).toBe(maxFrameBytes)
  })

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 30 + 1])(
    'is refused by name when it is %d',
    (maxFrameBytes) => {
      expect(() => make({ maxFrameBytes })).toThrow(OptionError)
      expect(() => make({ maxFrameBytes })).toThrow(
        `maxFrameBytes: expected a whole number from 1 to 1073741824, got ${maxFrameBytes}`,
      )
    },
  )
})

describe('a payload', () => {
  const limited = makers.slice(1).map(([name, make]) => [name, make({ maxFrameBytes: 4 })] as const)

  test.each(limited)('of exactly the limit is sent by %s, whatever is added around it', (_name, codec) => {
    expect(() => codec.encode('1234')).not.toThrow()
  })

  test.each(limited)('one byte over the limit is refused by %s', (_name, codec) => {
    expect(() => codec.encode('12345')).toThrow(new OptionError('payload', 'a frame longer than 4 bytes'))
  })

  test.each(limited)('is measured by %s in bytes, not in characters', (_name, codec) => {
    expect(() => codec.encode('"é"')).not.toThrow()
    expect(() => codec.encode('"éé"')).toThrow(OptionError)
  })
})

describe('a FramingError', () => {
  test('can be told from other errors by its class and by its name', () => {
    const error = new FramingError('a frame longer than 5 bytes')
    expect(error).toBeInstanceOf(Error)
    expect(String(error)).toBe('FramingError: a frame longer than 5 bytes')
  })
})
