import { createServer as createSecureServer } from 'node:https'
import { beforeAll, describe, expect } from 'vitest'
import type { Introduction, Listener, ListenerOwner } from '../../../src/transport/transport.ts'
import { websocketServer } from '../../../src/transport/websocket-server.ts'
import { type Authority, authority } from '../support/certificates.ts'
import { test } from '../support/websocket-scene.ts'

let trusted: Authority

beforeAll(async () => {
  trusted = await authority()
})

/** Whoever it accepts is asked at once, and once more later. */
function asking(listener: Listener, told: Introduction[], later: (() => unknown)[]): Listener {
  return {
    ...listener,
    listen: (owner: ListenerOwner) =>
      listener.listen({
        listening: (endpoint) => owner.listening(endpoint),
        accepted(incoming) {
          if (incoming.introduction !== undefined) told.push(incoming.introduction)
          later.push(() => incoming.introduction)
          return owner.accepted(incoming)
        },
        turnedAway: (peer, cause) => owner.turnedAway(peer, cause),
        paused: (cause) => owner.paused(cause),
        resumed: () => owner.resumed(),
        failed: (cause) => owner.failed(cause),
        closed: () => owner.closed(),
      }),
  }
}

describe('What an upgrade tells of a peer', () => {
  test('is its request: URL, headers, the subprotocol agreed on', async ({ scene }) => {
    const told: Introduction[] = []
    const later: (() => unknown)[] = []
    const gate = scene.gateOn(() =>
      asking(websocketServer({ port: 0 }, { protocols: ['b', 'a'] }), told, later),
    )
    await scene.until(() => gate.endpoint !== '')
    const { log } = scene.plainClient(`${gate.endpoint}/feed?device=7`, ['x', 'a', 'b'], {
      headers: { 'X-Device': '7', ['__proto__']: 'evil' },
    })
    await scene.until(() => log.includes('open'))
    const [introduction] = told
    expect(introduction?.tls).toBeNull()
    expect(introduction?.upgrade).toMatchObject({ url: '/feed?device=7', protocol: 'a' })
    expect(introduction?.upgrade?.headers).toMatchObject({ 'x-device': '7', upgrade: 'websocket' })
    expect(Object.getPrototypeOf(introduction?.upgrade?.headers)).toBe(Object.prototype)
  })

  test('is not kept for those who did not ask while it was accepted', async ({ scene }) => {
    const told: Introduction[] = []
    const later: (() => unknown)[] = []
    const gate = scene.gateOn(() => asking(websocketServer({ port: 0 }), told, later))
    await scene.until(() => gate.endpoint !== '')
    const { log } = scene.plainClient(gate.endpoint)
    await scene.until(() => log.includes('open'))
    expect([told.length, later.map((ask) => ask())]).toEqual([1, [undefined]])
    expect(told[0]?.upgrade).toMatchObject({ url: '/', protocol: null })
  })

  test('has the certificate, on a port of its own and on a server of somebody’s', async ({ scene }) => {
    const told: Introduction[] = []
    const credentials = await trusted.issue()
    const settings = { requestCert: true, ca: trusted.ca }
    const server = scene.keep(createSecureServer({ ...credentials, ...settings }))
    const attached = scene.gateOn(() => asking(websocketServer({ server }), told, []))
    await scene.listening(server, 'wss')
    const alone = scene.gateOn(() =>
      asking(websocketServer({ port: 0 }, { tls: { credentials, ...settings } }), told, []),
    )
    await scene.until(() => [attached, alone].every(({ endpoint }) => endpoint !== ''))
    const device = await trusted.issue({ hosts: ['device-7'], client: true })
    for (const { endpoint } of [attached, alone]) {
      const { log } = scene.plainClient(endpoint, [], { ...device, ca: trusted.ca })
      await scene.until(() => log.includes('open'))
    }
    expect(told).toHaveLength(2)
    for (const { tls } of told) {
      expect(tls?.certificate).toMatchObject({ subject: { CN: 'device-7' }, authorised: true })
    }
  })
})
