import { expect, test } from 'vitest'
import { Shown } from '../../../src/supervisor/identity/shown.ts'
import { crashCause } from '../../../src/transport/transport.ts'
import { gateway } from './support/gateway.ts'

test('What is told of an identity is a value that JSON can carry, its connections by their ids', async () => {
  const { comes, table } = await gateway()
  await comes('device-7')
  const [identity] = table
  expect(JSON.parse(JSON.stringify([...table]))).toEqual([
    {
      identity: 'device-7',
      phase: 'alive',
      since: identity?.since,
      lastHeardAt: identity?.lastHeardAt,
      connections: ['memory://us:1#1'],
      visits: 1,
      peer: 'peer:49152',
      cause: null,
    },
  ])
  expect(identity?.connections[0]?.phase).toBe('alive')
  expect(Object.isFrozen(identity)).toBe(true)
})

test('Of a bug its words are told, not what was thrown; times are whole', () => {
  const shown = new Shown({
    identity: 'device-7',
    phase: 'dead',
    since: 10.4,
    lastHeardAt: 9.6,
    connections: [],
    visits: 1,
    peer: null,
    cause: crashCause(new Error('a bug')),
  })
  expect(shown.toJSON()).toMatchObject({
    since: 10,
    lastHeardAt: 10,
    cause: { kind: 'crash', by: 'us', detail: 'a bug' },
  })
  expect(shown.toJSON().cause).not.toHaveProperty('error')
})
