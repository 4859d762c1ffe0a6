import zookeeper from 'node-zookeeper-client'
import { expect, test } from 'vitest'
import { ZooKeeperSource } from '../../../src/registry/zookeeper/source.ts'
import { NO_ZOOKEEPER } from '../support/programs.ts'
import { withServer } from '../support/real.ts'
import { LIMIT_MS, zooKeeperScene } from './support.ts'

const RECORD = '{"endpoint":"tcp://127.0.0.1:1","metadata":{}}'

withServer('A service in ZooKeeper', NO_ZOOKEEPER, () => {
  const scene = zooKeeperScene()
  const put = (path: string, data = RECORD) =>
    scene.plain.ask<[string]>(LIMIT_MS, (client, done) =>
      client.create(path, Buffer.from(data), zookeeper.CreateMode.PERSISTENT, done),
    )

  test('is read as it stands, without what is no record, and tells by itself of what comes and goes', async () => {
    let wake = (): void => {}
    const source = new ZooKeeperSource(
      'prices',
      () => wake(),
      () => scene.plain,
      scene.making.paths,
    )
    const epochs = new Set<string | null>()
    const reads = (wanted: string): Promise<void> =>
      new Promise((resolve, reject) => {
        wake = () => {
          source.read(LIMIT_MS).then(({ instances, epoch }) => {
            epochs.add(epoch)
            if (instances.map(({ id }) => id).join() === wanted) resolve()
          }, reject)
        }
        wake()
      })
    await reads('')
    expect([...epochs]).toEqual([null])
    await put('/a', '')
    await put('/a/test', 'mine')
    await put('/a/test/prices', '')
    await reads('')
    await put('/a/test/prices/note', 'by hand')
    const come = reads('a/1')
    await put('/a/test/prices/a%2F1')
    await come
    const gone = reads('')
    await scene.plain.ask<[]>(LIMIT_MS, (client, done) => client.remove('/a/test/prices/a%2F1', done))
    await gone
    expect([...epochs].slice(1)).toEqual([expect.stringMatching(/^mine@[\da-f]{16}$/)])
    source.close()
  })
})
