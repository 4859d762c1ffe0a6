import { expect, test } from 'vitest'
import { MOST_UNSENT, Viewer } from '../../../src/inspector/look/viewer.ts'
import { Watcher } from '../support/watcher.ts'

test('What is told goes out in its order; while a tree is written down for it, behind that', async () => {
  const { viewer, got } = new Watcher()
  viewer.tell('1')
  viewer.wait()
  viewer.tell('3')
  viewer.say({ t: 'ended', at: 4 })
  expect([got, viewer.isWaiting, viewer.isThrough]).toEqual([[1], true, false])
  viewer.catchUp('2')
  expect(got).toEqual([1, 2, 3, { t: 'ended', at: 4 }])
  await Promise.resolve()
  expect([viewer.isWaiting, viewer.isThrough]).toEqual([false, true])
})

test('It is full when more waits than may, and through when it has read all of that', async () => {
  const watcher = new Watcher()
  const { viewer } = watcher
  watcher.reads = false
  viewer.tell(JSON.stringify('x'.repeat(MOST_UNSENT - 2)))
  expect([viewer.isFull, viewer.isThrough]).toEqual([false, false])
  viewer.tell('1')
  expect(viewer.isFull).toBe(true)
  watcher.read()
  await Promise.resolve()
  expect([viewer.isFull, viewer.isThrough]).toEqual([false, true])
})

test('What waits behind a tree counts as well, until it is told', () => {
  const { viewer } = new Watcher()
  viewer.wait()
  viewer.tell(JSON.stringify('x'.repeat(MOST_UNSENT)))
  expect(viewer.isFull).toBe(true)
})

test('To tell one that has left is no error', async () => {
  const viewer = new Viewer({ send: () => Promise.reject(new Error('it has left')) })
  viewer.tell('1')
  await Promise.resolve()
  await Promise.resolve()
  expect(viewer.isThrough).toBe(true)
})
