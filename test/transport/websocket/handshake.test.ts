import { Agent } from 'node:http'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { describe, expect, test } from 'vitest'
import { checkAgent, checkHeaders, checkProtocols } from '../../../src/transport/websocket/handshake.ts'

const refused = (option: string) => expect.objectContaining({ name: 'OptionError', option })

describe('Subprotocols', () => {
  test.each([
    [undefined, []],
    ['mqtt', ['mqtt']],
    [
      ['graphql-transport-ws', 'v1.json'],
      ['graphql-transport-ws', 'v1.json'],
    ],
  ])('%j are %j', (given, list) => {
    expect(checkProtocols(given)).toEqual(list)
  })

  test.each(['', 'two words', 'a,b', ['a', 'a'], ['a', 'ü']])('%j are none', (given) => {
    expect(() => checkProtocols(given)).toThrow(refused('protocols'))
  })
})

describe('Headers', () => {
  test('are taken as they are, and none is an empty list', () => {
    expect([checkHeaders({ Authorization: 'Bearer x' }), checkHeaders()]).toEqual([
      { Authorization: 'Bearer x' },
      {},
    ])
  })

  test.each([{ 'no name': 'x' }, { name: 'two\r\nlines' }, { '': 'x' }])('%j are refused', (headers) => {
    expect(() => checkHeaders(headers)).toThrow(refused('headers'))
  })
})

describe('An agent', () => {
  test.each([
    ['none', undefined],
    ['one of Node’s', new Agent()],
    ['a proxy’s', new HttpsProxyAgent('http://localhost:3128')],
  ])('may be %s', (_what, agent) => {
    expect(checkAgent(agent)).toBe(agent)
  })

  test('is refused when it is none', () => {
    expect(() => checkAgent({ destroy: () => {} })).toThrow(refused('agent'))
  })
})
