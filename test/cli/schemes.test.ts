import { describe, expect, test } from 'vitest'
import { FORMS, schemeOf } from '../../src/cli/schemes.ts'

test.each([
  ['tcp://h:1', 'tcp'],
  ['tls://h:1', 'tls'],
  ['unix:/run/s', 'unix'],
  ['unix:///run/s', 'unix'],
  ['ws://h', 'ws'],
  ['wss://h/p?q', 'wss'],
])('%s is of %s', (endpoint, scheme) => {
  expect(schemeOf(endpoint)).toBe(scheme)
})

describe('an unknown kind is told in one line, with those there are', () => {
  test.each(['http://h:1', 'h:1', '', 'tcp:h:1', 'TCP', 'TCP://h:1', 'a\nb', '://', 'toString://h'])(
    '%j',
    (endpoint) => {
      const message = `${JSON.stringify(endpoint)}: unknown endpoint; there are ${FORMS.join(', ')}`
      expect(() => schemeOf(endpoint)).toThrow(expect.objectContaining({ name: 'UsageError', message }))
    },
  )
})
