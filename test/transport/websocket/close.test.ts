import { describe, expect, test } from 'vitest'
import { type Cause, timeoutCause } from '../../../src/transport/transport.ts'
import { causeOfClose, closeCodeOf } from '../../../src/transport/websocket/close.ts'

describe('A close code that was heard', () => {
  test.each([
    [1000, true],
    [1001, true],
    [1002, false],
    [1003, false],
    [1005, false],
    [1007, false],
    [1008, false],
    [1009, false],
    [1011, false],
    [1012, true],
    [1013, true],
    [1014, false],
    [3000, false],
    [4000, false],
    [4400, false],
    [4402, false],
  ])('%i is a close of the peer’s, planned: %s', (code, planned) => {
    expect(causeOfClose(code, 'whatever it says')).toEqual({ kind: 'closed', by: 'peer', code, planned })
  })

  test.each([
    [4401, '', 'close code 4401'],
    [4403, 'token expired', 'close code 4403: token expired'],
    [4409, '', 'close code 4409'],
  ])('%i "%s" says that nobody is let in', (code, reason, detail) => {
    expect(causeOfClose(code, reason)).toEqual({ kind: 'auth', by: 'peer', detail })
  })

  test('1006 stands for no close frame at all: a reset', () => {
    expect(causeOfClose(1006)).toEqual({ kind: 'reset', by: 'network', detail: 'no close frame' })
  })
})

describe('A close code that is said', () => {
  const auth: Cause = { kind: 'auth', by: 'us', detail: 'who are you' }
  const crash: Cause = { kind: 'crash', by: 'us', detail: 'a bug', error: null }
  test.each<[string, Cause | undefined, number, number]>([
    ['no reason', undefined, 1000, 1001],
    ['a stop', { kind: 'cancelled', by: 'us' }, 1000, 1001],
    ['old age', timeoutCause('age'), 1000, 1001],
    ['idleness', timeoutCause('idle'), 1000, 1001],
    ['a goodbye of the peer’s', causeOfClose(1011), 1000, 1001],
    ['a FIN of the peer’s', { kind: 'eof', by: 'peer' }, 1000, 1001],
    ['somebody who may not come in', auth, 4403, 4403],
    ['one whose place a newer link took', { ...auth, code: 4409 }, 4409, 4409],
    ['one who may come again', { ...auth, code: 1013 }, 1013, 1013],
    ['a peer that sent nothing in time', timeoutCause('read'), 1011, 1011],
    ['a handshake that took too long', timeoutCause('handshake'), 1011, 1011],
    ['nonsense', { kind: 'protocol', by: 'peer', detail: 'nonsense' }, 1002, 1002],
    ['a bug here', crash, 1011, 1011],
  ])('There is one for %s', (_what, why, dialled, accepted) => {
    expect([closeCodeOf(why, false), closeCodeOf(why, true)]).toEqual([dialled, accepted])
  })

  test('What one pulsetree says for nobody being let in, another one understands', () => {
    expect(causeOfClose(closeCodeOf(auth, true)).kind).toBe('auth')
  })
})
