import { expect, test } from 'vitest'
import { causeOfRejection } from '../../src/transport/rejection.ts'
import { ConnectionError } from '../../src/transport/transport.ts'

test('A ConnectionError says its own cause', () => {
  const cause = { kind: 'auth', by: 'us', detail: 'no token' } as const
  expect(causeOfRejection(new ConnectionError('token', cause))).toBe(cause)
})

test('A system error is looked up', () => {
  const error = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
  expect(causeOfRejection(error)).toMatchObject({ kind: 'dns' })
})

test.each([new TypeError('a bug'), 'a string', undefined, new ConnectionError('no link yet', null)])(
  'Anything else is a bug: %s',
  (error) => {
    expect(causeOfRejection(error)).toMatchObject({ kind: 'crash', by: 'us', error })
  },
)
