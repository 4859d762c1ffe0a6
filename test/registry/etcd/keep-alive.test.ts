import { expect, test } from 'vitest'
import { keepAlive } from '../../../src/registry/etcd/keep-alive.ts'
import { NO_ETCD } from '../support/programs.ts'
import { withServer } from '../support/real.ts'
import { etcdScene, LIMIT_MS } from './support.ts'

withServer('One renewal', NO_ETCD, () => {
  const scene = etcdScene()
  const limit = () => ({ deadline: Date.now() + LIMIT_MS })

  test('says whether etcd has the lease', async () => {
    const { plain } = scene
    const { ID } = await plain.leaseClient.leaseGrant({ TTL: 60 })
    expect(await keepAlive(plain, ID, limit())).toBe(true)
    await plain.leaseClient.leaseRevoke({ ID })
    expect(await keepAlive(plain, ID, limit())).toBe(false)
  })

  test('fails when its time is over, and when nobody is there', async () => {
    const { plain, server } = scene
    await expect(keepAlive(plain, '1', { deadline: Date.now() - 1 })).rejects.toThrow()
    await server.kill()
    await expect(keepAlive(plain, '1', limit())).rejects.toThrow()
  })
})
