/** How the failure of a test is taken. */
import { describe, expect, test } from 'vitest'
import { kindOf } from '../../../scripts/mutants/verdict.ts'

const NO_NAME = { name: undefined, cause: undefined }

describe('A failure', () => {
  test.each([
    ['an assertion that did not hold', { name: 'AssertionError', message: 'expected 1 to be 2' }, 'caught'],
    [
      'what a rig throws where it was led astray',
      { name: 'Error', message: 'no peer was ever there' },
      'caught',
    ],
    [
      'a property of fast-check, with its assertion inside',
      { name: 'Error', message: 'Property failed', cause: { name: 'AssertionError', message: 'expected' } },
      'caught',
    ],
    ['an error without a name', { ...NO_NAME, message: 'something' }, 'caught'],
    ['a name that is not there', { name: 'ReferenceError', message: 'x is not defined' }, 'broken'],
    ['a source that cannot be read', { name: 'SyntaxError', message: 'unexpected token' }, 'broken'],
    ['a call of what is no function', { name: 'TypeError', message: 'x is not a function' }, 'broken'],
    [
      'the same inside of a property',
      { name: 'Error', message: 'Property failed', cause: { name: 'TypeError', message: 'x is null' } },
      'broken',
    ],
    ['a test that comes to no end', { name: 'Error', message: 'Test timed out in 20000ms.' }, 'hang'],
    ['a worker that died', { name: 'Error', message: 'Worker forks emitted error: exited' }, 'hang'],
  ] as const)('%s', (_, error, kind) => {
    expect(kindOf(error)).toBe(kind)
  })
})
