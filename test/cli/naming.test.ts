import { expect, test } from 'vitest'
import { naming, problemOf } from '../../src/cli/naming.ts'
import { OptionError } from '../../src/index.ts'

function refusing(option: string): () => never {
  return () => {
    throw new OptionError(option, 'expected: more')
  }
}

test.each([
  ['heartbeat.everyMs', undefined, '--every: expected: more'],
  ['heartbeat.suspect.forMs', undefined, '--suspect: expected: more'],
  ['heartbeat.suspect.probes', undefined, '--probes: expected: more'],
  ['staleAfterMs', undefined, '--stale: expected: more'],
  ['maxFrameBytes', '"ws://h"', '--max-frame: expected: more'],
  ['protocols', '"ws://h"', '--subprotocol: expected: more'],
  ['target', '"tcp://h"', '"tcp://h": expected: more'],
  ['somethingElse', undefined, 'somethingElse: expected: more'],
])('What the library says of %s (or else %s) is told as %j', (option, other, message) => {
  expect(() => naming(refusing(option), other)).toThrow(
    expect.objectContaining({ name: 'UsageError', message }),
  )
})

test('What is made is answered, and what is no matter of options is passed on', () => {
  expect(naming(() => 42)).toBe(42)
  expect(() =>
    naming(() => {
      throw new TypeError('a bug')
    }),
  ).toThrow(TypeError)
})

test("A library's problem is told without the library's name for it", () => {
  expect(problemOf(new OptionError('heartbeat.everyMs', 'expected: more'))).toBe('expected: more')
})
