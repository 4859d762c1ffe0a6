import { describe, expect, test } from 'vitest'
import { answerText, frameText, frameTextOrNone } from '../../src/cli/texts.ts'

describe('the text of a frame', () => {
  test.each([
    ['ping', 'ping'],
    ['a b=c', 'a b=c'],
    ['grüße ♥', 'grüße ♥'],
    ['a\\n\\r\\t\\\\b', 'a\n\r\t\\b'],
    ['\\x41\\x00\\x7f', 'A\0\x7f'],
    ['\\X41', 'A'],
    ['\\\\n', '\\n'],
  ])('%j stands for %j', (text, expected) => {
    expect(frameText('--ping', text)).toBe(expected)
  })

  test.each([
    ['\\xff', [0xff]],
    ['a\\x80b', [0x61, 0x80, 0x62]],
    ['é\\xff', [0xc3, 0xa9, 0xff]],
    ['\\xc3\\xa9', [0xc3, 0xa9]],
  ])('%j stands for the bytes %j', (text, expected) => {
    expect(frameText('--ping', text)).toEqual(Uint8Array.from(expected))
  })

  test.each(['\\q', '\\', 'a\\', '\\x', '\\x4', '\\xzz', '\\0', '\\\n'])('%j has no such escape', (text) => {
    expect(() => frameText('--ping', text)).toThrow(
      /^--ping: \\.* is no escape; there are \\n \\r \\t \\\\ and \\xNN$/,
    )
  })

  test('is never empty', () => {
    expect(() => frameText('--ping', '')).toThrow('--ping: expected at least one byte')
  })

  test('may be none where that is allowed', () => {
    expect(frameTextOrNone('--ping', 'none')).toBeNull()
    expect(frameTextOrNone('--ping', 'ping')).toBe('ping')
  })
})

describe('an answer', () => {
  test.each([
    ['ping=pong', 'ping', 'pong'],
    ['ping=', 'ping', null],
    ['a=b=c', 'a', 'b=c'],
    ['a\\x3db=c', 'a=b', 'c'],
    ['PING\\r=PONG\\r', 'PING\r', 'PONG\r'],
  ])('%j recognises %j and sends %j', (text, ping, pong) => {
    expect(answerText('--answer', text)).toEqual({ ping, pong })
  })

  test.each(['ping', '=pong', ''])('%j is none', (text) => {
    expect(() => answerText('--answer', text)).toThrow(/^--answer: expected PING=PONG/)
  })
})
