import { expect, test } from 'vitest'
import { keysOf } from '../../../src/registry/etcd/keys.ts'
import { instanceOf } from '../support/virtual.ts'

test('The instances of a service stand below it, and of no other one whose name begins alike', () => {
  const keys = keysOf('pulsetree/')
  expect(keys.epoch).toBe('pulsetree/epoch')
  expect(keys.instance(instanceOf('p/1', 'a b'))).toBe('pulsetree/services/a%20b/p%2F1')
  expect(keys.instance(instanceOf('x', 'prices2')).startsWith(keys.service('prices'))).toBe(false)
})
