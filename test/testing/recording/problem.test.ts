import { expect, test } from 'vitest'
import { problemIn, RecordingError } from '../../../src/testing/recording/problem.ts'

test('A problem names its place as far as there is one', () => {
  const place = { line: 3, text: '{"a":1}' }
  expect(problemIn(place, 'a', 'is odd')).toMatchObject({
    line: 3,
    column: 2,
    message: 'line 3, column 2: a: is odd',
  })
  expect(problemIn(place, 'b', 'is odd').message).toBe('line 3: is odd')
  expect(new RecordingError(0, 0, 'nothing').message).toBe('nothing')
})
