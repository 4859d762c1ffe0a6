import { describe, expect, test } from 'vitest'
import { turn } from '../../src/clock/turn.ts'
import { Outflow } from '../../src/rpc/outflow.ts'
import type { Payload } from '../../src/transport/transport.ts'

/** A connection that takes what it is sent when the test says so. */
class Wire {
  readonly sent: Payload[] = []
  readonly #waiting: { resolve(): void; reject(error: Error): void }[] = []

  readonly send = (payload: Payload): Promise<void> => {
    this.sent.push(payload)
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  async take(): Promise<void> {
    this.#waiting.shift()?.resolve()
    await turn()
  }

  async refuse(error: Error): Promise<void> {
    this.#waiting.shift()?.reject(error)
    await turn()
  }

  /** Short messages as they are, chunks by their message and length. */
  get story(): string[] {
    return this.sent.map((payload) =>
      typeof payload === 'string' ? payload : `${payload[5]}:${payload.length - 6}`,
    )
  }
}

const LONG = 'x'.repeat(200_000)

describe('Where nothing is cut', () => {
  test('messages go in their order, and no more of them than the window is wide', async () => {
    const wire = new Wire()
    const outflow = new Outflow(wire.send, null)
    for (const text of [`1${LONG}`, `2${LONG}`, '3', '4']) outflow.add(text)
    expect(wire.sent.map((payload) => payload[0])).toEqual(['1', '2'])
    await wire.take()
    expect(wire.sent.map((payload) => payload[0])).toEqual(['1', '2', '3', '4'])
  })

  test('whoever asks is told when the system took it, or why it did not', async () => {
    const wire = new Wire()
    const outflow = new Outflow(wire.send, null)
    const told: unknown[] = []
    outflow.add('1', (error) => told.push(error))
    outflow.add('2', (error) => told.push(error))
    await wire.take()
    await wire.refuse(new Error('too long'))
    expect(told).toEqual([null, new Error('too long')])
  })

  test('what has not gone can be taken back', async () => {
    const wire = new Wire()
    const outflow = new Outflow(wire.send, null)
    const all = [`1${LONG}`, `2${LONG}`, '3', '4'].map((text) => outflow.add(text))
    expect(all.map((one) => one.takeBack())).toEqual([false, false, true, true])
    await wire.take()
    expect(wire.sent).toHaveLength(2)
  })

  test('nothing of an earlier link goes over the next, nor counts there', async () => {
    const wire = new Wire()
    const outflow = new Outflow(wire.send, null)
    const told: unknown[] = []
    for (const text of [LONG, LONG, 'old']) outflow.add(text, (error) => told.push(error))
    outflow.clear()
    outflow.add('new', () => told.push('new'))
    await wire.refuse(new Error('gone'))
    await wire.refuse(new Error('gone'))
    await wire.take()
    expect(wire.story.filter((one) => one.length < 10)).toEqual(['new'])
    expect(told).toEqual([new Error('gone'), new Error('gone'), 'new'])
  })
})

describe('In chunks', () => {
  test('long messages take turns, and short ones pass them', async () => {
    const wire = new Wire()
    const outflow = new Outflow(wire.send, 1_024)
    outflow.add('a'.repeat(2_500))
    // Its first chunk waits behind what the first one had the window for.
    outflow.add('b'.repeat(1_025))
    outflow.add('short')
    expect(wire.story).toEqual(['1:1024', '1:1024'])
    for (let nth = 0; nth < 6; nth += 1) await wire.take()
    expect(wire.story).toEqual(['1:1024', '1:1024', 'short', '1:452', '2:1024', '2:1'])
  })

  test('whoever asks is told once, of the last one', async () => {
    const wire = new Wire()
    const outflow = new Outflow(wire.send, 1_024)
    const told: unknown[] = []
    const message = outflow.add('a'.repeat(2_000), (error) => told.push(error))
    expect([message.takeBack(), told]).toEqual([false, []])
    await wire.take()
    expect(told).toEqual([])
    await wire.take()
    expect(told).toEqual([null])
  })

  test('what counts is bytes, not characters', () => {
    const wire = new Wire()
    const outflow = new Outflow(wire.send, 1_024)
    outflow.add('€'.repeat(341))
    outflow.add('€'.repeat(342))
    expect(wire.story.map((one) => one.length)).toEqual([341, '1:1024'.length, '1:2'.length])
  })

  test('a long message moves on however many short ones there are', async () => {
    const wire = new Wire()
    const outflow = new Outflow(wire.send, 1_024)
    outflow.add('a'.repeat(10_000))
    for (let nth = 0; nth < 100; nth += 1) outflow.add('s'.repeat(1_000))
    for (let nth = 0; nth < 20; nth += 1) await wire.take()
    expect(wire.story.filter((one) => one.startsWith('1:'))).toHaveLength(3)
  })
})
