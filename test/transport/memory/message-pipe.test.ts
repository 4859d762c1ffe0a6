import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src/clock/random.ts'
import type { Judge, Verdict } from '../../../src/transport/memory.ts'
import { memoryWorld } from '../support/memory-world.ts'

/** Each frame by its text. */
function byText(verdicts: Readonly<Record<string, Verdict>>): Judge {
  return ({ bytes }) => verdicts[new TextDecoder().decode(bytes)] ?? { kind: 'pass' }
}

function messages() {
  const world = memoryWorld({ delivers: 'messages', random: seededRandom(1) })
  const { near, far } = world.pair()
  world.clock.advanceSync(10)
  return { ...world, near, far }
}

describe('what befalls messages', () => {
  test('One is dropped, one comes twice, one is overtaken, and the others pass', () => {
    const { clock, network, near, far } = messages()
    network.judge(
      'a',
      'b',
      byText({ drop: { kind: 'drop' }, two: { kind: 'duplicate' }, late: { kind: 'reorder', ms: 9 } }),
    )
    for (const text of ['one', 'drop', 'two', 'late', 'three']) near.send(text)
    clock.advanceSync(11)
    expect(far.texts).toEqual(['one', 'two', 'two', 'three'])
    clock.advanceSync(1)
    expect(far.texts.at(-1)).toBe('late')
    expect(network.messages()).toEqual({ sent: 5, delivered: 5, dropped: 1, duplicated: 1 })
    expect(far.log.filter((line) => line === 'heard')).toHaveLength(5)
  })

  test('A copy is the reader’s own', () => {
    const { clock, network, near, far } = messages()
    network.judge('a', 'b', () => ({ kind: 'duplicate' }))
    near.send('x')
    clock.advanceSync(10)
    far.frames[0]?.fill(0)
    expect(far.texts).toEqual(['\0', 'x'])
  })

  test('Of a corrupt one a single bit is another; of an empty one there is none', () => {
    const { clock, network, near, far } = messages()
    network.judge('a', 'b', () => ({ kind: 'corrupt' }))
    near.link.write(new Uint8Array(4))
    near.send('')
    clock.advanceSync(10)
    const bits = [...(far.frames[0] ?? [])].map((byte) => byte.toString(2).replaceAll('0', '').length)
    expect([bits.reduce((sum, count) => sum + count, 0), far.frames[1]?.length]).toEqual([1, 0])
  })

  test('What is sent in a cut is lost; what was on its way before a verdict cut is not', () => {
    const { clock, network, near, far } = messages()
    const heal = network.cut('a', 'b')
    near.send('lost')
    clock.advanceSync(10)
    heal()
    const cure = network.judge('a', 'b', byText({ cut: { kind: 'cut' } }))
    for (const text of ['one', 'cut', 'lost']) near.send(text)
    clock.advanceSync(10)
    cure()
    near.send('two')
    clock.advanceSync(10)
    expect([far.texts, network.messages()]).toEqual([
      ['one', 'two'],
      { sent: 5, delivered: 2, dropped: 3, duplicated: 0 },
    ])
  })

  test('A reset strikes the connection, and what it struck is dropped', () => {
    const { clock, network, near, far } = messages()
    network.judge('a', 'b', byText({ fatal: { kind: 'reset' } }))
    near.send('on its way')
    near.send('fatal')
    clock.advanceSync(10)
    expect([near.story, far.story]).toEqual([
      ['opened', 'ended reset', 'released'],
      ['opened', 'ended reset', 'released'],
    ])
    expect(network.messages()).toEqual({ sent: 2, delivered: 0, dropped: 2, duplicated: 0 })
  })
})

describe('how messages travel', () => {
  test('Where trips differ they overtake each other, and an orderly end waits for all of them', () => {
    const world = memoryWorld({
      delivers: 'messages',
      latencyMs: (random) => Math.floor(random() * 50),
      random: seededRandom(3),
    })
    const { near, far } = world.pair()
    world.clock.advanceSync(100)
    const texts = Array.from({ length: 30 }, (_, index) => String(index))
    for (const text of texts) near.send(text)
    near.link.close()
    world.clock.advanceSync(200)
    expect(far.texts).not.toEqual(texts)
    expect(far.texts.sort((a, b) => Number(a) - Number(b))).toEqual(texts)
    expect(far.story.slice(-2)).toEqual(['ended eof', 'released'])
  })

  test('A message waits until there is room for all of it; one longer than the window has it for itself', () => {
    const { clock, pair } = memoryWorld({ delivers: 'messages', windowBytes: 100 })
    const { near, far } = pair()
    clock.advanceSync(10)
    for (const length of [60, 50, 300]) near.send('x'.repeat(length), `${length}`)
    expect([near.link.buffered, near.taken]).toEqual([350, ['60 null']])
    far.link.pause()
    clock.advanceSync(10)
    expect(near.link.buffered).toBe(350)
    far.link.resume()
    clock.advanceSync(100)
    expect([far.texts.map(({ length }) => length), near.link.buffered]).toEqual([[60, 50, 300], 0])
  })

  test('What is lost makes room for what waits', () => {
    const { clock, network, pair } = memoryWorld({ delivers: 'messages', windowBytes: 100 })
    const { near, far } = pair()
    clock.advanceSync(10)
    network.cutOneWay('a', 'b')
    for (let count = 0; count < 3; count += 1) near.send('x'.repeat(80))
    expect(near.link.buffered).toBe(160)
    clock.advanceSync(10)
    expect([near.link.buffered, near.log.at(-1), far.texts]).toEqual([0, 'drained', []])
  })

  test('What no process reads any more is dropped', () => {
    const { clock, network, near, far } = messages()
    far.link.pause()
    near.send('unread')
    clock.advanceSync(10)
    far.link.destroy()
    near.send('too late')
    clock.advanceSync(10)
    expect(network.messages()).toEqual({ sent: 2, delivered: 0, dropped: 2, duplicated: 0 })
  })
})

const verdict = fc.constantFrom<Verdict>(
  { kind: 'pass' },
  { kind: 'delay', ms: 20 },
  { kind: 'drop' },
  { kind: 'duplicate' },
  { kind: 'reorder', ms: 30 },
  { kind: 'corrupt' },
)
const step = fc.record({
  what: fc.constantFrom(
    'send',
    'answer',
    'cut',
    'freeze',
    'narrow',
    'sleep',
    'slow',
    'pause',
    'cure',
    'wait',
    'end',
  ),
  verdict,
  much: fc.nat(100),
})

test('Whatever befalls them, no message is unaccounted for', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), fc.nat(), (steps, seed) => {
      const random = seededRandom(seed)
      const { clock, network, pair } = memoryWorld({
        delivers: 'messages',
        windowBytes: 300,
        latencyMs: (draw) => Math.floor(draw() * 20),
        random,
      })
      const { near, far } = pair()
      clock.advanceSync(100)
      let next: Verdict = { kind: 'pass' }
      const cures = [network.judge('a', 'b', () => next), network.judge('b', 'a', () => next)]
      for (const { what, verdict, much } of steps) {
        next = verdict
        if (what === 'send') near.send('x'.repeat(much))
        if (what === 'answer') far.send('x'.repeat(much))
        if (what === 'cut') cures.push(network.cutOneWay('a', 'b'))
        if (what === 'freeze') cures.push(network.freeze('b'))
        if (what === 'narrow') cures.push(network.bandwidth('a', 'b', 1 + much))
        if (what === 'sleep') cures.push(network.sleep('b', much))
        if (what === 'slow') cures.push(network.slowReader('b', much))
        if (what === 'pause') far.link.pause()
        if (what === 'cure') cures.splice(much % cures.length, 1)[0]?.()
        if (what === 'wait') clock.advanceSync(much)
        if (what === 'end' && much < 10) far.link.destroy()
        if (cures.length === 0) cures.push(() => {})
      }
      for (const cure of cures) cure()
      far.link.resume()
      near.link.close()
      clock.advanceSync(10_000)
      const { sent, delivered, dropped, duplicated } = network.messages()
      expect(sent + duplicated).toBe(delivered + dropped)
      expect(delivered).toBe(near.texts.length + far.texts.length)
      expect([near.breaches, far.breaches]).toEqual([[], []])
      expect([network.openLinks, clock.pending]).toEqual([0, 0])
    }),
  )
})
