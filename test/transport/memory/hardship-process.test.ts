import { describe, expect, test } from 'vitest'
import { memoryWorld } from '../support/memory-world.ts'

describe('slow reader', () => {
  test('A slow process reads a little at a time; its kernel takes what the window allows', () => {
    const { clock, network, pair } = memoryWorld({ windowBytes: 1_000 })
    const { near, far } = pair()
    clock.advanceSync(10)
    const cure = network.slowReader('b', 100)
    near.send('x'.repeat(1_999))
    far.send('not slow to write')
    clock.advanceSync(1_000)
    const heard = far.log.filter((line) => line === 'heard').length
    expect([heard, near.texts, near.link.buffered]).toEqual([10, ['not slow to write'], 900])
    cure()
    clock.advanceSync(20)
    expect(far.texts).toEqual(['x'.repeat(1_999)])
  })

  test('At a pace of 0 nothing is read, an end neither; the slowest of several counts', () => {
    const { clock, network, pair } = memoryWorld()
    const { near, far } = pair()
    clock.advanceSync(10)
    const cures = [network.slowReader('b', 0), network.slowReader('b', 10_000)]
    near.send('bye')
    near.link.close()
    clock.advanceSync(10_000)
    expect(far.log).toEqual(['opened'])
    cures[0]?.()
    clock.advanceSync(0)
    expect(far.story).toEqual(['opened', 'frame bye', 'ended eof', 'released'])
    cures[1]?.()
    clock.advanceSync(10)
    expect([clock.pending, network.openLinks]).toEqual([0, 0])
  })

  test('A link that is released while its process reads slowly leaves nothing behind', () => {
    const { clock, network, pair } = memoryWorld()
    const { near, far } = pair()
    network.slowReader('b', 10)
    near.send('x'.repeat(100))
    clock.advanceSync(500)
    far.link.destroy()
    clock.advanceSync(1_000)
    expect([near.log.at(-1), far.log.at(-1), clock.pending]).toEqual(['released', 'released', 0])
  })

  test('A pace below 0 is refused', () => {
    const { network } = memoryWorld()
    expect(() => network.slowReader('b', -1)).toThrow(expect.objectContaining({ option: 'bytesPerSecond' }))
  })
})

describe('stall', () => {
  test('What fell due in it runs late and first, then what arrived is read', () => {
    const { clock, network, pair, b } = memoryWorld()
    const { near, far } = pair()
    clock.advanceSync(10)
    const story: string[] = []
    for (const ms of [20, 10]) b.clock.after(ms, () => story.push(`${ms}, ${far.texts.length} read`))
    network.stall('b', 100)
    near.send('x')
    clock.advanceSync(99)
    expect([story, far.texts]).toEqual([[], []])
    clock.advanceSync(1)
    expect([story, far.texts]).toEqual([['10, 0 read', '20, 0 read'], ['x']])
  })

  test('Its cure ends it early, once', () => {
    const { clock, network, pair } = memoryWorld()
    const { near, far } = pair()
    clock.advanceSync(10)
    const cure = network.stall('b', 100)
    const thaw = network.freeze('b')
    cure()
    cure()
    near.send('x')
    clock.advanceSync(1_000)
    expect(far.texts).toEqual([])
    thaw()
    clock.advanceSync(0)
    expect([far.texts, clock.pending]).toEqual([['x'], 0])
  })

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('Nobody stalls or sleeps for %s', (ms) => {
    const { network } = memoryWorld()
    expect(() => network.stall('b', ms)).toThrow(expect.objectContaining({ option: 'ms' }))
    expect(() => network.sleep('b', ms)).toThrow(expect.objectContaining({ option: 'ms' }))
  })
})

describe('sleep', () => {
  test('Nothing reaches a machine that sleeps; streams catch up when it wakes, in order', () => {
    const { clock, network, pair, dial } = memoryWorld()
    const { gate, near, far } = pair()
    clock.advanceSync(10)
    network.sleep('b', 1_000)
    far.send('written in its sleep')
    near.send('one')
    const late = dial()
    clock.advanceSync(500)
    near.send('two')
    clock.advanceSync(499)
    expect([near.texts, far.texts, late.log]).toEqual([[], [], []])
    clock.advanceSync(10)
    expect([near.texts, far.texts]).toEqual([['written in its sleep'], ['one', 'two']])
    expect([late.log, gate.accepts.length]).toEqual([['opened'], 2])
  })

  test('Its timers have as much left after the sleep as before, and its wall clock has gone on', () => {
    const { clock, network, b } = memoryWorld()
    const seen: number[][] = []
    const wall = b.clock.wall()
    b.clock.after(100, () => seen.push([b.clock.now(), b.clock.wall() - wall, clock.now()]))
    clock.advanceSync(40)
    network.sleep('b', 1_000)
    clock.advanceSync(1_059)
    expect(seen).toEqual([])
    clock.advanceSync(1)
    expect(seen).toEqual([[100, 1_100, 1_100]])
  })

  test('Of two sleeps the longer one counts, and a cure wakes it early', () => {
    const { clock, network, pair, b } = memoryWorld()
    const { near, far } = pair()
    clock.advanceSync(10)
    const long = network.sleep('b', 1_000)
    network.sleep('b', 100)
    near.send('x')
    clock.advanceSync(200)
    expect([far.texts, b.clock.now()]).toEqual([[], 10 + 20])
    long()
    clock.advanceSync(3)
    expect([far.texts, b.clock.now()]).toEqual([['x'], 33])
  })

  test('A machine that dies in its sleep says so when it wakes', () => {
    const { clock, network, pair } = memoryWorld()
    const { near } = pair()
    clock.advanceSync(10)
    network.sleep('b', 1_000)
    network.crash('b')
    clock.advanceSync(900)
    expect(near.log).toEqual(['opened'])
    clock.advanceSync(103)
    expect(near.log).toEqual(['opened', 'ended reset', 'released'])
  })
})

describe('a clock that is set', () => {
  test('Only its host sees it', () => {
    const { clock, network, a, b } = memoryWorld()
    network.jumpWall('b', -60_000)
    expect([a.clock.wall() - clock.wall(), b.clock.wall() - clock.wall(), b.clock.now()]).toEqual([
      0, -60_000, 0,
    ])
    expect(() => network.jumpWall('b', Number.NaN)).toThrow(expect.objectContaining({ option: 'ms' }))
  })
})
