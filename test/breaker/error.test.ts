import { expect, test } from 'vitest'
import { BreakerError } from '../../src/breaker/error.ts'

test('It names the breaker, says what is wrong with it, and keeps what opened it', () => {
  const error = new BreakerError('prices', 'is open', 5_000, new Error('no'))
  expect(error.message).toBe('prices is open')
  expect(error).toMatchObject({
    name: 'BreakerError',
    breaker: 'prices',
    retryAt: 5_000,
    cause: new Error('no'),
  })
  expect(error).toBeInstanceOf(Error)
})
