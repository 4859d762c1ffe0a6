import { expect, test } from 'vitest'
import { addressOf, blockOf } from '../../../src/supervisor/identity/address.ts'

test.each([
  ['10.0.0.7:4711', '10.0.0.7'],
  ['[2001:db8::7]:4711', '2001:db8::7'],
  ['[::ffff:10.0.0.7]:4711', '10.0.0.7'],
  ['[::1]:80', '::1'],
  ['device:49152', 'device'],
  ['[::ffff:192.168.100.200]:4711', '192.168.100.200'],
  ['[1::ffff:10.0.0.7]:4711', '1::ffff:10.0.0.7'],
  ['::ffff:10.0.0.7.example:80', '::ffff:10.0.0.7.example'],
  ['[a]b:80', '[a]b'],
  ['a[b]:80', 'a[b]'],
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
  ['[fe80::1:2:3:4:5%eth0.7]:1', 'fe80:0:0:1::/64'],
  ['[1::2:3:4:5:6:7]:1', '1:0:2:3::/64'],
  ['worker:ad', 'worker:ad'],
])('Whoever comes from %s is counted as %s', (peer, block) => {
  expect(blockOf(peer)).toBe(block)
})
