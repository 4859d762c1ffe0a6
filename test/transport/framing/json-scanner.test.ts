import { describe, expect, test } from 'vitest'
import { FramingError } from '../../../src/transport/framing/codec.ts'
import { DEEPEST_JSON_NESTING, isSpace, JsonScanner } from '../../../src/transport/framing/json-scanner.ts'
import { bytes } from './feeding.ts'

describe('the end of a value', () => {
  test.each([
    { text: '{} ', end: 2 },
    { text: '[]]', end: 2 },
    { text: '[[],[]]', end: 7 },
    { text: '{"a":[1,{"b":"}"}]}{', end: 19 },
    { text: '"]" ', end: 3 },
    { text: '""""', end: 2 },
    { text: String.raw`"\""`, end: 4 },
    { text: String.raw`"\\""`, end: 4 },
    { text: String.raw`["\\\"]"]`, end: 9 },
    { text: '42 ', end: 2 },
    { text: '42\n', end: 2 },
    { text: '42{', end: 2 },
    { text: '42[', end: 2 },
    { text: 'true"', end: 4 },
    { text: '-1.5e+3\t', end: 7 },
    { text: '42', end: -1 },
    { text: '"a', end: -1 },
    { text: String.raw`"a\"`, end: -1 },
    { text: '[1', end: -1 },
  ])('is found in $text at $end', ({ text, end }) => {
    expect(new JsonScanner().scan(bytes(text), 0)).toBe(end)
  })

  test('is found from wherever the value begins in the chunk', () => {
    expect(new JsonScanner().scan(bytes('xx[]'), 2)).toBe(4)
  })

  test('is where the next chunk begins when a number was complete without knowing it', () => {
    const scanner = new JsonScanner()
    expect(scanner.scan(bytes('42'), 0)).toBe(-1)
    expect(scanner.inBare).toBe(true)
    expect(scanner.scan(bytes('['), 0)).toBe(0)
    expect([scanner.between, scanner.inBare]).toEqual([true, false])
  })

  test('is found though an escape was split', () => {
    const scanner = new JsonScanner()
    expect(scanner.scan(bytes('"\\'), 0)).toBe(-1)
    expect(scanner.scan(bytes('"'), 0)).toBe(-1)
    expect(scanner.scan(bytes('"'), 0)).toBe(1)
  })
})

describe('a byte that cannot be there', () => {
  test.each([
    { text: ']', message: "']' where a JSON value begins" },
    { text: '}', message: "'}' where a JSON value begins" },
    { text: ',', message: "',' where a JSON value begins" },
    { text: 'GET / HTTP/1.1', message: "'G' where a JSON value begins" },
    { text: '\xef\xbb\xbf{}', message: 'byte 0xef where a JSON value begins' },
    { text: '\0', message: 'byte 0x00 where a JSON value begins' },
    { text: ' ', message: 'byte 0x20 where a JSON value begins' },
    { text: '~', message: "'~' where a JSON value begins" },
    { text: '\x7f', message: 'byte 0x7f where a JSON value begins' },
    { text: '[}', message: "'}' where another bracket closes" },
    { text: '{"a":[1}', message: "'}' where another bracket closes" },
    { text: '{]', message: "']' where another bracket closes" },
    { text: '42]', message: "']' in a number or a word" },
    { text: '42,', message: "',' in a number or a word" },
    { text: 'tree.house', message: "'h' in a number or a word" },
  ])('is refused at once: $text', ({ text, message }) => {
    expect(() => new JsonScanner().scan(bytes(text), 0)).toThrow(new FramingError(message))
  })
})

describe('nesting', () => {
  const open = (depth: number) => bytes('[{"a":'.repeat(depth / 2))

  test('of 512 is taken', () => {
    expect(DEEPEST_JSON_NESTING).toBe(512)
    const scanner = new JsonScanner()
    expect(scanner.scan(open(512), 0)).toBe(-1)
    expect(scanner.scan(bytes(`1${'}]'.repeat(256)}`), 0)).toBe(513)
  })

  test('of 513 is refused at its opening bracket', () => {
    const scanner = new JsonScanner()
    scanner.scan(open(512), 0)
    expect(() => scanner.scan(bytes('['), 0)).toThrow(new FramingError('JSON nested deeper than 512'))
  })
})

describe('whitespace', () => {
  test('is space, tab, newline and carriage return, and nothing else', () => {
    const found = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => isSpace(byte))
    expect(found).toEqual([0x09, 0x0a, 0x0d, 0x20])
    expect(isSpace(undefined)).toBe(false)
  })
})
