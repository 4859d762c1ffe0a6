import { expect, test } from 'vitest'
import { refuse } from '../../src/machines/hooks.ts'
import { ConnectionError } from '../../src/transport/transport.ts'

test.each(['auth', 'protocol'] as const)(
  'a hook that refuses with %s throws an error that carries the cause',
  (kind) => {
    const error = refuse(kind, 'no such tenant')
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error.cause).toEqual({ kind, by: 'peer', detail: 'no such tenant' })
    expect(error.message).toContain('refused by a hook')
    expect(error.message).toContain('no such tenant')
  },
)
