import { expect, test } from 'vitest'
import { ZooKeeperSession } from '../../../src/registry/zookeeper/session.ts'
import { NO_ZOOKEEPER } from '../support/programs.ts'
import { withServer } from '../support/real.ts'
import { instanceOf } from '../support/virtual.ts'
import { LIMIT_MS, zooKeeperScene } from './support.ts'

withServer('A session with ZooKeeper', NO_ZOOKEEPER, () => {
  const scene = zooKeeperScene()
  const sessionOf = (id: string, gone: (detail: string) => void = () => {}) =>
    new ZooKeeperSession(instanceOf(id), 2_000, gone, scene.making)
  const pathOf = (id: string) => scene.making.paths.instance(instanceOf(id))
  const data = async (path: string): Promise<string | undefined> => {
    const [read] = await scene.plain.ask<[Buffer | undefined, unknown]>(LIMIT_MS, (client, done) =>
      client.getData(path, done),
    )
    return read?.toString()
  }
  const isThere = async (path: string): Promise<boolean> => {
    const [stat] = await scene.plain.ask<[unknown]>(LIMIT_MS, (client, done) => client.exists(path, done))
    return stat !== null
  }

  test('makes its way, names the memory once, and leaves a record that anybody can read', async () => {
    const session = sessionOf('a')
    expect(await session.open(LIMIT_MS)).toBe(2_000)
    expect(await data('/a/test')).toBe('one')
    expect(JSON.parse((await data(pathOf('a'))) ?? '')).toEqual({
      endpoint: 'tcp://127.0.0.1:7373',
      metadata: {},
    })
    expect(await session.open(LIMIT_MS)).toBe(2_000)
    const other = sessionOf('a')
    await expect(other.open(LIMIT_MS)).rejects.toMatchObject({ problem: { kind: 'taken' } })
    await other.end(LIMIT_MS)
    expect(await isThere(pathOf('a'))).toBe(true)
    await session.end(LIMIT_MS)
    expect(await isThere(pathOf('a'))).toBe(false)
  })

  test('is gone when its node was deleted by hand', async () => {
    const session = sessionOf('deleted')
    await expect(session.renew(LIMIT_MS)).rejects.toThrow('it has no session')
    await session.open(LIMIT_MS)
    await session.renew(LIMIT_MS)
    await scene.plain.ask<[]>(LIMIT_MS, (client, done) => client.remove(pathOf('deleted'), done))
    await expect(session.renew(LIMIT_MS)).rejects.toMatchObject({ problem: { kind: 'gone' } })
    await session.end(LIMIT_MS)
  })

  test('that ends while it is being opened leaves no node', async () => {
    const session = sessionOf('hasty')
    const opened = session.open(LIMIT_MS).catch((error: unknown) => String(error))
    await session.end(LIMIT_MS)
    expect(await isThere(pathOf('hasty'))).toBe(false)
    await opened
  })

  test('is not told that it expired by a server that has lost its data; by our clock it is over then, and begun anew', async () => {
    const session = sessionOf('forgotten')
    await session.open(LIMIT_MS)
    await scene.server.restart({ keepData: false })
    // Whoever has seen later changes than the server knows of is turned away without a word, again and again.
    await expect(session.renew(500)).rejects.not.toThrow('expired')
    for (;;) {
      if (await session.open(500).catch(() => false)) break
    }
    await session.renew(LIMIT_MS)
    await session.end(LIMIT_MS)
  })
})
