import { describe, expect, test } from 'vitest'
import type { QueueOptions } from '../../src/machines/options.ts'
import { Outbox } from '../../src/machines/outbox.ts'
import { type Cause, ConnectionError, type Payload } from '../../src/transport/transport.ts'

const EOF: Cause = { kind: 'eof', by: 'peer' }

function outboxOf(options: QueueOptions): { outbox: Outbox; drops: [number, string][] } {
  const drops: [number, string][] = []
  return { outbox: new Outbox(options, (frames, why) => drops.push([frames, why])), drops }
}

/** Settles all that waits as sent, and says what it was. */
function sendAll(outbox: Outbox): Payload[] {
  const sent: Payload[] = []
  outbox.flush(async (payload) => {
    sent.push(payload)
  })
  return sent
}

const fates = async (promises: readonly Promise<void>[]) =>
  (await Promise.allSettled(promises)).map(({ status }) => (status === 'fulfilled' ? 'sent' : 'refused'))

describe('frames that wait for a link', () => {
  test('go out in the order in which they came, and are settled then', async () => {
    const { outbox, drops } = outboxOf({ max: 3, drop: 'oldest' })
    const promises = ['a', 'b', 'c'].map((text) => outbox.add(text))
    expect(outbox.size).toBe(3)
    expect(sendAll(outbox)).toEqual(['a', 'b', 'c'])
    expect(outbox.size).toBe(0)
    expect(await fates(promises)).toEqual(['sent', 'sent', 'sent'])
    expect(drops).toEqual([])
  })

  test.each<{ drop: QueueOptions['drop']; sent: string[]; expected: string[] }>([
    { drop: 'oldest', sent: ['c', 'd'], expected: ['refused', 'refused', 'sent', 'sent'] },
    { drop: 'newest', sent: ['a', 'b'], expected: ['sent', 'sent', 'refused', 'refused'] },
  ])('beyond the limit drop the $drop one, each with an event', async ({ drop, sent, expected }) => {
    const { outbox, drops } = outboxOf({ max: 2, drop })
    const promises = ['a', 'b', 'c', 'd'].map((text) => outbox.add(text))
    expect(drops).toEqual([
      [1, 'queue full'],
      [1, 'queue full'],
    ])
    expect(outbox.size).toBe(2)
    expect(sendAll(outbox)).toEqual(sent)
    expect(await fates(promises)).toEqual(expected)
  })

  test('that are dropped say so, and blame no link', async () => {
    const { outbox } = outboxOf({ max: 1, drop: 'newest' })
    const kept = outbox.add('a')
    const error = await outbox.add('b').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error).toMatchObject({ cause: null, message: 'frame dropped: the queue holds 1' })
    sendAll(outbox)
    await expect(kept).resolves.toBeUndefined()
  })

  test('that cannot be sent after all reject with what went wrong', async () => {
    const { outbox } = outboxOf({ max: 2, drop: 'oldest' })
    const promise = outbox.add('a')
    outbox.flush(() => Promise.reject(new Error('too large')))
    await expect(promise).rejects.toThrow('too large')
  })

  test('that come while the others go out wait for the next time', async () => {
    const { outbox } = outboxOf({ max: 2, drop: 'oldest' })
    const first = outbox.add('a')
    const sent: Payload[] = []
    let second: Promise<void> | null = null
    outbox.flush(async (payload) => {
      sent.push(payload)
      second = outbox.add('b')
    })
    await first
    expect(sent).toEqual(['a'])
    expect(outbox.size).toBe(1)
    expect(sendAll(outbox)).toEqual(['b'])
    await second
  })

  test('at the end of the connection reject with its cause, in one event', async () => {
    const { outbox, drops } = outboxOf({ max: 5, drop: 'oldest' })
    const promises = ['a', 'b', 'c'].map((text) => outbox.add(text))
    outbox.reject(EOF)
    const results = await Promise.allSettled(promises)
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: { cause: EOF } })
    expect(drops).toEqual([[3, 'connection ended']])
    expect(outbox.size).toBe(0)
    outbox.reject(EOF)
    expect(drops).toHaveLength(1)
  })
})
