import { describe, expect, test } from 'vitest'
import {
  checkProtocol,
  type HeartbeatProtocol,
  heartbeatLine,
  heartbeatWord,
  listenOnly,
  pingPong,
} from '../../src/machines/protocol.ts'

const isLong = (frame: Uint8Array) => frame.length > 5
const refusalOf = (option: string) => expect.objectContaining({ name: 'OptionError', option })

describe('the protocols that come with the library', () => {
  test.each([
    {
      name: 'ping and pong, both ways',
      protocol: pingPong,
      beat: 'ping',
      pong: 'pong',
      answers: [{ ping: 'ping', pong: 'pong' }],
    },
    {
      name: 'HEARTBEAT',
      protocol: heartbeatWord,
      beat: 'HEARTBEAT',
      pong: null,
      answers: [{ ping: 'HEARTBEAT', pong: null }],
    },
    {
      name: 'a line',
      protocol: heartbeatLine,
      beat: 'heartbeat',
      pong: null,
      answers: [{ ping: 'heartbeat', pong: null }],
    },
    { name: 'listening', protocol: listenOnly, beat: null, pong: null, answers: undefined },
  ])('say on the wire what they are called: $name', ({ protocol, beat, pong, answers }) => {
    expect(protocol.beat).toBe(beat)
    expect(protocol.pong).toBe(pong)
    expect(protocol.answers).toEqual(answers)
    expect(() => checkProtocol(protocol, 'whole')).not.toThrow()
    expect(() => checkProtocol(protocol, 'raw')).not.toThrow()
  })
})

describe('a protocol of the user’s own', () => {
  test('may be bytes, text, or on whole frames a function', () => {
    const protocol: HeartbeatProtocol = {
      beat: Uint8Array.of(1),
      pong: isLong,
      answers: [
        { ping: isLong, pong: null },
        { ping: 'x', pong: Uint8Array.of(2) },
      ],
    }
    expect(() => checkProtocol(protocol, 'whole')).not.toThrow()
  })

  test.each<{ option: string; protocol: HeartbeatProtocol; cut: 'whole' | 'raw' }>([
    { option: 'heartbeat.protocol.pong', protocol: { beat: 'a', pong: isLong }, cut: 'raw' },
    {
      option: 'heartbeat.protocol.answers[1].ping',
      protocol: {
        beat: 'a',
        pong: null,
        answers: [
          { ping: 'x', pong: null },
          { ping: isLong, pong: 'y' },
        ],
      },
      cut: 'raw',
    },
    { option: 'heartbeat.protocol.beat', protocol: { beat: '', pong: null }, cut: 'whole' },
    { option: 'heartbeat.protocol.beat', protocol: { beat: new Uint8Array(), pong: null }, cut: 'whole' },
    { option: 'heartbeat.protocol.pong', protocol: { beat: 'a', pong: '' }, cut: 'whole' },
    {
      option: 'heartbeat.protocol.answers[0].ping',
      protocol: { beat: 'a', pong: null, answers: [{ ping: '', pong: null }] },
      cut: 'whole',
    },
    {
      option: 'heartbeat.protocol.answers[0].pong',
      protocol: { beat: 'a', pong: null, answers: [{ ping: 'x', pong: '' }] },
      cut: 'whole',
    },
  ])(
    'that cannot work is refused by the name of what cannot: $option on $cut',
    ({ option, protocol, cut }) => {
      expect(() => checkProtocol(protocol, cut)).toThrow(refusalOf(option))
    },
  )

  test.each([
    ['heartbeat.protocol.beat', '{"beat":5,"pong":null}'],
    ['heartbeat.protocol.beat', '{"pong":null}'],
    ['heartbeat.protocol.pong', '{"beat":"a"}'],
    ['heartbeat.protocol.pong', '{"beat":"a","pong":true}'],
    ['heartbeat.protocol.ping', '{"beat":"a","pong":null,"ping":"x"}'],
    ['heartbeat.protocol.answers[0].pong', '{"beat":"a","pong":null,"answers":[{"ping":"x"}]}'],
    ['heartbeat.protocol.answers', '{"beat":"a","pong":null,"answers":"ping=pong"}'],
    ['heartbeat.protocol.answers', '{"beat":"a","pong":null,"answers":{"ping":"a","pong":"b"}}'],
  ])('that types would not let through is refused as well: %s of %s', (option, json) => {
    expect(() => checkProtocol(JSON.parse(json), 'whole')).toThrow(refusalOf(option))
  })
})
