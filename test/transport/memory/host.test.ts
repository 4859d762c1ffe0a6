import { describe, expect, test } from 'vitest'
import type { MemoryHost } from '../../../src/transport/memory.ts'
import { memoryWorld } from '../support/memory-world.ts'
import { Recorder } from '../support/recorder.ts'

describe('a program', () => {
  test('It runs when it is started, and again in each new life of its host', () => {
    const { clock, network, b, dial } = memoryWorld()
    const lives: number[] = []
    b.start((host) => {
      lives.push(clock.now())
      host.listen({ port: 1 }).listen({
        listening() {},
        accepted: ({ link }) => new Recorder(() => {}).own(link),
        turnedAway() {},
        paused() {},
        resumed() {},
        failed: () => expect.unreachable('the port is free in each life'),
        closed() {},
      })
    })
    const first = dial()
    clock.advanceSync(10)
    const up = network.down('b')
    const again = network.down('b')
    clock.advanceSync(10)
    up()
    clock.advanceSync(10)
    expect([first.log, lives]).toEqual([['opened', 'ended reset', 'released'], [0]])
    again()
    expect(lives).toEqual([0])
    clock.advanceSync(10)
    const second = dial()
    clock.advanceSync(10)
    expect([second.log, lives]).toEqual([['opened'], [0, 30]])
  })

  test('After a crash nothing of its old life runs or has any effect', () => {
    const { clock, network, b, listen, a } = memoryWorld()
    listen()
    const hosts: MemoryHost[] = []
    const heard: string[] = []
    b.start((host) => {
      hosts.push(host)
      host.clock.after(50, () => heard.push(`life ${hosts.length}`))
    })
    network.crash('b')
    clock.advanceSync(10)
    const [dead] = hosts
    if (dead === undefined) return expect.unreachable()
    const gate = a.listen({ port: 5 })
    const late = new Recorder((): void => void heard.push('a dial of the dead')).dial(
      dead.dial({ to: 'b:1' }),
    )
    late.send('x')
    late.link.pause()
    late.link.resume()
    late.link.close()
    late.link.destroy()
    dead
      .listen({ port: 9 })
      .listen({
        listening: () => heard.push('a listener of the dead'),
        accepted: () => null,
        turnedAway() {},
        paused() {},
        resumed() {},
        failed() {},
        closed() {},
      })
      .close()
    dead.clock.after(1, () => heard.push('a timer of the dead')).cancel()
    dead.clock.after(1, () => heard.push('a timer of the dead'))
    dead.compute(1_000)
    clock.advanceSync(100)
    expect([heard, hosts.length, gate.name]).toEqual([['life 2'], 2, 'memory'])
    expect([dead.clock.now(), dead.clock.wall() - clock.wall(), network.pendingDials]).toEqual([110, 0, 0])
  })

  test('Started while its host is down or frozen it runs once that is over', () => {
    const { clock, network, a, b } = memoryWorld()
    const ran: string[] = []
    const up = network.down('a')
    const thaw = network.freeze('b')
    for (const host of [a, b]) host.start(({ name }) => ran.push(name))
    clock.advanceSync(10)
    expect(ran).toEqual([])
    up()
    thaw()
    clock.advanceSync(0)
    expect(ran).toEqual(['a', 'b'])
  })

  test('A host that dies again before its programs have begun begins them once', () => {
    const { clock, network, b } = memoryWorld()
    let starts = 0
    b.start(() => {
      starts += 1
    })
    network.crash('b')
    network.crash('b')
    clock.advanceSync(10)
    expect(starts).toBe(2)
  })
})

describe('a computation', () => {
  test('What is written after it leaves when it is over; what fell due or arrived meanwhile comes then', () => {
    const { clock, b, pair } = memoryWorld()
    const { near, far } = pair()
    clock.advanceSync(10)
    const story: string[] = []
    const base = b.clock.now()
    const note = (what: string): unknown => story.push(`${what} at ${b.clock.now() - base}`)
    b.clock.after(5, () => {
      far.send('before')
      b.compute(100)
      b.compute(20)
      far.send('after')
      b.clock.after(10, () => note('set after it'))
      note('done')
    })
    b.clock.after(50, () => note(`overdue, ${far.texts.length} read`))
    near.send('x')
    near.send('y')
    clock.advanceSync(60)
    expect([story, near.texts]).toEqual([['done at 125'], ['before']])
    clock.advanceSync(65)
    near.send('z')
    clock.advanceSync(20)
    expect(story.slice(1)).toEqual(['overdue, 2 read at 125', 'set after it at 135'])
    expect([near.texts, far.texts]).toEqual([
      ['before', 'after'],
      ['x', 'y', 'z'],
    ])
  })

  test('A process that dies in the middle of it leaves nothing to its next life', () => {
    const { clock, network, b } = memoryWorld()
    let lives = 0
    b.start((host) => {
      lives += 1
      if (lives === 1) host.compute(1_000)
    })
    const thaw = network.freeze('b')
    clock.advanceSync(10)
    network.crash('b')
    expect(b.clock.now()).toBe(10)
    clock.advanceSync(10)
    thaw()
    clock.advanceSync(10)
    expect(lives).toBe(2)
    clock.advanceSync(1_000)
    const ran: number[] = []
    b.clock.after(0, () => ran.push(b.clock.now()))
    clock.advanceSync(0)
    expect(ran).toEqual([1_030])
  })

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('Nobody computes for %s', (ms) => {
    const { b } = memoryWorld()
    expect(() => b.compute(ms)).toThrow(expect.objectContaining({ option: 'ms' }))
  })
})
