import { describe, expect, test } from 'vitest'
import {
  type ConnectOptions,
  type HeartbeatOptions,
  heartbeatWord,
  listenOnly,
  pingPong,
} from '../../src/index.ts'
import { type RotationOptions, rotation } from '../../src/machines/rotation.ts'
import { FakeTransport } from '../supervisor/fakes.ts'
import { testWorld } from '../support/world.ts'

const refusalOf = (option: string) => expect.objectContaining({ name: 'OptionError', option })

describe('What a rotation cannot use is refused by name', () => {
  test.each<[string, RotationOptions]>([
    ['rotation.everyMs', { everyMs: 0 }],
    ['rotation.everyMs', { everyMs: Number.NaN }],
    ['rotation.jitter', { jitter: 1.1 }],
    ['rotation.jitter', { jitter: -0.1 }],
    ['rotation.provenWithinMs', { provenWithinMs: 0 }],
    ['rotation.overlapMs', { overlapMs: -1 }],
    ['rotation.overlapMs', { overlapMs: 2 ** 31 + 1 }],
  ])('%s of %o', (option, options) => {
    expect(() => rotation(options)).toThrow(refusalOf(option))
  })

  test.each([
    ['rotation.every', '{"every":5}'],
    ['rotation.unheard', '{"unheard":"maybe"}'],
    ['rotation', '7'],
  ])('%s of %s, past the types', (option, json) => {
    expect(() => rotation(JSON.parse(json))).toThrow(refusalOf(option))
  })

  test.each<[string, ConnectOptions]>([
    ['rotation.everyMs', { rotation: rotation({ everyMs: 5_000 }), maxAgeMs: 5_000 }],
  ])('together with what else the connection was told: %s', (option, options) => {
    expect(() => testWorld().supervisor.connect('c', new FakeTransport(), options)).toThrow(refusalOf(option))
  })

  test('on a transport that can be dialled once only', () => {
    const once = Object.assign(new FakeTransport(), { once: true })
    const { supervisor } = testWorld()
    expect(() => supervisor.connect('c', once, { rotation: rotation() })).toThrow(refusalOf('rotation'))
  })

  test('and what is no rotation', () => {
    const { supervisor } = testWorld()
    expect(() => supervisor.connect('c', new FakeTransport(), JSON.parse('{"rotation":true}'))).toThrow(
      refusalOf('rotation'),
    )
  })
})

test.each<{
  said: string
  takes: boolean
  heartbeat: 'none' | HeartbeatOptions
  unheard?: 'take' | 'refuse'
}>([
  { said: 'a heartbeat that is answered', heartbeat: { protocol: pingPong }, takes: false },
  { said: 'a heartbeat that nobody answers', heartbeat: { protocol: heartbeatWord }, takes: true },
  { said: 'a heartbeat that only listens', heartbeat: { protocol: listenOnly }, takes: true },
  { said: 'no heartbeat', heartbeat: 'none', takes: true },
  { said: 'no heartbeat, and "refuse"', heartbeat: 'none', unheard: 'refuse', takes: false },
  {
    said: 'one that is answered, and "take"',
    heartbeat: { protocol: pingPong },
    unheard: 'take',
    takes: true,
  },
])('With $said, a new link on which nothing is heard takes over: $takes', async (row) => {
  const { heartbeat, takes, unheard } = row
  const { supervisor, clock } = testWorld()
  const connection = supervisor.connect('c', new FakeTransport(), {
    heartbeat,
    rotation: rotation({ provenWithinMs: 100, ...(unheard === undefined ? {} : { unheard }) }),
  })
  await clock.advance(10)
  connection.rotate().catch(() => {})
  await clock.advance(200)
  expect(connection.generation).toBe(takes ? 2 : 1)
})
