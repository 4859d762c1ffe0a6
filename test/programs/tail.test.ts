import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Tail } from '../../src/programs/tail.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

function tailOf(limit: number, ...pieces: string[]): Tail {
  const tail = new Tail(limit)
  for (const piece of pieces) tail.push(bytes(piece))
  return tail
}

describe('The end of a stream', () => {
  test.each<[string, number, string[], string]>([
    ['nothing was printed', 10, [], ''],
    ['all of it is short enough', 10, ['one\n', 'two\n'], 'one\ntwo\n'],
    ['it fits to the byte', 8, ['one\n', 'two\n'], 'one\ntwo\n'],
    ['it is cut: it begins with a whole line', 10, ['one\ntwo\nthree\n'], 'three\n'],
    ['one line is longer than all that is kept', 4, ['abcdefgh'], 'efgh'],
    ['that line has ended', 4, ['abcdefgh\n'], 'fgh\n'],
    ['nothing is to be kept', 0, ['abc'], ''],
  ])('is kept where %s', (_, limit, pieces, text) => {
    expect(tailOf(limit, ...pieces).text()).toBe(text)
  })

  test('can be asked for in part, from a line on', () => {
    const tail = tailOf(100, 'one\ntwo\nthree\n')
    expect([tail.text(11), tail.text(6), tail.text(14)]).toEqual([
      'two\nthree\n',
      'three\n',
      'one\ntwo\nthree\n',
    ])
  })

  test('is the same bytes, however they were cut and however many there were', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 30 }), { maxLength: 20 }),
        (limit, pieces) => {
          const whole = pieces.join('')
          const tail = tailOf(limit, ...pieces)
          expect(tail.text()).toBe(whole.slice(-limit))
        },
      ),
    )
  })

  test('of what is no UTF-8 is text all the same', () => {
    const tail = new Tail(10)
    tail.push(Uint8Array.of(0xff, 0x41))
    expect(tail.text()).toBe('\ufffdA')
  })
})
