import type { Etcd3 } from 'etcd3'
import { expect, test } from 'vitest'
import { Refused } from '../../../src/registry/backend.ts'
import { Ring } from '../../../src/registry/etcd/ring.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'

const THREE = ['http://127.0.0.1:1', 'http://127.0.0.1:2', 'http://127.0.0.1:3']

test('After a failure the next member is asked, within the same limit, and whoever answered is asked again', async () => {
  const clock = virtualClock()
  const ring = new Ring(THREE, {}, clock)
  const asked: (Etcd3 | number)[] = []
  const answer = await ring.ask(1_000, async (member, { deadline }) => {
    asked.push(member, deadline - clock.wall())
    if (asked.length < 6) throw new Error('refused')
    return member
  })
  expect(new Set(asked.filter((one) => typeof one !== 'number')).size).toBe(3)
  expect(asked.filter((one) => typeof one === 'number')).toEqual([1_000, 1_000, 1_000])
  expect(await ring.ask(1_000, async (member) => member)).toBe(answer)
  expect(ring.member).toBe(answer)
  ring.close()
})

test('When all have failed, that is handed on, and who was silent is not asked first the next time', async () => {
  const clock = virtualClock()
  const ring = new Ring(THREE, {}, clock)
  const [first] = [ring.member]
  await expect(
    ring.ask(1_000, async () => {
      await clock.advance(1_000)
      throw new Error('silent')
    }),
  ).rejects.toThrow('silent')
  expect(ring.member).not.toBe(first)
  let calls = 0
  await expect(
    ring.ask(1_000, async () => {
      calls += 1
      throw new Error(`no ${calls}`)
    }),
  ).rejects.toThrow('no 3')
  ring.close()
})

test('A refusal is an answer', async () => {
  const ring = new Ring(THREE, {}, virtualClock())
  const { member } = ring
  await expect(
    ring.ask(1_000, async () => {
      throw new Refused('taken', 'by another')
    }),
  ).rejects.toThrow('by another')
  expect(ring.member).toBe(member)
  ring.close()
})
