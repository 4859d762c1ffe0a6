import { describe, expect, test } from 'vitest'
import { memoryWorld } from '../support/memory-world.ts'

describe('mute', () => {
  test('A mute host’s kernel accepts and takes bytes up to the window; nobody reads them before the cure', () => {
    const { clock, network, listen, dial } = memoryWorld()
    const gate = listen()
    const cure = network.mute('b')
    const near = dial()
    clock.advanceSync(20)
    for (let count = 0; count < 7; count += 1) near.send('x'.repeat(9_999))
    clock.advanceSync(1_000)
    expect([near.log, gate.accepts, near.link.buffered]).toEqual([['opened'], [], 70_000 - 65_536])
    cure()
    clock.advanceSync(20)
    expect([gate.first.texts.length, near.link.buffered]).toEqual([7, 0])
  })

  test('Links accepted before go on, and those that came meanwhile are accepted in order', () => {
    const { clock, network, pair, dial } = memoryWorld()
    const { gate, near, far } = pair()
    const cure = network.mute('b')
    const waiting = [dial(), dial()]
    near.send('still heard')
    clock.advanceSync(20)
    expect([far.texts, gate.accepts.length]).toEqual([['still heard'], 1])
    waiting.forEach((one, index) => {
      one.send(`I am ${index}`)
    })
    cure()
    clock.advanceSync(20)
    expect(gate.accepts.slice(1).map(({ texts }) => texts)).toEqual([['I am 0'], ['I am 1']])
  })

  test('A dialler that left meanwhile is accepted and found to have left', () => {
    const { clock, network, listen, dial } = memoryWorld()
    const gate = listen()
    const cure = network.mute('b')
    const near = dial()
    clock.advanceSync(20)
    near.send('bye')
    near.link.destroy()
    clock.advanceSync(20)
    expect([near.log, network.openLinks]).toEqual([['opened', 'released'], 0])
    cure()
    clock.advanceSync(20)
    expect(gate.first.story).toEqual(['opened', 'frame bye', 'ended eof', 'released'])
  })

  test('A mute listener that closes resets the links it never saw', () => {
    const { clock, network, listen, dial } = memoryWorld()
    const gate = listen()
    network.mute('b')
    const near = dial()
    clock.advanceSync(20)
    gate.close()
    clock.advanceSync(20)
    expect([near.log, gate.log]).toEqual([
      ['opened', 'ended reset', 'released'],
      ['listening', 'closed'],
    ])
    expect([network.openLinks, clock.pending]).toEqual([0, 0])
  })
})

describe('freeze', () => {
  test('A frozen host’s kernel accepts; its process hears everything after the thaw, in order', () => {
    const { clock, network, pair, dial } = memoryWorld()
    const { gate, near, far } = pair()
    const thaw = network.freeze('b')
    near.send('one')
    const late = dial()
    clock.advanceSync(1_000)
    near.send('two')
    clock.advanceSync(1_000)
    expect([far.log, late.log, gate.accepts.length]).toEqual([['opened'], ['opened'], 1])
    thaw()
    clock.advanceSync(10)
    expect([far.texts, gate.accepts.length]).toEqual([['one', 'two'], 2])
  })

  test('What a frozen host writes or destroys takes effect after the thaw', () => {
    const { clock, network, pair } = memoryWorld()
    const { near, far } = pair()
    const thaw = network.freeze('b')
    far.send('a beat that cannot be', 'beat')
    far.link.destroy()
    clock.advanceSync(1_000)
    expect([near.log, far.log, far.taken]).toEqual([['opened'], ['opened'], []])
    thaw()
    clock.advanceSync(10)
    expect(near.log).toEqual(['opened', 'ended eof', 'released'])
    expect([far.log, far.taken]).toEqual([['opened', 'released'], ['beat cancelled']])
  })

  test('What a frozen host wrote leaves after the thaw, and is promised then', () => {
    const { clock, network, pair } = memoryWorld()
    const { near, far } = pair()
    const thaw = network.freeze('b')
    far.send('late', 'write')
    expect(far.link.buffered).toBe(5)
    thaw()
    clock.advanceSync(10)
    expect([near.texts, far.taken, far.link.buffered]).toEqual([['late'], ['write null'], 0])
  })

  test('A host frozen while it dials learns after the thaw that it is connected', () => {
    const { clock, network, listen, dial } = memoryWorld()
    const gate = listen()
    const near = dial()
    const thaw = network.freeze('a')
    clock.advanceSync(100)
    expect([near.log, gate.first.log]).toEqual([[], ['opened']])
    thaw()
    clock.advanceSync(1)
    expect(near.log).toEqual(['opened'])
  })

  test('Its own timers wait too: after the thaw they run first, then the bytes that waited are read', () => {
    const { clock, network, pair, b } = memoryWorld()
    const { near, far } = pair()
    const story: string[] = []
    b.clock.after(50, () => story.push(`overdue timer, ${far.texts.length} frames read, at ${b.clock.now()}`))
    b.clock.after(60, () => story.push('cancelled')).cancel()
    const thaw = network.freeze('b')
    near.send('pong')
    clock.advanceSync(100)
    expect(story).toEqual([])
    thaw()
    clock.advanceSync(5)
    expect([story, far.texts]).toEqual([['overdue timer, 0 frames read, at 120'], ['pong']])
  })

  test('A host frozen twice needs two thaws', () => {
    const { clock, network, pair } = memoryWorld()
    const { near, far } = pair()
    const thaws = [network.freeze('b'), network.freeze('b')]
    near.send('x')
    thaws[0]?.()
    clock.advanceSync(100)
    expect(far.texts).toEqual([])
    thaws[1]?.()
    clock.advanceSync(100)
    expect(far.texts).toEqual(['x'])
  })
})

describe('crash', () => {
  test('A crash resets the peers when the news has travelled; the dead hear nothing, and the host is up again', () => {
    const { clock, network, pair, listen, dial } = memoryWorld()
    const { gate, near, far } = pair()
    far.send('never promised', 'last words')
    network.crash('b')
    clock.advanceSync(0)
    expect([far.log, far.taken, gate.log, near.log]).toEqual([
      ['opened'],
      ['last words null'],
      ['listening'],
      ['opened'],
    ])
    clock.advanceSync(3)
    expect(near.story).toEqual(['opened', 'frame never promised', 'ended reset', 'released'])
    const refused = dial()
    clock.advanceSync(20)
    listen()
    const late = dial()
    clock.advanceSync(20)
    expect([refused.log, late.log]).toEqual([['ended refused', 'released'], ['opened']])
    expect([far.log, gate.log, network.openListeners, network.openLinks]).toEqual([
      ['opened'],
      ['listening'],
      1,
      2,
    ])
  })

  test('In a cut the peers of a crashed host are left half-open', () => {
    const { clock, network, pair } = memoryWorld()
    const { near } = pair()
    const cure = network.cut('a', 'b')
    network.crash('b')
    clock.advanceSync(1_000)
    expect(near.log).toEqual(['opened'])
    cure()
    clock.advanceSync(10)
    expect(near.log).toEqual(['opened', 'ended reset', 'released'])
  })

  test('A host that is down has free ports, and its timers are gone from the clock', () => {
    const { clock, network, b, pair, dial } = memoryWorld()
    pair()
    clock.advanceSync(10)
    b.clock.after(1_000, () => expect.unreachable('a timer of the dead ran'))
    const up = network.down('b')
    const refused = dial()
    clock.advanceSync(20)
    expect(refused.log).toEqual(['ended refused', 'released'])
    expect([network.openListeners, network.openLinks, clock.pending]).toEqual([0, 0, 0])
    b.clock.after(5, () => expect.unreachable('there is no process'))
    clock.advanceSync(20)
    up()
    b.clock.after(5, () => up())
    clock.advanceSync(5)
    expect(clock.pending).toBe(0)
  })

  test('A dial under way from the host that crashes is forgotten, at both ends', () => {
    const { clock, network, listen, dial } = memoryWorld()
    const gate = listen()
    const near = dial()
    clock.advanceSync(4)
    network.crash('a')
    clock.advanceSync(20)
    expect([near.log, gate.accepts, network.pendingDials, network.openLinks]).toEqual([[], [], 0, 0])
  })

  test('Links that the kernel of a crashed host had accepted and its process had not are reset', () => {
    const { clock, network, listen, dial } = memoryWorld()
    const gate = listen()
    network.mute('b')
    const near = dial()
    clock.advanceSync(20)
    network.crash('b')
    clock.advanceSync(20)
    expect([near.log, gate.accepts, network.openLinks]).toEqual([
      ['opened', 'ended reset', 'released'],
      [],
      0,
    ])
  })

  test('Whoever dies while frozen leaves nothing that waits for the thaw', () => {
    const { clock, network, b, pair } = memoryWorld()
    const { gate, near, far } = pair()
    const thaw = network.freeze('b')
    far.link.destroy()
    gate.close()
    b.clock.after(1, () => expect.unreachable('a timer of the dead ran'))
    clock.advanceSync(5)
    network.crash('b')
    clock.advanceSync(10)
    expect([far.log, gate.log, near.log]).toEqual([
      ['opened'],
      ['listening'],
      ['opened', 'ended reset', 'released'],
    ])
    expect([network.openLinks, network.openListeners, clock.pending]).toEqual([0, 0, 0])
    thaw()
    clock.advanceSync(10)
    expect([far.log, gate.log]).toEqual([['opened'], ['listening']])
  })
})
