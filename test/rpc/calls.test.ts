import { describe, expect, test } from 'vitest'
import { ConnectionError } from '../../src/index.ts'
import { Call } from '../../src/rpc/call.ts'
import { Calls } from '../../src/rpc/calls.ts'
import { RpcError } from '../../src/rpc/error.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'

interface Wanted {
  readonly idempotent?: boolean
  readonly isNotification?: boolean
  readonly timeoutMs?: number
}

function scene({ takesBack = false } = {}) {
  const clock = virtualClock()
  /** The ids that went together, and what was taken back. */
  const asked: (number | null)[][] = []
  const back: unknown[] = []
  const story: unknown[] = []
  const calls = new Calls({
    clock,
    ask: (together) => {
      asked.push(together.map(({ id }) => id))
      return { takeBack: () => takesBack }
    },
    takeBack: (id) => back.push(id),
  })
  const call = (
    method: string,
    { idempotent = false, isNotification = false, timeoutMs = 1_000 }: Wanted = {},
  ) =>
    new Call(
      { method, params: [], isNotification },
      { timeoutMs, signal: undefined, idempotent },
      {
        resolve: (result) => story.push([method, result]),
        reject: (error) => story.push([method, error instanceof Error ? error.message : error]),
      },
    )
  return { clock, asked, back, story, calls, call }
}

const EOF = { kind: 'eof', by: 'peer' } as const

describe('An answer', () => {
  test('settles its call, and a second one nobody', () => {
    const { calls, call, story } = scene()
    calls.add([call('a'), call('b')], true)
    expect([calls.answered(2, { result: 'B' }), calls.answered(2, { result: 'again' })]).toEqual([
      true,
      false,
    ])
    expect(calls.answered(1, { error: new RpcError('no') })).toBe(true)
    expect([calls.answered(7, { result: 1 }), calls.answered('1', { result: 1 }), calls.pending]).toEqual([
      false,
      false,
      0,
    ])
    expect(story).toEqual([
      ['b', 'B'],
      ['a', 'no'],
    ])
  })

  test('is none to a notification, which is over when the system took it', () => {
    const { calls, call, story } = scene()
    const note = call('note', { isNotification: true })
    calls.add([note], true)
    expect(calls.answered(1, { result: 1 })).toBe(false)
    calls.went(note, 1, null)
    expect([story, calls.pending]).toEqual([[['note', undefined]], 0])
  })
})

describe('When the link is gone', () => {
  test('all fail that may not be asked twice; those that may have other ids on the next one', () => {
    const { calls, call, story, asked } = scene()
    calls.add([call('a'), call('b', { idempotent: true })], true)
    calls.add([call('c')], false)
    calls.down('the link is gone', EOF, false)
    expect(story).toEqual([
      ['a', 'a was not answered, the link is gone: the peer closed the connection'],
      ['c', 'c was not called, the link is gone: the peer closed the connection'],
    ])
    calls.up()
    expect([asked, calls.answered(2, { result: 'old' }), calls.answered(3, { result: 'new' })]).toEqual([
      [[1, 2], [3]],
      false,
      true,
    ])
    expect(story.at(-1)).toEqual(['b', 'new'])
  })

  test('for good, all fail', () => {
    const { calls, call, story } = scene()
    calls.add([call('a', { idempotent: true })], true)
    calls.down('over', null, true)
    expect([story, calls.pending]).toEqual([[['a', 'a was not answered, over']], 0])
  })

  test('what the old one says of its messages counts no more', () => {
    const { calls, call, story } = scene()
    const twice = call('a', { idempotent: true })
    calls.add([twice], true)
    calls.down('gone', EOF, false)
    calls.up()
    calls.went(twice, 1, new ConnectionError('old', null))
    expect([story, calls.pending]).toEqual([[], 1])
    calls.went(twice, 2, new ConnectionError('too long', null))
    expect(story).toEqual([['a', 'too long']])
  })
})

describe('A call that is given up', () => {
  test('is taken back from the peer, unless it has not gone yet', async () => {
    for (const takesBack of [false, true]) {
      const { calls, call, clock, back, story } = scene({ takesBack })
      calls.add([call('a', { timeoutMs: 5 })], true)
      await clock.advance(5)
      expect([back, story, calls.answered(1, { result: 1 })]).toEqual([
        takesBack ? [] : [1],
        [['a', 'no answer to a within 5 ms']],
        false,
      ])
    }
  })

  test('while it waits for a link says why there was none, and is not sent', async () => {
    const { calls, call, clock, asked, story } = scene()
    calls.down('gone', EOF, false)
    calls.add([call('a', { timeoutMs: 5, idempotent: true }), call('b', { idempotent: true })], false)
    await clock.advance(5)
    calls.up()
    expect([asked, story]).toEqual([
      [[1]],
      [['a', 'no answer to a within 5 ms: the peer closed the connection']],
    ])
  })
})
