import { describe, expect, onTestFinished, test } from 'vitest'
import { breaker } from '../../../src/breaker/index.ts'
import { MOST_BESIDE, Parts } from '../../../src/inspector/beside/parts.ts'
import { type Beside, inspect } from '../../../src/inspector/index.ts'
import { memoryRegistry } from '../../../src/registry/index.ts'
import { Service } from '../../pool/support/service.ts'
import { tree } from '../support/scene.ts'

/** As from a program without types. */
const anything = (json: string): Record<string, Beside> => JSON.parse(json)

describe('What stands beside the tree', () => {
  test('is told apart by its form', async () => {
    const service = new Service('a')
    const prices = service.pool({ endpoints: ['a'] })
    const [guard, names] = [breaker(), memoryRegistry()]
    const parts = new Parts({ guard, prices, names })
    expect(parts.read().map(({ name, kind }) => [name, kind])).toEqual([
      ['guard', 'breaker'],
      ['prices', 'pool'],
      ['names', 'registry'],
    ])
    guard.stop()
    await names.close()
    await service.end()
  })

  test('leads from the instances of a registry to the connections of a pool', async () => {
    const service = new Service('a')
    const prices = service.pool({ endpoints: ['a'] })
    const names = memoryRegistry()
    onTestFinished(() => names.close())
    names.register({ service: 'prices', id: 'a', endpoint: 'a', metadata: {} }, { ttlMs: 1_000 })
    await names.watch('prices').ready
    await service.clock.advance(10)
    const [, shown] = new Parts({ prices, names }).read()
    expect(shown?.rows.at(-1)).toMatchObject({ level: 2, link: 'prices/a' })
    await service.end()
  })

  test('and cannot be read breaks nothing', () => {
    const broken: Beside = {
      counts: { passed: 0, refused: 0, failed: 0, opened: 0 },
      phase$: { subscribe: () => ({ unsubscribe() {} }) },
      store: {
        getSnapshot() {
          throw new Error('no such thing')
        },
      },
      admit() {},
    }
    const parts = new Parts({ broken: Object.assign(broken, { answer() {} }) })
    expect(parts.read()).toMatchObject([
      { name: 'broken', phase: 'failed', facts: [{ label: 'cannot be read', value: 'no such thing' }] },
    ])
  })

  test.each([
    ['beside.prices', '{"prices":null}'],
    ['beside.prices', '{"prices":{"store":{}}}'],
    ['beside.prices', '{"prices":"pool"}'],
    ['beside', '[]'],
    ['beside', '"pool"'],
  ])('is refused as %s where it is %s', async (option, json) => {
    await expect(inspect(tree(), { beside: anything(json) })).rejects.toMatchObject({ option })
  })

  test('is refused without a name, and where there is too much of it', () => {
    const guard = breaker()
    expect(() => new Parts({ '': guard })).toThrow(expect.objectContaining({ option: 'beside' }))
    const many = Object.fromEntries(Array.from({ length: MOST_BESIDE + 1 }, (_, n) => [`n${n}`, guard]))
    expect(() => new Parts(many)).toThrow(expect.objectContaining({ option: 'beside' }))
    guard.stop()
  })
})
