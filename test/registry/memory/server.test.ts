import { describe, expect, test } from 'vitest'
import { MemoryServer } from '../../../src/registry/index.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { idsOf } from '../support/story.ts'
import { instanceOf } from '../support/virtual.ts'

function scene() {
  const clock = virtualClock()
  const server = new MemoryServer({ clock })
  const ids = () => idsOf(server.list('prices').instances)
  return { clock, server, ids, session: {} }
}

describe('A registry’s server in memory', () => {
  test('lets a lease lapse that is not renewed, to the millisecond, and tells who watches', async () => {
    const { clock, server, ids, session } = scene()
    let told = 0
    server.tell('prices', () => {
      told += 1
    })
    server.put(session, instanceOf('a'), 1_000)
    await clock.advance(600)
    server.renew(session, instanceOf('a'))
    await clock.advance(999)
    expect([ids(), told]).toEqual([['a'], 1])
    await clock.advance(1)
    expect([ids(), told]).toEqual([[], 2])
    expect(() => server.renew(session, instanceOf('a'))).toThrow('no such lease')
  })

  test('gives nobody what another one has, takes it from nobody, and lets go of it for its owner alone', () => {
    const { server, ids, session } = scene()
    server.put(session, instanceOf('a'), 1_000)
    const other = {}
    expect(() => server.put(other, instanceOf('a'), 1_000)).toThrow('a is taken')
    expect(() => server.renew(other, instanceOf('a'))).toThrow('no such lease')
    server.revoke(other, instanceOf('a'))
    expect(ids()).toEqual(['a'])
    server.revoke(session, instanceOf('a'))
    expect(ids()).toEqual([])
  })

  test('that is frozen answers later, and first of all lets lapse what has run out', async () => {
    const { clock, server, ids, session } = scene()
    server.put(session, instanceOf('a'), 1_000)
    server.freeze()
    let answered: string[] | null = null
    void server.ask(ids).then((found) => {
      answered = found
    })
    await clock.advance(2_000)
    expect([answered, ids()]).toEqual([null, ['a']])
    server.thaw()
    await clock.advance(0)
    expect(answered).toEqual([])
  })

  test('that was killed refuses, those that were waiting too, and forgets who watched', async () => {
    const { server, session } = scene()
    let told = 0
    server.tell('prices', () => {
      told += 1
    })
    server.freeze()
    const waiting = server.ask(() => 'an answer')
    server.kill()
    await expect(waiting).rejects.toThrow('nobody listens there')
    await expect(server.ask(() => 'an answer')).rejects.toThrow('nobody listens there')
    server.thaw()
    await expect(server.ask(() => 'an answer')).rejects.toThrow('nobody listens there')
    server.restart({ keepData: true })
    server.put(session, instanceOf('a'), 1_000)
    expect(told).toBe(0)
    expect(await server.ask(() => 'an answer')).toBe('an answer')
  })

  test('that comes back with its data leases it for its whole time anew; without, it is another one', async () => {
    const { clock, server, ids, session } = scene()
    server.put(session, instanceOf('a'), 1_000)
    const { epoch } = server.list('prices')
    await clock.advance(900)
    server.kill()
    await clock.advance(5_000)
    server.restart({ keepData: true })
    await clock.advance(999)
    expect([ids(), server.list('prices').epoch]).toEqual([['a'], epoch])
    await clock.advance(1)
    expect(ids()).toEqual([])
    server.restart({ keepData: false })
    expect(server.list('prices').epoch).not.toBe(epoch)
  })

  test('hands on what an answer failed by', async () => {
    const { server } = scene()
    await expect(
      server.ask(() => {
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
  })
})

test('What cannot be used is refused by its name', () => {
  // @ts-expect-error there is no such option
  expect(() => new MemoryServer({ port: 1 })).toThrow('memoryServer.port: no such option')
  // @ts-expect-error it is no clock
  expect(() => new MemoryServer({ clock: Date })).toThrow('clock: expected an object')
})
