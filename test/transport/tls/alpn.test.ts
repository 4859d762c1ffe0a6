import { expect, test } from 'vitest'
import { checkProtocols } from '../../../src/transport/tls/alpn.ts'

test('Protocols are handed to Node as its own', () => {
  const names = ['beat/2', 'beat/1']
  expect(checkProtocols(names)).toEqual({ ALPNProtocols: names })
  expect(checkProtocols(undefined)).toEqual({})
})

const notText: string = JSON.parse('7')
test.each([[''], ['x'.repeat(256)], ['ä'.repeat(128)], [notText]])('%j is no protocol’s name', (name) => {
  expect(() => checkProtocols(['fine', name])).toThrow(expect.objectContaining({ option: 'alpnProtocols' }))
})
