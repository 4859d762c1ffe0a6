import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { OptionError } from '../../../src/transport/cause.ts'
import { FramingError } from '../../../src/transport/framing/codec.ts'
import { jsonValues } from '../../../src/transport/framing/json.ts'
import { bytes, chop, feed, latin1, outcomeOf, singleBytes, utf8 } from './feeding.ts'

describe('JSON values that come in', () => {
  test.each([
    { situation: 'one object', chunks: ['{"a":1}'], frames: ['{"a":1}'], pending: 0 },
    { situation: 'nothing between', chunks: ['{}[]""{}'], frames: ['{}', '[]', '""', '{}'], pending: 0 },
    { situation: 'a line each', chunks: ['{}\n[]\r\n'], frames: ['{}', '[]'], pending: 0 },
    { situation: 'whitespace within', chunks: [' { "a" : 1 }\n'], frames: ['{ "a" : 1 }'], pending: 0 },
    {
      situation: 'bare values',
      chunks: ['1 true\tfalse\nnull '],
      frames: ['1', 'true', 'false', 'null'],
      pending: 0,
    },
    { situation: 'a bare value that may go on', chunks: ['1 42'], frames: ['1'], pending: 2 },
    { situation: 'a bare value in two', chunks: ['4', '2', ' '], frames: ['42'], pending: 0 },
    { situation: 'a bare value ended by a bracket', chunks: ['42', '[]'], frames: ['42', '[]'], pending: 0 },
    { situation: 'a bare value ended by a quote', chunks: ['null"a"'], frames: ['null', '"a"'], pending: 0 },
    { situation: 'only whitespace', chunks: [' \n\t\r'], frames: [], pending: 0 },
    { situation: 'whitespace before what has begun', chunks: ['   {"a'], frames: [], pending: 3 },
    {
      situation: 'odd and doubled keys, untouched',
      chunks: ['{"__proto__":1,"a":1,"a":2}'],
      frames: ['{"__proto__":1,"a":1,"a":2}'],
      pending: 0,
    },
  ])('are cut where they end: $situation', ({ chunks, frames, pending }) => {
    const decoder = jsonValues().decoder()
    expect(feed(decoder, ...chunks)).toEqual(frames)
    expect(decoder.pending).toBe(pending)
  })

  const tricky = [
    String.raw`{"quote":"\"","backslash":"\\","both":"\\\""}`,
    '["]","}","[","{",",",":"]',
    String.raw`"\u0022\u005c\\\\"`,
    '{"nested":[[],{},[{"deep":[1,-2.5e-3,true,null]}]]}',
    '"日本語 👩‍🚀"',
  ]

  test.each(tricky)('may be split in two at any byte: %s', (text) => {
    const value = utf8(text)
    for (let cut = 0; cut <= value.length; cut += 1) {
      const decoder = jsonValues().decoder()
      expect(feed(decoder, ...chop(value, [cut]))).toEqual([latin1(value)])
    }
  })

  test('may arrive one byte at a time, glued to each other', () => {
    const decoder = jsonValues().decoder()
    expect(feed(decoder, ...singleBytes(utf8(tricky.join(''))))).toEqual(
      tricky.map((text) => latin1(utf8(text))),
    )
  })

  test('may be written with any indentation', () => {
    const written = fc.tuple(fc.jsonValue(), fc.nat({ max: 3 })).map(([value, indent]) => {
      return JSON.stringify(value, null, indent)
    })
    fc.assert(
      fc.property(fc.array(written, { maxLength: 6 }), (texts) => {
        const { frames } = outcomeOf(jsonValues().decoder(), [utf8(texts.map((text) => `${text} `).join(''))])
        expect(frames).toEqual(texts.map((text) => latin1(utf8(text))))
      }),
    )
  })
})

describe('the end of the stream', () => {
  test.each(['42', '-0.5e10', 'true', 'false', 'null'])('completes %s', (text) => {
    const decoder = jsonValues().decoder()
    expect(feed(decoder, `[] ${text}`)).toEqual(['[]'])
    expect(latin1(decoder.end() ?? bytes('none'))).toBe(text)
    expect(decoder.pending).toBe(0)
    expect(decoder.end()).toBeNull()
  })

  test.each(['tru', '-', '1.', '{"a":1', '["', '"abc'])('does not complete %s', (text) => {
    const decoder = jsonValues().decoder()
    expect(feed(decoder, text)).toEqual([])
    expect(decoder.end()).toBeNull()
    expect(decoder.pending).toBe(text.length)
  })

  test.each(['', ' \n', '[]'])('has nothing to complete after %j', (text) => {
    const decoder = jsonValues().decoder()
    feed(decoder, text)
    expect(decoder.end()).toBeNull()
  })
})

describe('a frame that is not JSON', () => {
  test.each([
    '{abc}',
    '{"a":}',
    "{'a':1}",
    '[1,]',
    '[1 2]',
    '{"a":1,}',
    '01 ',
    '1.2.3 ',
    'nulltrue ',
    'tru ',
    '- ',
    '"\n"',
    '"\t"',
    String.raw`"\x"`,
    '[NaN]',
    '[/**/]',
    '[\xa01]',
  ])('is refused when it is complete: %j', (text) => {
    const decoder = jsonValues().decoder()
    expect(() => feed(decoder, utf8(text))).toThrow(new FramingError('a frame that is not JSON'))
  })

  test('says in its cause what the parser said', () => {
    const decoder = jsonValues().decoder()
    decoder.push(bytes('[1,]'))
    expect(() => decoder.next()).toThrow(expect.objectContaining({ cause: expect.any(SyntaxError) }))
  })
})

describe('a value that is not UTF-8', () => {
  test.each(['"\xff"', '"\xc3"', '["\xed\xa0\x80"]', '"\xc0\x80"'])('is refused: %j', (text) => {
    const decoder = jsonValues().decoder()
    expect(() => feed(decoder, text)).toThrow(new FramingError('a JSON value that is not UTF-8'))
  })

  test('says in its cause what the decoder of text said', () => {
    const decoder = jsonValues().decoder()
    decoder.push(bytes('"\xff"'))
    expect(() => decoder.next()).toThrow(expect.objectContaining({ cause: expect.any(TypeError) }))
  })

  test('leaves no trace in the links that are read after it', () => {
    expect(() => feed(jsonValues().decoder(), '"\xe6\x97"')).toThrow(FramingError)
    expect(feed(jsonValues().decoder(), utf8('"日"'))).toEqual([latin1(utf8('"日"'))])
  })
})

describe('a value at the limit', () => {
  test.each([
    { value: '[123456]', chunks: ['[123456]'] },
    { value: '[123456]', chunks: ['  \n [1234', '56]   '] },
    { value: '"123456"', chunks: ['"12345', '6"'] },
    { value: '12345678', chunks: ['12345678', ' '] },
    { value: '12345678', chunks: ['12345678 '] },
  ])('is a frame: $chunks', ({ value, chunks }) => {
    expect(feed(jsonValues({ maxFrameBytes: 8 }).decoder(), ...chunks)).toEqual([value])
  })

  test.each([
    { chunks: ['[1234567]'] },
    { chunks: ['[1234567', ' '] },
    { chunks: ['"1234567', 'x'] },
    { chunks: ['123456789'] },
    { chunks: ['12345678', '9 '] },
  ])('is refused one byte over, as soon as that is known: $chunks', ({ chunks }) => {
    const decoder = jsonValues({ maxFrameBytes: 8 }).decoder()
    expect(feed(decoder, ...chunks.slice(0, -1))).toEqual([])
    expect(() => feed(decoder, ...chunks.slice(-1))).toThrow(new FramingError('a frame longer than 8 bytes'))
  })
})

describe('a string of 64 MiB', () => {
  test('is refused after the first, and held no further than that', () => {
    const chunk = new Uint8Array(64 * 1024).fill(0x61)
    const decoder = jsonValues().decoder()
    feed(decoder, '"')
    let fed = 1
    const feedAll = () => {
      for (; fed < 64 * 2 ** 20; fed += chunk.length) {
        decoder.push(chunk)
        decoder.next()
        expect(decoder.pending).toBeLessThanOrEqual(2 ** 20)
      }
    }
    expect(feedAll).toThrow(new FramingError('a frame longer than 1048576 bytes'))
    expect(fed).toBeLessThanOrEqual(2 ** 20)
    expect(decoder.pending).toBe(0)
  })
})

describe('a payload of JSON', () => {
  test.each([
    { payload: '{"a":1}', wire: '{"a":1}' },
    { payload: '[]', wire: '[]' },
    { payload: '"text"', wire: '"text"' },
    { payload: ' {"a": 1}\r\n', wire: '{"a": 1}' },
    { payload: '42', wire: '42\n' },
    { payload: ' -1e5 ', wire: '-1e5\n' },
    { payload: 'true', wire: 'true\n' },
    { payload: 'null', wire: 'null\n' },
    { payload: bytes('[1]'), wire: '[1]' },
    { payload: '"é"', wire: '"\xc3\xa9"' },
  ])('is sent so that its end can be told: $wire', ({ payload, wire }) => {
    expect(latin1(jsonValues().encode(payload))).toBe(wire)
  })

  test.each([
    '',
    '  ',
    'ping',
    'tru',
    '{',
    '{}{}',
    '1 2',
    '{} 1',
    '1[]',
    '[1,]',
    '[}',
    '{} x',
    '[] [',
    bytes('"\xff"'),
    bytes('\xef\xbb\xbf{}'),
  ])('is refused when it is not one JSON value: %j', (payload) => {
    expect(() => jsonValues().encode(payload)).toThrow(OptionError)
    expect(() => jsonValues().encode(payload)).toThrow(/^payload: /)
  })

  test.each(['', '{', '{}{}', '1 2'])('is told when it is less or more than one value: %j', (payload) => {
    expect(() => jsonValues().encode(payload)).toThrow(new OptionError('payload', 'not one whole JSON value'))
  })

  test('is refused when it nests deeper than the other side would take', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    expect(() => jsonValues().encode(nested(512))).not.toThrow()
    expect(() => jsonValues().encode(nested(513))).toThrow(
      new OptionError('payload', 'JSON nested deeper than 512'),
    )
  })
})
