import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { checkHeaders } from '../../../src/transport/websocket/headers.ts'

class Fields {
  readonly authorization = 'secret'
}

describe('Headers are taken', () => {
  const authorization = 'Bearer x'
  test.each<[string, Parameters<typeof checkHeaders>[0]]>([
    ['a record', { authorization }],
    ['a record without a prototype', Object.assign(Object.create(null), { authorization })],
    ['a record of another realm', runInNewContext('({ authorization: "Bearer x" })')],
    ['Headers', new Headers({ Authorization: authorization })],
    ['a Map', new Map([['authorization', authorization]])],
    ['pairs', [['authorization', authorization]]],
    ['parameters of a URL', new URLSearchParams({ authorization })],
  ])('from %s', (_what, headers) => {
    expect(checkHeaders(headers)).toEqual({ authorization })
  })

  test('as they are spelled, Host among them', () => {
    const headers = { Authorization: 'Bearer x', Host: 'elsewhere.test', 'X-Empty': '' }
    expect(checkHeaders(headers)).toEqual(headers)
    expect(checkHeaders({})).toEqual({})
  })
})

describe('Headers are refused', () => {
  const refused = expect.objectContaining({ name: 'OptionError', option: 'headers' })

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a number', 5],
    ['a text', 'authorization: secret'],
    ['a promise', Promise.resolve({ authorization: 'secret' })],
    ['a WeakMap', new WeakMap()],
    ['an object of a class', new Fields()],
    ['a list that is none of pairs', ['authorization', 'secret']],
    ['pairs of one', [['authorization']]],
    ['pairs of three', [['authorization', 'secret', 'secret']]],
    ['pairs that are texts', ['ab']],
    ['bytes', new Uint8Array(2)],
  ])('when they are %s', (_what, headers) => {
    const given: { headers: Parameters<typeof checkHeaders>[0] } = Object.assign({ headers: {} }, { headers })
    expect(() => checkHeaders(given.headers)).toThrow(refused)
    expect(() => checkHeaders(given.headers)).not.toThrow(/secret/)
  })

  test.each([
    ['"no name"', '{"no name":"secret"}'],
    ['""', '{"":"secret"}'],
    ['X-Lines', '{"X-Lines":"secret\\r\\nlines"}'],
    ['X-Letters', '{"X-Letters":"secret€"}'],
    ['X-Missing', '{"X-Missing":null}'],
    ['X-List', '{"X-List":["secret","secret"]}'],
    ['X-Number', '{"X-Number":5}'],
    ['authorization', '{"Authorization":"secret","authorization":"secret"}'],
    ['authorization', '[["authorization","secret"],["authorization","other secret"]]'],
    ['Upgrade', '{"Upgrade":"secret"}'],
    ['connection', '[["connection","secret"]]'],
    ['Sec-WebSocket-Key', '{"Sec-WebSocket-Key":"secret"}'],
    ['sec-websocket-protocol', '{"sec-websocket-protocol":"secret"}'],
  ])('by the name %s, without the value: %s', (name, json) => {
    const headers = JSON.parse(json)
    expect(() => checkHeaders(headers)).toThrow(refused)
    expect(() => checkHeaders(headers)).toThrow(name)
    expect(() => checkHeaders(headers)).not.toThrow(/secret/)
  })

  test('for subprotocols, with where to put them', () => {
    expect(() => checkHeaders({ 'Sec-WebSocket-Protocol': 'v1' })).toThrow('use the option protocols')
  })
})
