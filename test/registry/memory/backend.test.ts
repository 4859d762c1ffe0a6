import { expect, test } from 'vitest'
import { MemoryServer } from '../../../src/registry/index.ts'
import { MemoryBackend } from '../../../src/registry/memory/backend.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { instanceOf } from '../support/virtual.ts'

test('A session that is asked to open twice is one session', async () => {
  const backend = new MemoryBackend(new MemoryServer({ clock: virtualClock() }))
  const session = backend.session(instanceOf(), 1_000)
  expect([await session.open(1), await session.open(1)]).toEqual([1_000, 1_000])
  const other = backend.session(instanceOf(), 1_000)
  await expect(other.open(1)).rejects.toMatchObject({ problem: { kind: 'taken' } })
  await session.end(1)
  await expect(session.renew(1)).rejects.toMatchObject({ problem: { kind: 'gone' } })
  expect(await other.open(1)).toBe(1_000)
  session.drop()
  await backend.close()
})

test('A source is told of what changes from its first reading on, until it is closed', async () => {
  const backend = new MemoryBackend(new MemoryServer({ clock: virtualClock() }))
  let told = 0
  const source = backend.source('prices', () => {
    told += 1
  })
  const session = backend.session(instanceOf(), 1_000)
  await session.open(1)
  expect(told).toBe(0)
  expect((await source.read(1)).instances).toEqual([instanceOf()])
  await session.end(1)
  expect(told).toBe(1)
  source.close()
  await session.open(1)
  expect(told).toBe(1)
})
