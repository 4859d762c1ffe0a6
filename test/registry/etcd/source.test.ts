import { expect, test } from 'vitest'
import { EtcdSource } from '../../../src/registry/etcd/source.ts'
import { NO_ETCD } from '../support/programs.ts'
import { withServer } from '../support/real.ts'
import { etcdScene, LIMIT_MS } from './support.ts'

const RECORD = '{"endpoint":"tcp://127.0.0.1:1","metadata":{}}'

withServer('A service in etcd', NO_ETCD, () => {
  const scene = etcdScene()

  function watched() {
    let wake = (): void => {}
    const source = new EtcdSource('prices', () => wake(), scene.ring, scene.keys)
    const ids = async (): Promise<string> => {
      const { instances, epoch } = await source.read(LIMIT_MS)
      return `${epoch}: ${instances.map(({ id }) => id).join()}`
    }
    /** Reads each time it is told to, until it reads this. */
    const reads = (wanted: string): Promise<void> =>
      new Promise((resolve, reject) => {
        wake = () => {
          ids().then((found) => (found === wanted ? resolve() : undefined), reject)
        }
        wake()
      })
    return { source, ids, reads }
  }
  const put = (id: string) => scene.plain.put(`test/services/prices/${id}`).value(RECORD)

  test('is read as it stands, without what is no record', async () => {
    const { source, ids } = watched()
    expect(await ids()).toBe('null: ')
    await put('a%2F1')
    await scene.plain.put('test/services/prices/note').value('by hand')
    await scene.plain.put('test/epoch').value('one')
    expect(await ids()).toBe('one: a/1')
    source.close()
  })

  test('tells by itself of what comes and goes', async () => {
    const { source, reads } = watched()
    await reads('one: a/1')
    const come = reads('one: a/1,b')
    await put('b')
    await come
    const gone = reads('one: a/1')
    await scene.plain.delete().key('test/services/prices/b')
    await gone
    source.close()
  })

  test('tells by itself of what comes after the data was lost, when etcd counts from 1 again', async () => {
    const { source, ids, reads } = watched()
    await reads('one: a/1')
    for (let change = 0; change < 50; change += 1) await put('a%2F1')
    await scene.server.kill()
    await expect(source.read(LIMIT_MS)).rejects.toThrow()
    await scene.server.restart({ keepData: false })
    await scene.plain.put('test/epoch').value('two')
    expect(await ids()).toBe('two: ')
    const come = reads('two: c')
    await put('c')
    await come
    source.close()
  })
})
