import { describe, expect, test } from 'vitest'
import { type HeartbeatProtocol, heartbeatWord, listenOnly, pingPong } from '../../src/machines/protocol.ts'
import { type Sorter, sorterFor } from '../../src/machines/sorter.ts'
import { Findings } from '../support/findings.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

function sorted(
  protocol: HeartbeatProtocol,
  awaited: number,
  ...chunks: readonly string[]
): { findings: Findings; sorter: Sorter } {
  const sorter = sorterFor(protocol, 'whole')()
  const findings = new Findings(awaited)
  for (const chunk of chunks) sorter.sort(utf8(chunk), false, findings)
  return { findings, sorter }
}

describe('whole frames', () => {
  test.each([
    { frame: 'pong', found: ['pong'] },
    { frame: 'ping', found: ['ping → pong'] },
    { frame: 'pong ', found: ['“pong ”'] },
    { frame: 'pon', found: ['“pon”'] },
    { frame: 'ponger', found: ['“ponger”'] },
    { frame: 'PONG', found: ['“PONG”'] },
    { frame: 'pongping', found: ['“pongping”'] },
    { frame: '', found: ['“”'] },
  ])('are heartbeats when they are exactly that: $frame', ({ frame, found }) => {
    const { findings, sorter } = sorted(pingPong, 1, frame)
    expect(findings.log).toEqual(found)
    expect(sorter.held).toBe(0)
  })

  test('that are answers stay hidden although none is awaited', () => {
    expect(sorted(pingPong, 0, 'pong').findings.log).toEqual(['pong'])
  })

  test('of the peer’s own beats may be recognised without being answered', () => {
    expect(sorted(heartbeatWord, 0, 'HEARTBEAT', 'x').findings.log).toEqual(['ping', '“x”'])
  })

  test('are all business for a listener', () => {
    expect(sorted(listenOnly, 1, 'ping', 'pong').findings.log).toEqual(['“ping”', '“pong”'])
  })

  test('may be recognised by bytes that are no text', () => {
    const protocol = { beat: Uint8Array.of(0), pong: Uint8Array.of(0xff, 0), answers: [] }
    const sorter = sorterFor(protocol, 'whole')()
    const findings = new Findings(1)
    sorter.sort(Uint8Array.of(0xff, 0), false, findings)
    sorter.sort(Uint8Array.of(0xff), false, findings)
    expect(findings.log).toEqual(['pong', '“\uFFFD”'])
  })

  test('may be recognised by a function of the whole frame', () => {
    const protocol: HeartbeatProtocol = {
      beat: 'are you there',
      pong: (frame) => frame[0] === 0x2b,
      answers: [{ ping: (frame) => frame.length === 3, pong: 'ok' }],
    }
    expect(sorted(protocol, 1, '+yes', 'abc', 'abcd').findings.log).toEqual(['pong', 'ping → ok', '“abcd”'])
  })

  test('are answered by the first rule that fits', () => {
    const protocol: HeartbeatProtocol = {
      beat: null,
      pong: null,
      answers: [
        { ping: 'a', pong: '1' },
        { ping: 'a', pong: '2' },
        { ping: 'b', pong: null },
      ],
    }
    expect(sorted(protocol, 0, 'a', 'b').findings.log).toEqual(['ping → 1', 'ping'])
  })

  test('tell their owner whether the transport called them text', () => {
    const texts: boolean[] = []
    const sorter = sorterFor(pingPong, 'whole')()
    const owner = {
      awaitedPongs: 0,
      ponged() {},
      pinged() {},
      business: (_: Uint8Array, text: boolean) => texts.push(text),
    }
    sorter.sort(utf8('a'), true, owner)
    sorter.sort(utf8('b'), false, owner)
    expect(texts).toEqual([true, false])
  })
})

test('frames that are no messages are sorted by what the codec brings along', () => {
  const sorter: Sorter = { held: 0, sort() {}, flush() {} }
  const asked: unknown[] = []
  const make = sorterFor(pingPong, {
    kind: 'raw',
    sorterFor: (heartbeats) => {
      asked.push(heartbeats)
      return () => sorter
    },
  })
  expect(make()).toBe(sorter)
  expect(make()).toBe(sorter)
  expect(asked).toEqual([pingPong])
})
