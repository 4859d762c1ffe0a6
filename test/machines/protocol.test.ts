import { describe, expect, test } from 'vitest'
import {
  checkProtocol,
  type HeartbeatProtocol,
  heartbeatLine,
  heartbeatWord,
  isTransportPing,
  listenOnly,
  pingPong,
  protocolPing,
} from '../../src/machines/protocol.ts'
import type { Payload } from '../../src/transport/transport.ts'
import { raw, whole } from '../support/carriers.ts'

const isLong = (frame: Uint8Array) => frame.length > 5
const pinging = { ...whole, pings: true }
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
    expect(() => checkProtocol(protocol, whole)).not.toThrow()
    expect(() => checkProtocol(protocol, raw)).not.toThrow()
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
    expect(() => checkProtocol(protocol, whole)).not.toThrow()
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
      expect(() => checkProtocol(protocol, cut === 'raw' ? raw : whole)).toThrow(refusalOf(option))
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
    expect(() => checkProtocol(JSON.parse(json), whole)).toThrow(refusalOf(option))
  })
})

describe('the transport’s own ping', () => {
  const answers = [{ ping: 'ping', pong: 'pong' }]

  test('is a beat where the transport has one, beside answers to a peer that beats in text', () => {
    expect(() => checkProtocol(protocolPing, pinging)).not.toThrow()
    expect(() => checkProtocol({ ...protocolPing, answers }, pinging)).not.toThrow()
  })

  test('is told from whatever is sent as a frame', () => {
    expect(isTransportPing(protocolPing.beat)).toBe(true)
    for (const beat of ['ping', Uint8Array.of(1), null]) expect(isTransportPing(beat)).toBe(false)
  })

  test('is refused where the transport has none', () => {
    expect(() => checkProtocol(protocolPing, whole)).toThrow(refusalOf('heartbeat.protocol.beat'))
    expect(() => checkProtocol(protocolPing, { ...whole, pings: false })).toThrow('no ping of its own')
  })

  test('has its own answer, so that another one is refused', () => {
    const protocol: HeartbeatProtocol = { ...protocolPing, pong: 'pong' }
    expect(() => checkProtocol(protocol, pinging)).toThrow(refusalOf('heartbeat.protocol.pong'))
  })

  test.each([
    ['heartbeat.protocol.beat', '{"beat":{},"pong":null}'],
    ['heartbeat.protocol.beat', '{"beat":[],"pong":null}'],
    ['heartbeat.protocol.beat', '{"beat":{"kind":"ping"},"pong":null}'],
    ['heartbeat.protocol.beat.every', '{"beat":{"kind":"transport-ping","every":5},"pong":null}'],
  ])('misspelt is refused by name: %s of %s', (option, json) => {
    expect(() => checkProtocol(JSON.parse(json), pinging)).toThrow(refusalOf(option))
  })

  test('is no frame, so no codec is asked about it; the answers are', () => {
    const asked: Payload[] = []
    const encode = (payload: Payload) => {
      asked.push(payload)
      return payload
    }
    checkProtocol({ ...protocolPing, answers }, { ...pinging, encode })
    expect(asked).toEqual(['pong'])
  })
})
