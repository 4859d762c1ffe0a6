import { expect, test } from 'vitest'
import { mute } from '../../src/programs/mute.ts'

test('Who takes no frames says so, as the payload’s fault', () => {
  expect(() => mute('a task')).toThrow(
    expect.objectContaining({ option: 'payload', message: 'payload: a task takes no frames' }),
  )
})
