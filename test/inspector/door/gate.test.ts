import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { bracketed, Gate } from '../../../src/inspector/door/gate.ts'
import type { DoorPlan } from '../../../src/inspector/options.ts'

const TOKEN = 'a-token-of-a-test'

function asked(url: string, headers: Readonly<Record<string, string>>, method = 'GET'): IncomingMessage {
  const request = new IncomingMessage(new Socket())
  request.url = url
  request.method = method
  Object.assign(request.headers, headers)
  return request
}

function gate(door: Partial<DoorPlan> = {}): Gate {
  return new Gate({ port: 0, host: '127.0.0.1', token: TOKEN, origins: [], ...door }, 7788)
}

/** The status that a request of this host and origin gets, with the right token. */
function statusOf(headers: Readonly<Record<string, string>>, door: Partial<DoorPlan> = {}): number {
  return gate(door).refusal(asked(`/?token=${TOKEN}`, headers), '/')?.status ?? 200
}

describe('A request is let in', () => {
  test.each(['127.0.0.1:7788', 'localhost:7788', 'LocalHost:7788', '[::1]:7788'])(
    'that is for our own address, as %s',
    (host) => {
      expect(statusOf({ host })).toBe(200)
      expect(statusOf({ host, origin: `http://${host.toLowerCase()}` })).toBe(200)
    },
  )

  test('that is for the address we were told to listen on', () => {
    expect(statusOf({ host: '192.0.2.7:7788' }, { host: '192.0.2.7' })).toBe(200)
    expect(statusOf({ host: '[2001:db8::7]:7788' }, { host: '2001:db8::7' })).toBe(200)
    expect(statusOf({ host: 'ops.lan:7788' }, { host: 'Ops.LAN' })).toBe(200)
  })

  test('that is for any address, where we listen on all; but for no name', () => {
    const door = { host: '0.0.0.0' }
    expect(statusOf({ host: '192.0.2.7:7788' }, door)).toBe(200)
    expect(statusOf({ host: '[2001:db8::7]:7788' }, { host: '::' })).toBe(200)
    expect(statusOf({ host: 'rebound.example:7788' }, door)).toBe(403)
    expect(statusOf({ host: '192.0.2.7:7789' }, door)).toBe(403)
  })

  test('that comes by a proxy that was named', () => {
    const door = { origins: ['https://ops.example.com'] }
    const origin = 'https://ops.example.com'
    expect(statusOf({ host: 'ops.example.com', origin }, door)).toBe(200)
    expect(statusOf({ host: '127.0.0.1:7788', origin }, door)).toBe(200)
    expect(statusOf({ host: 'ops.example.com', origin: 'http://ops.example.com:81' }, door)).toBe(403)
  })

  test('on port 80 without naming it, as browsers do', () => {
    const refusal = new Gate({ port: 80, host: '127.0.0.1', token: TOKEN, origins: [] }, 80).refusal(
      asked(`/?token=${TOKEN}`, { host: 'localhost', origin: 'http://localhost' }),
      '/',
    )
    expect(refusal).toBeNull()
  })
})

describe('A request is turned away, whatever its token', () => {
  test.each([
    '',
    'rebound.example:7788',
    '127.0.0.1',
    '127.0.0.1:80',
    '127.0.0.1:7788@evil.example',
    'localhost:7788.evil.example',
    'evil.example/127.0.0.1:7788',
    '127.0.0.1:7788 ',
    '[::1]',
    '192.0.2.7:7788',
  ])('that is for another host: %j', (host) => {
    expect(statusOf({ host })).toBe(403)
  })

  test.each([
    'http://evil.example',
    'https://127.0.0.1:7788',
    'http://127.0.0.1:7789',
    'http://localhost:7788',
    'http://127.0.0.1:7788.evil.example',
    'null',
    '',
  ])('that comes from another origin: %j', (origin) => {
    expect(statusOf({ host: '127.0.0.1:7788', origin })).toBe(403)
  })
})

describe('With the right host and origin', () => {
  const headers = { host: '127.0.0.1:7788' }
  const refusalOf = (url: string, method = 'GET') => gate().refusal(asked(url, headers, method), '/')

  test.each([
    '/',
    '/?token=',
    '/?token=wrong',
    `/?token=${TOKEN}x`,
    `/?token=wrong&token=${TOKEN}`,
    `/?Token=${TOKEN}`,
    '/elsewhere',
    '/feed',
    '//[',
  ])('%j is answered 401: the token is asked for before anything else is told', (url) => {
    expect(refusalOf(url)?.status).toBe(401)
    expect(refusalOf(url, 'POST')?.status).toBe(401)
  })

  test('a missing token is told from a wrong one, for people', () => {
    expect(refusalOf('/')?.why).toContain('missing')
    expect(refusalOf('/?token=wrong')?.why).toContain('not the one')
  })

  test('any other path is answered 404, and any other method 405', () => {
    expect(refusalOf(`/page.html?token=${TOKEN}`)?.status).toBe(404)
    expect(refusalOf(`/feed?token=${TOKEN}`)?.status).toBe(404)
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect(refusalOf(`/?token=${TOKEN}`, method)?.status).toBe(405)
    }
    expect(refusalOf(`/?token=${TOKEN}`, 'HEAD')).toBeNull()
  })
})

test('IPv6 addresses are in brackets where addresses of the web are meant', () => {
  expect([bracketed('::1'), bracketed('127.0.0.1')]).toEqual(['[::1]', '127.0.0.1'])
})
