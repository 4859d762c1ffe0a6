import { expect, test } from 'vitest'
import { memoryWorld } from '../support/memory-world.ts'

test('Bytes for a link that was destroyed are answered by a reset', () => {
  const { clock, network, pair } = memoryWorld()
  const { near, far } = pair()
  far.link.pause()
  near.link.destroy()
  clock.advanceSync(10)
  far.send('is anybody there?')
  clock.advanceSync(10)
  expect([near.log, far.log]).toEqual([['opened', 'released'], ['opened']])
  far.send('and now?')
  clock.advanceSync(0)
  expect([far.log, network.openLinks]).toEqual([['opened', 'ended reset', 'released'], 0])
})

test('A link destroyed with bytes unread resets its peer', () => {
  const { clock, pair } = memoryWorld()
  const { near, far } = pair()
  far.link.pause()
  near.send('unread')
  clock.advanceSync(10)
  far.link.destroy()
  clock.advanceSync(10)
  expect(near.log).toEqual(['opened', 'ended reset', 'released'])
})

test('A reset that arrives while writes wait is heard at once, though reading is paused', () => {
  const { clock, network, pair } = memoryWorld({ windowBytes: 10 })
  const { near, far } = pair()
  far.link.pause()
  near.link.pause()
  near.send('more than there is room for', 'write')
  network.reset('a', 'b')
  clock.advanceSync(0)
  expect([near.log, near.taken]).toEqual([['opened', 'ended reset', 'released'], ['write reset']])
})

test('A half-closed link still hears its peer out', () => {
  const { clock, pair } = memoryWorld({ windowBytes: 10 })
  const { near, far } = pair()
  far.send('an answer that takes several trips')
  near.link.close()
  clock.advanceSync(100)
  expect(near.log).toContain('frame of 34 bytes')
  expect([near.log.at(-1), far.log.slice(-2)]).toEqual(['released', ['ended eof', 'released']])
})

test('A link says since when bytes wait that came while its process did not run, until they are read', () => {
  const { clock, network, pair } = memoryWorld()
  const { near, far } = pair()
  const unread = (): unknown => ('unreadSince' in far.link ? far.link.unreadSince : 'nothing said')
  near.send('read at once')
  clock.advanceSync(10)
  expect(unread()).toBeNull()
  network.stall('b', 100)
  near.send('waits')
  clock.advanceSync(3)
  const at = clock.now()
  near.send('waits as well')
  clock.advanceSync(50)
  expect(unread()).toBe(at)
  // Asked not to read, it has no duty to.
  far.link.pause()
  expect(unread()).toBeNull()
  far.link.resume()
  const cure = network.slowReader('b', 1)
  expect(unread()).toBeNull()
  cure()
  expect(unread()).toBe(at)
  clock.advanceSync(100)
  expect([unread(), far.log.filter((one) => one.startsWith('frame'))]).toEqual([
    null,
    ['frame read at once', 'frame waits', 'frame waits as well'],
  ])
})
