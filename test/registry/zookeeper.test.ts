import { expect, test } from 'vitest'
import { zooKeeperRegistry } from '../../src/registry/zookeeper.ts'
import { NO_ZOOKEEPER, ZOOKEEPER } from './support/programs.ts'
import { realContract, withServer } from './support/real.ts'

withServer('A registry in ZooKeeper', NO_ZOOKEEPER, () => {
  realContract(ZOOKEEPER, 2_000, (port, { requestTimeoutMs = 1_000, checkMs = 200, graceMs = 30_000 }) =>
    zooKeeperRegistry({ servers: [`127.0.0.1:${port}`], requestTimeoutMs, checkMs, graceMs }),
  )
})

test.each([
  ['servers', { servers: [] }],
  ['servers', { servers: ['localhost'] }],
  ['servers', { servers: ['10.0.0.1:2181/chroot'] }],
  ['prefix', { servers: ['127.0.0.1:2181'], prefix: 'pulsetree' }],
  ['prefix', { servers: ['127.0.0.1:2181'], prefix: '/' }],
  ['digest', { servers: ['127.0.0.1:2181'], digest: 7 }],
  ['zooKeeperRegistry.hosts', { hosts: [] }],
])('What cannot be used is refused by its name: %s', (option, options) => {
  // @ts-expect-error some of these are of no type that fits
  expect(() => zooKeeperRegistry(options)).toThrow(new RegExp(`^${option}: `))
})
