import { describe, expect, test } from 'vitest'
import { FramingError } from '../../../src/transport/framing.ts'
import { jsonText, kindOf } from '../../../src/transport/port/json-text.ts'

const LIMIT = 1_048_576

/** Each level holds the one below twice. */
function doubled(levels: number): unknown {
  let whole: unknown = 'a'
  for (let level = 0; level < levels; level += 1) whole = [whole, whole]
  return whole
}

function nested(levels: number): unknown {
  let whole: unknown = 0
  for (let level = 0; level < levels; level += 1) whole = [whole]
  return whole
}

function holes(count: number): unknown[] {
  const list: unknown[] = []
  list.length = count
  return list
}

describe('A message as JSON', () => {
  test.each([
    [{ type: 'ping', n: [1, null, undefined], gone: undefined }],
    [new Date(0)],
    [new Map([[1, 2]])],
    ['text'],
    [null],
    [[new Uint8Array(3), new Float64Array(2), new DataView(new ArrayBuffer(8))]],
    [holes(4)],
  ])('%o is what JSON.stringify says', (message) => {
    expect(jsonText(message, LIMIT)).toBe(JSON.stringify(message))
  })

  test('Two thousand levels are said, and what is there four thousand times', () => {
    expect(jsonText(nested(2_000), LIMIT)).toBe(`${'['.repeat(2_000)}0${']'.repeat(2_000)}`)
    expect(jsonText(doubled(12), LIMIT)).toBe(JSON.stringify(doubled(12)))
  })

  test.each([
    ['what holds itself twice, forty times over', doubled(40)],
    ['four billion holes', holes(4_294_967_295)],
    ['a long text that is there often', new Array<string>(5_000).fill('x'.repeat(5_000))],
    ['a long name that is there often', new Array<unknown>(5_000).fill({ ['x'.repeat(5_000)]: 1 })],
    ['many numbers in one view', [new Uint8Array(100_000_000)]],
  ])('%s is not said at all', (_what, message) => {
    expect(jsonText(message, LIMIT)).toBeNull()
  })

  const circle: unknown[] = []
  circle.push(circle, circle)
  test.each([
    ['a circle', circle, 'Array'],
    ['a bigint', 1n, 'bigint'],
    ['a bigint inside', { a: 1n }, 'Object'],
    ['nothing', undefined, 'undefined'],
    ['what is too deep', nested(2_001), 'Array'],
  ])('%s cannot be said, and the complaint says what it is', (_what, message, kind) => {
    expect(() => jsonText(message, LIMIT)).toThrow(
      new FramingError(`a message that JSON cannot say (${kind})`),
    )
  })

  test('Fields that say nothing are no reason to refuse it', () => {
    const message = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`a${at}`, undefined]))
    expect(jsonText(message, 16)).toBe('{}')
  })
})

test('The kind of a message is what its platform calls it', () => {
  expect([null, undefined, 1, [], {}, new Map(), new SharedArrayBuffer(1)].map(kindOf)).toEqual([
    'null',
    'undefined',
    'number',
    'Array',
    'Object',
    'Map',
    'SharedArrayBuffer',
  ])
})
