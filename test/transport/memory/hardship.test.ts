import { describe, expect, test } from 'vitest'
import { virtualClock } from '../../../src/testing/index.ts'
import { memoryNetwork } from '../../../src/transport/memory.ts'
import { memoryWorld } from '../support/memory-world.ts'
import { Recorder } from '../support/recorder.ts'

describe('delay', () => {
  test('Delays between two hosts add up in both directions, until each is cured', () => {
    const { clock, network, pair } = memoryWorld()
    const { near, far } = pair()
    const cures = [network.delay('a', 'b', 10), network.delay('b', 'a', 20)]
    near.send('slow')
    far.send('slow')
    clock.advanceSync(32)
    expect([near.texts, far.texts]).toEqual([[], []])
    clock.advanceSync(1)
    expect([near.texts, far.texts]).toEqual([['slow'], ['slow']])
    for (const cure of cures) cure()
    near.send('fast')
    clock.advanceSync(3)
    expect(far.texts).toEqual(['slow', 'fast'])
  })

  test('What is sent after a delay is cured does not overtake what was sent before', () => {
    const { clock, network, pair } = memoryWorld()
    const { near, far } = pair()
    const cure = network.delay('a', 'b', 50)
    near.send('first')
    cure()
    near.send('second')
    clock.advanceSync(10)
    expect(far.texts).toEqual([])
    clock.advanceSync(50)
    expect(far.texts).toEqual(['first', 'second'])
  })
})

describe('cut', () => {
  test('In a cut nothing arrives and nobody is told; after the cure everything arrives in order', () => {
    const { clock, network, pair } = memoryWorld()
    const { near, far } = pair()
    near.send('under way')
    const cure = network.cut('a', 'b')
    near.send('one')
    far.send('two')
    near.send('three')
    clock.advanceSync(1_000_000)
    expect([near.log, far.log]).toEqual([['opened'], ['opened']])
    cure()
    clock.advanceSync(10)
    expect([near.texts, far.texts]).toEqual([['two'], ['under way', 'one', 'three']])
  })

  test('A dial into a cut hangs, and opens after the cure', () => {
    const { clock, network, listen, dial } = memoryWorld()
    const gate = listen()
    const cure = network.cut('b', 'a')
    const near = dial()
    clock.advanceSync(1_000_000)
    expect([near.log, gate.log]).toEqual([[], ['listening']])
    expect(network.pendingDials).toBe(1)
    cure()
    clock.advanceSync(10)
    expect([near.log, gate.first.log]).toEqual([['opened'], ['opened']])
  })

  test('A dial that was called off in a cut never reaches the listener', () => {
    const { clock, network, listen, dial } = memoryWorld()
    const gate = listen()
    const cure = network.cut('a', 'b')
    const near = dial()
    clock.advanceSync(100)
    near.link.destroy()
    clock.advanceSync(100)
    expect([near.log, network.pendingDials]).toEqual([['released'], 0])
    cure()
    clock.advanceSync(100)
    expect(gate.accepts).toEqual([])
  })

  test('A link destroyed in a cut leaves a half-open one, which ends after the cure', () => {
    const { clock, network, pair } = memoryWorld()
    const { near, far } = pair()
    const cure = network.cut('a', 'b')
    near.link.destroy()
    clock.advanceSync(1_000)
    expect([near.log, far.log, network.openLinks]).toEqual([['opened', 'released'], ['opened'], 1])
    cure()
    clock.advanceSync(10)
    expect([far.log, network.openLinks]).toEqual([['opened', 'ended eof', 'released'], 0])
  })

  test('Two cuts of the same road need two cures, and a cure counts once', () => {
    const { clock, network, pair } = memoryWorld()
    const { near, far } = pair()
    const first = network.cut('a', 'b')
    const second = network.cut('a', 'b')
    near.send('x')
    first()
    first()
    clock.advanceSync(100)
    expect(far.texts).toEqual([])
    second()
    clock.advanceSync(100)
    expect(far.texts).toEqual(['x'])
  })

  test('A cut one way lets bytes through the other way, until unacknowledged ones fill the window', () => {
    const { clock, network, pair } = memoryWorld({ windowBytes: 100 })
    const { near, far } = pair()
    const cure = network.cutOneWay('a', 'b')
    near.send('lost')
    far.send('x'.repeat(59))
    clock.advanceSync(100)
    far.send('y'.repeat(59))
    clock.advanceSync(100)
    expect([near.texts.length, far.texts.length, far.link.buffered]).toEqual([1, 0, 20])
    cure()
    clock.advanceSync(100)
    expect([near.texts.length, far.texts, far.link.buffered]).toEqual([2, ['lost'], 0])
    expect(far.log).toContain('drained')
  })

  test('A cut leaves other hosts alone', () => {
    const { clock, network, listen } = memoryWorld()
    listen()
    network.cut('a', 'b')
    const other = new Recorder(() => {}).dial(network.host('c').dial({ to: 'b:1' }))
    clock.advanceSync(20)
    expect(other.log).toEqual(['opened'])
  })
})

describe('refuse', () => {
  test('A host refuses dials of one port, or of all; its open links stay', () => {
    const { clock, network, listen, pair, dial } = memoryWorld()
    const { near, far } = pair()
    listen(undefined, 2)
    const one = network.refuse('b', 2)
    const dials = [dial(), dial(undefined, 2)]
    clock.advanceSync(20)
    const all = network.refuse('b')
    dials.push(dial(), dial(undefined, 2))
    clock.advanceSync(20)
    all()
    one()
    dials.push(dial(), dial(undefined, 2))
    near.send('still here')
    clock.advanceSync(20)
    const [refused, opened] = [['ended refused', 'released'], ['opened']]
    expect(dials.map(({ log }) => log)).toEqual([opened, refused, refused, refused, opened, opened])
    expect(far.texts).toEqual(['still here'])
  })
})

describe('unreachable', () => {
  test('Dials find no route while a host is unreachable', () => {
    const { clock, network, listen, dial } = memoryWorld()
    listen()
    const cure = network.unreachable('b')
    const lost = dial()
    clock.advanceSync(20)
    cure()
    const found = dial()
    clock.advanceSync(20)
    expect(lost.cause).toEqual({ kind: 'unreachable', by: 'network', detail: 'no route to b' })
    expect([lost.log, found.log]).toEqual([['ended unreachable', 'released'], ['opened']])
  })

  test('A dial on its way when the host becomes unreachable finds no route either', () => {
    const { clock, network, listen, dial } = memoryWorld()
    listen()
    const near = dial()
    network.unreachable('b')
    clock.advanceSync(20)
    expect(near.log).toEqual(['ended unreachable', 'released'])
  })
})

describe('reset', () => {
  test('A reset strikes both ends of every link between two hosts, and no other', () => {
    const { clock, network, pair, dial } = memoryWorld()
    const { near, far } = pair()
    const own = dial()
    const other = new Recorder(() => {}).dial(network.host('c').dial({ to: 'b:1' }))
    clock.advanceSync(20)
    network.reset('b', 'a')
    clock.advanceSync(0)
    const struck = ['opened', 'ended reset', 'released']
    expect([near.log, far.log, own.log, other.log]).toEqual([struck, struck, struck, ['opened']])
  })

  test('A paused link hears of a reset when it resumes, or when it writes', () => {
    const { clock, network, pair } = memoryWorld()
    const { near, far } = pair()
    near.link.pause()
    far.link.pause()
    network.reset('a', 'b')
    clock.advanceSync(100)
    expect([near.log, far.log]).toEqual([['opened'], ['opened']])
    near.send('anybody there?', 'write')
    far.link.resume()
    clock.advanceSync(0)
    const struck = ['opened', 'ended reset', 'released']
    expect([near.log, near.taken, far.log]).toEqual([struck, ['write reset'], struck])
  })
})

describe('what hardships take', () => {
  test('A host that does not exist is named: a typo would otherwise cure anything', () => {
    const { network } = memoryWorld()
    expect(() => network.cut('a', 'bee')).toThrow('host: no host is named bee; there are a, b')
    const empty = memoryNetwork({ clock: virtualClock() })
    expect(() => empty.crash('a')).toThrow('no host is named a; there are none yet: host(name) makes one')
    expect(() => network.crash('bee')).toThrow(expect.objectContaining({ option: 'host' }))
  })

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('A delay of %s ms is refused', (ms) => {
    expect(() => memoryWorld().network.delay('a', 'b', ms)).toThrow(expect.objectContaining({ option: 'ms' }))
  })
})

describe('a cut of what is open', () => {
  test('Connections that there are hear nothing more, those dialled later do; after the cure all go on', () => {
    const { clock, network, pair, dial } = memoryWorld()
    const old = pair()
    const cure = network.cutOpen('a', 'b')
    old.near.send('one')
    old.far.send('two')
    const young = dial()
    clock.advanceSync(20)
    young.send('three')
    clock.advanceSync(1_000_000)
    expect([old.near.texts, old.far.texts, old.gate.accepts[1]?.texts]).toEqual([[], [], ['three']])
    cure()
    clock.advanceSync(10)
    expect([old.near.texts, old.far.texts]).toEqual([['two'], ['one']])
  })

  test('One way, the other direction goes on', () => {
    const { clock, network, pair } = memoryWorld()
    const { near, far } = pair()
    network.cutOpen('a', 'b', { oneWay: true })
    near.send('one')
    far.send('two')
    clock.advanceSync(10)
    expect([near.texts, far.texts]).toEqual([['two'], []])
  })
})
