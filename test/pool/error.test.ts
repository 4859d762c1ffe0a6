import { expect, test } from 'vitest'
import { PoolError } from '../../src/pool/error.ts'

test('It says which pool, why, and what ended the latest link', () => {
  const error = new PoolError('prices', 'timeout', 'no connection', { kind: 'silent', by: 'peer' })
  expect(error.message).toBe('prices: no connection; latest: the peer stayed silent past every heartbeat')
  expect(error).toMatchObject({
    name: 'PoolError',
    pool: 'prices',
    reason: 'timeout',
    cause: { kind: 'silent' },
  })
  expect(new PoolError('prices', 'stopped', 'over', null).message).toBe('prices: over')
})
