import { lookup } from 'node:dns'
import { expect, test, vi } from 'vitest'
import { raw } from '../../src/transport/framing.ts'
import { checkBacklog, streamDialling, streamListening } from '../../src/transport/stream-options.ts'

test('Left alone, a stream has lines, sends at once and is not probed', () => {
  const { codec, socket, how } = streamDialling({})
  expect([codec.name, how]).toEqual(['lines', {}])
  const made = socket()
  const [noDelay, keepAlive] = [vi.spyOn(made, 'setNoDelay'), vi.spyOn(made, 'setKeepAlive')]
  expect([made.connecting, noDelay.mock.calls, keepAlive.mock.calls]).toEqual([false, [], []])
  expect(streamListening({})).toMatchObject({
    backlog: 511,
    server: { allowHalfOpen: false, noDelay: true },
  })
  expect(streamListening({}).server).not.toHaveProperty('keepAlive')
})

test('What is asked for goes where Node takes it', () => {
  const codec = raw()
  const dialling = streamDialling({ codec, localAddress: '127.0.0.2', lookup })
  expect([dialling.codec, dialling.how]).toEqual([codec, { localAddress: '127.0.0.2', lookup }])
  expect(streamListening({ noDelay: false, keepAlive: { idleMs: 5_000 }, backlog: 3 })).toMatchObject({
    backlog: 3,
    server: { noDelay: false, keepAlive: true, keepAliveInitialDelay: 5_000 },
  })
})

test.each([
  [511, undefined],
  [1, 1],
])('A backlog of %i comes from %s', (backlog, given) => {
  expect(checkBacklog(given)).toBe(backlog)
})

const notAFunction: { lookup?: never } = JSON.parse('{"lookup":"dns"}')
test.each<[string, () => unknown]>([
  ['backlog', () => checkBacklog(1.5)],
  ['backlog', () => streamListening({ backlog: 0 })],
  ['keepAlive', () => streamListening({ keepAlive: { idleMs: 999 } })],
  ['keepAlive', () => streamDialling({ keepAlive: { idleMs: 2 ** 31 } })],
  ['localAddress', () => streamDialling({ localAddress: 'localhost' })],
  ['lookup', () => streamDialling(notAFunction)],
])('A bad %s is refused by name: %s', (option, use) => {
  expect(use).toThrow(expect.objectContaining({ name: 'OptionError', option }))
})
