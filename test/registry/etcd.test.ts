import { expect, test } from 'vitest'
import { etcdRegistry } from '../../src/registry/etcd.ts'
import { ETCD, NO_ETCD } from './support/programs.ts'
import { realContract, withServer } from './support/real.ts'

withServer('A registry in etcd', NO_ETCD, () => {
  realContract(ETCD, 2_000, (port, { requestTimeoutMs = 1_000, checkMs = 200, graceMs = 30_000 }) =>
    etcdRegistry({ endpoints: [`http://127.0.0.1:${port}`], requestTimeoutMs, checkMs, graceMs }),
  )
})

test.each([
  ['endpoints', { endpoints: [] }],
  ['endpoints', { endpoints: ['127.0.0.1:2379'] }],
  ['endpoints', { endpoints: ['http://127.0.0.1'] }],
  ['prefix', { endpoints: ['http://127.0.0.1:2379'], prefix: 7 }],
  ['auth.name', { endpoints: ['http://127.0.0.1:2379'], auth: { name: 'x' } }],
  ['tls.pem', { endpoints: ['https://127.0.0.1:2379'], tls: { pem: 'x' } }],
  ['etcdRegistry.hosts', { hosts: [] }],
  ['checkMs', { endpoints: ['http://127.0.0.1:2379'], checkMs: 1 }],
])('What cannot be used is refused by its name: %s', (option, options) => {
  // @ts-expect-error some of these are of no type that fits
  expect(() => etcdRegistry(options)).toThrow(new RegExp(`^${option}: `))
})
