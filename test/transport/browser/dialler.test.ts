import { describe, expect, test } from 'vitest'
import { turn } from '../../../src/clock/turn.ts'
import { webSocketOf } from '../../../src/transport/browser/dialler.ts'
import { ConnectionError, type Hint, OptionError } from '../../../src/transport/transport.ts'
import type { WebSocketOptions } from '../../../src/transport/websocket/options.ts'
import { fakeBrowser } from '../support/fake-browser.ts'
import { Recorder } from '../support/recorder.ts'

const dialler = (options: WebSocketOptions) => webSocketOf(fakeBrowser(), 'ws://server/', options)

describe('At the door', () => {
  test.each([
    [{ headers: { authorization: 'token' } }, 'headers', /token into the URL/],
    [{ agent: { destroy() {} } }, 'agent', /no such option; there are protocols, maxFrameBytes/],
    [{ perMessageDeflate: true }, 'perMessageDeflate', /no such option; there are protocols, maxFrameBytes/],
    [{ tls: {} }, 'tls', /no such option; there are protocols, maxFrameBytes/],
    [{ lookup: () => {} }, 'lookup', /no such option; there are protocols, maxFrameBytes/],
    [{ localAddress: '127.0.0.1' }, 'localAddress', /no such option; there are protocols, maxFrameBytes/],
    [{ maxFrameBytes: 0 }, 'maxFrameBytes', /from 1 to/],
    [{ protocols: ['v1', 'Bearer secret'] }, 'protocols', /^(?!.*secret).*number 2/],
    [JSON.parse('null'), 'options', /an object/],
  ])('an option that no page can have is refused by name: %o', (options, name, problem) => {
    expect(() => dialler(options)).toThrow(OptionError)
    expect(() => dialler(options)).toThrow(problem)
    expect(() => dialler(options)).toThrow(new RegExp(`^${name}: `))
  })

  test('an option that nobody has is refused with those there are', () => {
    const options = { maxFrames: 5, protocols: [] }
    expect(() => dialler(options)).toThrow('maxFrames: no such option; there are protocols, maxFrameBytes')
  })

  test('port 0 is no place to dial', () => {
    expect(() => webSocketOf(fakeBrowser(), 'ws://server:0', {})).toThrow(/^port: /)
  })

  test.each(['http://server/', 'server', 'ws://', 'ws://server/#part', ''])('%j is no target', (target) => {
    expect(() => webSocketOf(fakeBrowser(), target, {})).toThrow(/^target: /)
  })
})

test('An endpoint is shown without what may be secret in it', () => {
  const { name, endpoint, cut, pings } = webSocketOf(
    fakeBrowser(),
    new URL('wss://me:pw@server:99/feed?token=1'),
    {},
  )
  expect({ name, endpoint, cut, pings }).toEqual({
    name: 'websocket',
    endpoint: 'wss://server:99/feed',
    cut: 'whole',
  })
})

test('A dial offers its subprotocols, one or several', () => {
  const browser = fakeBrowser()
  webSocketOf(browser, 'ws://server/a?b', { protocols: 'one' }).dial(new Recorder(() => {}))
  webSocketOf(browser, 'ws://server', { protocols: ['one', 'two'] }).dial(new Recorder(() => {}))
  expect(browser.sockets.map(({ url, protocols }) => [url, protocols])).toEqual([
    ['ws://server/a?b', ['one']],
    ['ws://server/', ['one', 'two']],
  ])
})

describe('A target function', () => {
  test('is asked anew for every dial', async () => {
    const browser = fakeBrowser()
    let token = 0
    const transport = webSocketOf(browser, async () => `ws://server/?token=${++token}`, {})
    expect([transport.endpoint, browser.sockets]).toEqual(['ws://(asked at each dial)', []])
    for (let dial = 0; dial < 2; dial += 1) new Recorder(() => {}).dial(transport)
    await turn()
    expect(browser.sockets.map(({ url }) => url)).toEqual(['ws://server/?token=1', 'ws://server/?token=2'])
  })

  const refusing = new ConnectionError('no token', { kind: 'auth', by: 'us', detail: 'logged out' })

  test.each([
    ['rejects with a cause', () => Promise.reject(refusing), 'auth'],
    ['rejects', () => Promise.reject(new Error('bug')), 'crash'],
    ['answers with nonsense', () => 'http://server/', 'crash'],
  ])('that %s ends its dial', async (_, target, kind) => {
    const owner = new Recorder(() => {}).dial(webSocketOf(fakeBrowser(), target, {}))
    await turn()
    expect(owner.log).toEqual([`ended ${kind}`, 'released'])
  })
})

test('The page it is in gives its hints', () => {
  const browser = fakeBrowser()
  const hints: Hint[] = []
  const end = webSocketOf(browser, 'ws://server/', {}).hints?.((hint) => hints.push(hint))
  browser.scope.dispatchEvent(new Event('offline'))
  end?.()
  browser.scope.dispatchEvent(new Event('offline'))
  expect(hints).toEqual(['probe'])
})
