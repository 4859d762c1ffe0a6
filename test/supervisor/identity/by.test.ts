import { describe, expect, test } from 'vitest'
import { Frame } from '../../../src/machines/frame.ts'
import type { Visitor } from '../../../src/machines/hooks.ts'
import { byAddress, byCertificate, byFirstFrame, byHeader } from '../../../src/supervisor/identity/by.ts'
import type { PeerCertificate } from '../../../src/transport/transport.ts'

function visitor(given: Partial<Visitor>): Visitor {
  return {
    peer: null,
    firstFrame: null,
    tls: null,
    upgrade: null,
    identity: null,
    signal: new AbortController().signal,
    send: () => Promise.resolve(),
    receive: () => Promise.reject(new Error('nothing comes')),
    ...given,
  }
}

const says = (text: string): Visitor =>
  visitor({ firstFrame: new Frame(new TextEncoder().encode(text), true) })

function shows(given: Partial<PeerCertificate>): Visitor {
  const certificate: PeerCertificate = {
    subject: { CN: 'device-7', O: 'Example' },
    names: ['DNS:device-7.example'],
    fingerprint: 'AB:CD',
    serialNumber: '01',
    authorised: true,
    ...given,
  }
  return visitor({ tls: { certificate, servername: null, protocol: null } })
}

describe('By the first frame', () => {
  test('somebody is all of it, without white space around it', () => {
    expect(byFirstFrame()(says(' device-7\r\n'))).toBe('device-7')
    expect([byFirstFrame()(says('  ')), byFirstFrame()(visitor({}))]).toEqual([null, null])
  })

  test('somebody is what is read in it', () => {
    const by = byFirstFrame(({ text }) => /^heartbeat (\S+)$/.exec(text)?.[1] ?? null)
    expect([by(says('heartbeat device-7')), by(says('hello'))]).toEqual(['device-7', null])
  })

  test('makes a listener wait for one', () => {
    expect(byFirstFrame().awaitsFirstFrame).toBe(true)
  })
})

describe('By the certificate', () => {
  test('somebody is the common name of its subject, or what is read in it', () => {
    expect(byCertificate()(shows({}))).toBe('device-7')
    expect(byCertificate(({ fingerprint }) => fingerprint)(shows({}))).toBe('AB:CD')
  })

  test('nobody is anybody who has shown none, none of ours, or one of two names', () => {
    const by = byCertificate()
    expect(by(visitor({}))).toBeNull()
    expect(by(visitor({ tls: { certificate: null, servername: 'here', protocol: null } }))).toBeNull()
    expect(by(shows({ authorised: false }))).toBeNull()
    expect(by(shows({ subject: { CN: ['device-7', 'device-8'] } }))).toBeNull()
    expect(by(shows({ subject: {} }))).toBeNull()
  })
})

test('By a header somebody is its value, however it is spelled, and nobody without it', () => {
  const upgrade = { url: '/', headers: { 'x-device': 'device-7' }, protocol: null }
  expect(byHeader('X-Device')(visitor({ upgrade }))).toBe('device-7')
  expect(byHeader('x-other')(visitor({ upgrade }))).toBeNull()
  expect(byHeader('toString')(visitor({ upgrade }))).toBeNull()
  expect(byHeader('x-device')(visitor({}))).toBeNull()
})

test('By the address somebody is where it comes from, without the port', () => {
  expect(byAddress(visitor({ peer: '[::ffff:10.0.0.7]:4711' }))).toBe('10.0.0.7')
  expect(byAddress(visitor({}))).toBeNull()
})

test.each([
  ['parse', () => byFirstFrame(JSON.parse('"text"'))],
  ['read', () => byCertificate(JSON.parse('"text"'))],
  ['name', () => byHeader('')],
])('%s is refused at the door when it cannot be used', (option, make) => {
  expect(make).toThrow(expect.objectContaining({ option }))
})
