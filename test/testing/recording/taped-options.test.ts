import { expect, test } from 'vitest'
import type { AcceptOptions, ConnectOptions } from '../../../src/index.ts'
import { FrameSorts } from '../../../src/testing/recording/frame-sorts.ts'
import { TapedOptions } from '../../../src/testing/recording/taped-options.ts'
import { collecting } from './support/collecting.ts'

const WHOLE = { cut: 'whole' } as const

function taped() {
  const { tape, log } = collecting()
  return { options: new TapedOptions(tape, new FrameSorts(tape)), log }
}

test('What a policy answers is written', () => {
  const { options, log } = taped()
  const { retry } = options.of({ retry: (_: unknown, failed: number) => failed < 2 }, WHOLE)
  const cause = { kind: 'eof', by: 'peer' } as const
  expect([retry?.(cause, 1), retry?.(cause, 2)]).toEqual([true, false])
  expect(log()).toBe('T1T0')
  const thrower: ConnectOptions = { retry: () => JSON.parse('x') }
  const { retry: odd } = options.of(thrower, WHOLE)
  expect(() => odd?.(cause, 1)).toThrow(SyntaxError)
  expect(log()).toBe('T1T0T2')
})

test('What follows a hook is an event of its own', async () => {
  const { options, log } = taped()
  const asking: AcceptOptions = { authorise: async () => true }
  const { authorise } = options.of(asking, WHOLE)
  const nobody = {
    peer: null,
    firstFrame: null,
    tls: null,
    upgrade: null,
    identity: null,
    signal: new AbortController().signal,
    send: async () => {},
    receive: () => Promise.reject(new Error('nothing comes')),
  }
  expect(typeof authorise).toBe('function')
  if (authorise === undefined) return
  expect(await authorise(nobody)).toBe(true)
  expect(log()).toBe(' ')
})

test('The same hook stays the same, so that plans stay shared', () => {
  const { options } = taped()
  const onOpen = (): void => {}
  expect(options.of({ onOpen }, WHOLE).onOpen).toBe(options.of({ onOpen }, WHOLE).onOpen)
  expect(options.of({ readTimeoutMs: 5 }, WHOLE)).toEqual({ readTimeoutMs: 5 })
})
