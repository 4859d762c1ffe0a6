import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/clock/random.ts'
import { raw } from '../../src/transport/framing.ts'
import { transportContract } from './contract.ts'
import { memoryBench } from './support/memory-bench.ts'
import { memoryWorld } from './support/memory-world.ts'

transportContract('The memory network', memoryBench)

describe('What a memory network takes', () => {
  test('Its listeners and dials show an endpoint', () => {
    const { a, b } = memoryWorld()
    expect(b.listen({ port: 7373 }).endpoint).toBe('memory://b:7373')
    expect(a.dial({ to: 'b:7373', codec: raw() })).toMatchObject({
      name: 'memory',
      endpoint: 'memory://b:7373',
      cut: raw().cut,
    })
  })

  test.each([
    ['latencyMs', { latencyMs: -1 }],
    ['latencyMs', { latencyMs: Number.NaN }],
    ['latencyMs', { latencyMs: '20' as never }],
    ['windowBytes', { windowBytes: 0 }],
    ['windowBytes', { windowBytes: 1.5 }],
  ])('A bad %s is refused by name', (option, options) => {
    expect(() => memoryWorld(options)).toThrow(expect.objectContaining({ option }))
  })

  test('An option nobody knows is refused by name', () => {
    const { network, a } = memoryWorld()
    const unknown: { codec?: never; timeoutMs: number } = { timeoutMs: 1 }
    expect(() => a.dial({ to: 'b:1', ...unknown })).toThrow(
      'timeoutMs: no such option; there are to, delivers, codec',
    )
    expect(() => network.host('b').listen({ port: 1, ...unknown })).toThrow('timeoutMs: no such option')
  })

  test.each([
    ['delivers', { delivers: 'datagrams' as never }],
    ['codec', { delivers: 'messages', codec: raw() } as const],
    ['maxFrameBytes', { maxFrameBytes: 8 }],
    ['maxFrameBytes', { delivers: 'messages', maxFrameBytes: 0 } as const],
  ])('A %s that does not fit how frames travel is refused by name', (option, form) => {
    const { a, b } = memoryWorld()
    expect(() => a.dial({ to: 'b:1', ...form })).toThrow(expect.objectContaining({ option }))
    expect(() => b.listen({ port: 1, ...form })).toThrow(expect.objectContaining({ option }))
  })

  test.each(['b', 'b:', ':1', 'b:x', 'b:0', 'b:1.5'])('%s is no address to dial', (to) => {
    expect(() => memoryWorld().a.dial({ to })).toThrow(expect.objectContaining({ option: 'to' }))
  })

  test.each([-1, 65_536, 1.5, Number.NaN])('%s is no port to listen on', (port) => {
    expect(() => memoryWorld().b.listen({ port })).toThrow(expect.objectContaining({ option: 'port' }))
  })
})

/** What can happen to a pair of links; numbers choose durations and sizes. */
const act = fc.record({
  what: fc.constantFrom(
    'write',
    'answer',
    'pause',
    'resume',
    'cut',
    'freeze',
    'delay',
    'cure',
    'stall',
    'wait',
  ),
  much: fc.nat(300),
})

test('Whatever the weather, each end reads exactly what the other wrote, once it clears', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), fc.nat(), (acts, seed) => {
      const latencyMs = (random: () => number) => Math.floor(random() * 20)
      const { clock, network, pair } = memoryWorld({
        latencyMs,
        windowBytes: 500,
        random: seededRandom(seed),
      })
      const { near, far } = pair()
      clock.advanceSync(100)
      const sent: [string[], string[]] = [[], []]
      const cures: (() => void)[] = []
      for (const { what, much } of acts) {
        const text = `${sent[0].length + sent[1].length} ${'x'.repeat(much)}`
        if (what === 'write') {
          sent[0].push(text)
          near.send(text, 'write')
        }
        if (what === 'answer') {
          sent[1].push(text)
          far.send(text)
        }
        if (what === 'pause') far.link.pause()
        if (what === 'resume') far.link.resume()
        if (what === 'cut') cures.push(network.cutOneWay('a', 'b'))
        if (what === 'freeze') cures.push(network.freeze(much % 2 === 0 ? 'a' : 'b'))
        if (what === 'delay') cures.push(network.delay('a', 'b', much))
        if (what === 'cure') cures.shift()?.()
        if (what === 'stall') clock.stall(much)
        if (what === 'wait') clock.advanceSync(much)
      }
      for (const cure of cures) cure()
      far.link.resume()
      near.link.close()
      clock.advanceSync(100_000)
      expect([far.texts, near.texts]).toEqual(sent)
      expect(near.taken).toEqual(sent[0].map(() => 'write null'))
      expect([near.breaches, far.breaches]).toEqual([[], []])
      expect([near.log.at(-1), far.log.at(-1), network.openLinks]).toEqual(['released', 'released', 0])
    }),
  )
})
