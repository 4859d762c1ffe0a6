import { expect, test } from 'vitest'
import { addressOf, blockOf } from '../../../src/supervisor/identity/address.ts'

test.each([
  ['10.0.0.7:4711', '10.0.0.7'],
  ['[2001:db8::7]:4711', '2001:db8::7'],
  ['[::ffff:10.0.0.7]:4711', '10.0.0.7'],
  ['[::1]:80', '::1'],
  ['device:49152', 'device'],
])('The address in %s is %s', (peer, address) => {
  expect(addressOf(peer)).toBe(address)
})

test.each([
  ['10.0.0.7:4711', '10.0.0.7'],
  ['[::ffff:10.0.0.7]:4711', '10.0.0.7'],
  ['device:49152', 'device'],
  ['[2001:db8:1:2:3:4:5:6]:1', '2001:db8:1:2::/64'],
  ['[2001:0DB8:1:0002::6]:1', '2001:db8:1:2::/64'],
  ['[2001:db8::6]:1', '2001:db8:0:0::/64'],
  ['[2001:db8:1::]:1', '2001:db8:1:0::/64'],
  ['[::1]:1', '0:0:0:0::/64'],
  ['[64:ff9b::10.0.0.7]:1', '64:ff9b:0:0::/64'],
  ['[fe80::1:2:3:4%eth0]:1', 'fe80:0:0:0::/64'],
])('Whoever comes from %s is counted as %s', (peer, block) => {
  expect(blockOf(peer)).toBe(block)
})
