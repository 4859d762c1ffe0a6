import { expect, test } from 'vitest'
import { EtcdSession } from '../../../src/registry/etcd/session.ts'
import { NO_ETCD } from '../support/programs.ts'
import { withServer } from '../support/real.ts'
import { instanceOf } from '../support/virtual.ts'
import { etcdScene, LIMIT_MS } from './support.ts'

withServer('A session with etcd', NO_ETCD, () => {
  const scene = etcdScene()
  const sessionOf = (id: string, ttlMs = 60_000) =>
    new EtcdSession(instanceOf(id), ttlMs, scene.ring, scene.keys, () => `epoch of ${id}`)
  const keyOf = (id: string) => scene.keys.instance(instanceOf(id))

  test('puts a record that anybody can read on a lease of whole seconds, and the epoch once', async () => {
    const { plain, keys } = scene
    expect(await sessionOf('a', 2_500).open(LIMIT_MS)).toBe(3_000)
    await sessionOf('b').open(LIMIT_MS)
    expect(await plain.get(keyOf('a')).json()).toEqual({ endpoint: 'tcp://127.0.0.1:7373', metadata: {} })
    expect(await plain.get(keys.epoch).string()).toBe('epoch of a')
    const { kvs } = await plain.get(keyOf('a')).exec()
    const { TTL } = await plain.leaseClient.leaseTimeToLive({ ID: kvs[0]?.lease ?? '' })
    expect(Number(TTL)).toBeLessThanOrEqual(3)
  })

  test('that is opened again, since nobody knew how far it had come, is the same one', async () => {
    const session = sessionOf('again')
    await session.open(LIMIT_MS)
    const { kvs: before } = await scene.plain.get(keyOf('again')).exec()
    await session.open(LIMIT_MS)
    const { kvs: after } = await scene.plain.get(keyOf('again')).exec()
    expect(after[0]?.lease).toBe(before[0]?.lease)
  })

  test('does not touch a key that somebody else has', async () => {
    await scene.plain.put(keyOf('theirs')).value('anything')
    const session = sessionOf('theirs')
    await expect(session.open(LIMIT_MS)).rejects.toMatchObject({ problem: { kind: 'taken' } })
    await session.end(LIMIT_MS)
    expect(await scene.plain.get(keyOf('theirs')).string()).toBe('anything')
  })

  test('is gone when its key was deleted or taken over, though its lease goes on', async () => {
    const session = sessionOf('deleted')
    await session.open(LIMIT_MS)
    await session.renew(LIMIT_MS)
    await scene.plain.delete().key(keyOf('deleted'))
    await expect(session.renew(LIMIT_MS)).rejects.toMatchObject({
      problem: { kind: 'gone', detail: 'its key was deleted' },
    })
    await scene.plain.put(keyOf('deleted')).value('anything')
    await expect(session.renew(LIMIT_MS)).rejects.toThrow('its key is another’s')
  })

  test('is gone when its lease was revoked; and its end is none the worse for it', async () => {
    const session = sessionOf('revoked')
    await expect(session.renew(LIMIT_MS)).rejects.toThrow('it has no lease')
    await session.open(LIMIT_MS)
    const { kvs } = await scene.plain.get(keyOf('revoked')).exec()
    await scene.plain.leaseClient.leaseRevoke({ ID: kvs[0]?.lease ?? '' })
    await expect(session.renew(LIMIT_MS)).rejects.toMatchObject({ problem: { kind: 'gone' } })
    await session.end(LIMIT_MS)
  })

  test('that ends while it is being opened leaves neither key nor lease', async () => {
    const { plain } = scene
    const session = sessionOf('hasty')
    const leases = async () => (await plain.leaseClient.leaseLeases()).leases.map(({ ID }) => ID)
    const before = await leases()
    const opened = session.open(LIMIT_MS).catch((error: unknown) => String(error))
    await session.end(LIMIT_MS)
    expect(await opened).toContain('it is being withdrawn')
    expect(await plain.get(keyOf('hasty')).string()).toBeNull()
    // Those of others may have run out meanwhile.
    expect((await leases()).filter((lease) => !before.includes(lease))).toEqual([])
    session.drop()
  })
})
