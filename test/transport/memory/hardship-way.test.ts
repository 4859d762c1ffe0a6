import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src/clock/random.ts'
import { memoryWorld } from '../support/memory-world.ts'

describe('delay', () => {
  test('A delay can be one way only, and differ from trip to trip without breaking the order', () => {
    const { clock, network, pair } = memoryWorld({ random: seededRandom(4) })
    const { near, far } = pair()
    clock.advanceSync(100)
    const cure = network.delay('a', 'b', 10, { oneWay: true, jitterMs: 50 })
    for (let count = 0; count < 50; count += 1) {
      near.send(`${count}`)
      far.send(`${count}`)
    }
    const arrivals = new Map<number, number>()
    for (let ms = 0; ms <= 63; ms += 1) {
      clock.advanceSync(1)
      arrivals.set(far.texts.length, clock.now())
    }
    expect(near.log[1]).toBe('heard')
    expect(far.texts).toEqual(Array.from({ length: 50 }, (_, count) => `${count}`))
    expect(arrivals.size).toBeGreaterThan(2)
    cure()
    near.send('fast')
    clock.advanceSync(3)
    expect(far.texts.at(-1)).toBe('fast')
  })

  test.each([{ jitterMs: -1 }, { jitterMs: Number.NaN }])('A jitter of %o is refused', (options) => {
    const { network } = memoryWorld()
    expect(() => network.delay('a', 'b', 1, options)).toThrow(expect.objectContaining({ option: 'jitterMs' }))
  })
})

describe('bandwidth', () => {
  test('Bytes trickle at the pace of the way, and connections share it', () => {
    const { clock, network, pair, dial } = memoryWorld()
    const { gate, near, far } = pair()
    const other = dial()
    clock.advanceSync(20)
    network.bandwidth('a', 'b', 10_000)
    near.send('x'.repeat(19_999))
    other.send('short')
    clock.advanceSync(1_000)
    const heard = far.log.filter((line) => line === 'heard').length
    expect([heard, far.texts.length]).toEqual([49, 0])
    clock.advanceSync(1_004)
    expect([far.texts.length, gate.accepts[1]?.texts]).toEqual([1, ['short']])
  })

  test('Each direction has its own; the narrowest counts; the cure lets everything go at once, in order', () => {
    const { clock, network, pair } = memoryWorld()
    const { near, far } = pair()
    const wide = network.bandwidth('a', 'b', 1_000)
    const narrow = network.bandwidth('b', 'a', 10, { oneWay: true })
    for (const text of ['one', 'two']) {
      near.send(text)
      far.send(text)
    }
    clock.advanceSync(11)
    expect([far.texts, near.texts]).toEqual([['one', 'two'], []])
    clock.advanceSync(392)
    expect(near.texts).toEqual(['one'])
    narrow()
    clock.advanceSync(403)
    expect(near.texts).toEqual(['one', 'two'])
    far.send('x'.repeat(9_999))
    clock.advanceSync(100)
    wide()
    far.send('last')
    clock.advanceSync(3)
    expect(near.texts.slice(2)).toEqual(['x'.repeat(9_999), 'last'])
  })

  test('A peer that cannot take more lets bytes pile up here', () => {
    const { clock, network, pair } = memoryWorld({ windowBytes: 1_000 })
    const { near, far } = pair()
    network.bandwidth('a', 'b', 1_000)
    near.send('x'.repeat(4_999), 'all')
    expect(near.link.buffered).toBe(4_000)
    clock.advanceSync(2_000)
    expect([near.taken, near.link.buffered > 0]).toEqual([[], true])
    clock.advanceSync(4_000)
    expect([near.taken, far.texts.length]).toEqual([['all null'], 1])
  })

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('%s bytes a second are no bandwidth', (rate) => {
    const { network } = memoryWorld()
    expect(() => network.bandwidth('a', 'b', rate)).toThrow(
      expect.objectContaining({ option: 'bytesPerSecond' }),
    )
  })
})

describe('a cut of what is open', () => {
  test('Connections that are open are cut, those dialled afterwards are not; the cure heals them', () => {
    const { clock, network, pair, dial } = memoryWorld()
    const { gate, near, far } = pair()
    clock.advanceSync(10)
    near.send('on its way')
    const cures = [network.cutOpen('a', 'b'), network.cutOpen('b', 'a', { oneWay: true })]
    near.send('held')
    far.send('held')
    const late = dial()
    clock.advanceSync(10)
    late.send('new')
    clock.advanceSync(1_000)
    expect([far.texts, near.texts, gate.accepts[1]?.texts]).toEqual([['on its way'], [], ['new']])
    cures[0]?.()
    clock.advanceSync(10)
    expect([far.texts, near.texts]).toEqual([['on its way', 'held'], []])
    cures[1]?.()
    clock.advanceSync(10)
    expect(near.texts).toEqual(['held'])
  })
})

describe('judge', () => {
  test('A frame is judged once, when it sets off, and what is late holds up what is behind it', () => {
    const { clock, network, pair } = memoryWorld({ windowBytes: 100 })
    const { near, far } = pair()
    const seen: number[] = []
    const cure = network.judge('a', 'b', ({ bytes, delivers }) => {
      seen.push(bytes.length)
      return delivers === 'stream' && bytes.length > 50 ? { kind: 'delay', ms: 100 } : { kind: 'pass' }
    })
    near.send('x'.repeat(249))
    near.send('short')
    clock.advanceSync(102)
    expect([far.texts, seen]).toEqual([[], [250]])
    clock.advanceSync(100)
    expect([far.texts, seen]).toEqual([
      ['x'.repeat(249), 'short'],
      [250, 6],
    ])
    cure()
    near.send('x'.repeat(60))
    clock.advanceSync(3)
    expect([far.texts.length, seen.length]).toEqual([3, 2])
  })

  test('A cut begins with its frame, concerns that connection alone, and is over with the cure', () => {
    const { clock, network, pair, dial } = memoryWorld()
    const { gate, near, far } = pair()
    const other = dial()
    clock.advanceSync(20)
    const cure = network.judge('a', 'b', ({ bytes }) => ({ kind: bytes.length === 4 ? 'cut' : 'pass' }))
    for (const text of ['before', 'cut', 'after', 'cut']) near.send(text)
    other.send('other')
    far.send('the other way')
    clock.advanceSync(1_000)
    expect([far.texts, near.texts, gate.accepts[1]?.texts]).toEqual([
      ['before'],
      ['the other way'],
      ['other'],
    ])
    cure()
    clock.advanceSync(10)
    expect(far.texts).toEqual(['before', 'cut', 'after', 'cut'])
  })

  test('What comes the other way is not acknowledged through a cut', () => {
    const { clock, network, pair } = memoryWorld({ windowBytes: 10 })
    const { near, far } = pair()
    const cure = network.judge('a', 'b', () => ({ kind: 'cut' }))
    near.send('x')
    far.send('x'.repeat(20))
    clock.advanceSync(1_000)
    expect([near.texts, far.link.buffered]).toEqual([[], 11])
    cure()
    clock.advanceSync(20)
    expect([near.texts.length, far.link.buffered]).toEqual([1, 0])
  })

  test('A reset strikes both ends in place of the frame', () => {
    const { clock, network, pair } = memoryWorld()
    const { near, far } = pair()
    network.judge('b', 'a', () => ({ kind: 'reset' }))
    far.send('fatal', 'write')
    clock.advanceSync(0)
    expect([near.log, far.log, far.taken]).toEqual([
      ['opened', 'ended reset', 'released'],
      ['opened', 'ended reset', 'released'],
      ['write null'],
    ])
  })

  test('A verdict that a stream cannot meet lets the frame pass, and whoever moves the clock learns why', () => {
    const { clock, network, pair } = memoryWorld()
    const { near, far } = pair()
    network.judge('a', 'b', () => ({ kind: 'drop' }))
    near.send('x')
    expect(() => clock.advanceSync(0)).toThrow('verdict: drop befalls only frames that travel apart')
    clock.advanceSync(3)
    expect(far.texts).toEqual(['x'])
  })
})

describe('frames', () => {
  test('A share of the frames meets the verdict, both ways or one', () => {
    const { clock, network, pair } = memoryWorld({ delivers: 'messages', random: seededRandom(1) })
    const { near, far } = pair()
    clock.advanceSync(10)
    const cures = [
      network.frames('a', 'b', 0.5, { kind: 'drop' }),
      network.frames('b', 'a', 1, { kind: 'drop' }, { oneWay: true }),
    ]
    for (let count = 0; count < 1_000; count += 1) {
      near.send('x')
      far.send('x')
    }
    clock.advanceSync(10)
    expect(far.texts.length).toBeGreaterThan(400)
    expect(far.texts.length).toBeLessThan(600)
    expect(near.texts).toEqual([])
    for (const cure of cures) cure()
    far.send('x')
    clock.advanceSync(10)
    expect(near.texts).toEqual(['x'])
  })

  test('Where only streams travel, what cannot befall them is refused; where both do, they are spared', () => {
    const { clock, network, pair, a } = memoryWorld()
    expect(() => network.frames('a', 'b', 1, { kind: 'drop' })).toThrow(/verdict: drop .* stream/)
    a.dial({ to: 'b:2', delivers: 'messages' })
    network.frames('a', 'b', 1, { kind: 'drop' })
    const { near, far } = pair()
    near.send('x')
    clock.advanceSync(10)
    expect(far.texts).toEqual(['x'])
  })

  test.each([
    ['share', -0.1, { kind: 'cut' }],
    ['share', 1.1, { kind: 'cut' }],
    ['share', Number.NaN, { kind: 'cut' }],
    ['verdict.ms', 1, { kind: 'delay', ms: -1 }],
  ] as const)('A bad %s is refused', (option, share, verdict) => {
    const { network } = memoryWorld()
    expect(() => network.frames('a', 'b', share, verdict)).toThrow(expect.objectContaining({ option }))
  })
})
