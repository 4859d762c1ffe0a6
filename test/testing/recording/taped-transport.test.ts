import { expect, test } from 'vitest'
import { raw, type Transport } from '../../../src/index.ts'
import { memoryNetwork, virtualClock } from '../../../src/testing/index.ts'
import { FrameSorts } from '../../../src/testing/recording/frame-sorts.ts'
import {
  type Register,
  tapedListener,
  tapedTransport,
} from '../../../src/testing/recording/taped-transport.ts'
import { collecting, noting } from './support/collecting.ts'

function register(dialling: Register['dialling']): Register {
  let links = 0
  return { dialling, nextLink: () => links++, accepting: (_, accept) => accept() }
}

test('A dial has a witness, and so has what is accepted', async () => {
  const { tape, log } = collecting()
  const sorts = new FrameSorts(tape)
  const clock = virtualClock()
  const network = memoryNetwork({ clock, latencyMs: 1 })
  const { tape: beside, log: besideLog } = collecting()
  const listener = tapedListener(
    network.host('b').listen({ port: 1 }),
    beside,
    new FrameSorts(beside),
    register(null),
  )
  const nothing = (): void => {}
  const listening = listener.listen({
    listening: nothing,
    accepted: () => noting(),
    turnedAway: nothing,
    paused: nothing,
    resumed: nothing,
    failed: nothing,
    closed: nothing,
  })
  const transport = tapedTransport(
    network.host('a').dial({ to: 'b:1' }),
    tape,
    sorts,
    register({ connection: 7, how: 2 }),
  )
  await clock.advance(0)
  const link = transport.dial(noting())
  await clock.advance(10)
  link.destroy()
  listening.close()
  await clock.runAll()
  expect(log()).toBe(' D0.7.2 O0 C X')
  expect(besideLog()).toBe('  O0 Z0.0 X')
})

test('What is dialled for nobody who is recorded has no witness', () => {
  const { tape, log } = collecting()
  const network = memoryNetwork({ clock: virtualClock() })
  const transport = tapedTransport(
    network.host('a').dial({ to: 'b:1' }),
    tape,
    new FrameSorts(tape),
    register(null),
  )
  transport.dial(noting()).destroy()
  expect(log()).toBe('')
})

test('Everything else a transport says goes on being said', () => {
  const { tape, log } = collecting()
  const hinted: string[] = []
  const whole: Transport = {
    name: 'n',
    endpoint: 'e',
    cut: raw().cut,
    pings: true,
    once: true,
    varies: true,
    finishes: true,
    sharedAs: 's',
    encode: (payload) => `${String(payload)}!`,
    dial: () => {
      throw new Error('not today')
    },
    avoid: (endpoint) => hinted.push(endpoint),
    hints: (take) => {
      take('probe')
      return () => {}
    },
  }
  const taped = tapedTransport(whole, tape, new FrameSorts(tape), register({ connection: 0, how: 0 }))
  expect(taped).toMatchObject({
    name: 'n',
    endpoint: 'e',
    pings: true,
    once: true,
    varies: true,
    finishes: true,
    sharedAs: 's',
  })
  expect(taped.encode('a')).toBe('a!')
  taped.avoid?.('x', virtualClock())
  taped.hints?.((hint) => hinted.push(hint))
  expect(hinted).toEqual(['x', 'probe'])
  expect(() => taped.dial(noting())).toThrow('not today')
  expect(log()).toBe('  D0.0.0%0')
})
