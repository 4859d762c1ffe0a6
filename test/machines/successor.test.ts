import { describe, expect, test } from 'vitest'
import { type ConnectOptions, connectPlan } from '../../src/machines/options.ts'
import { pingPong } from '../../src/machines/protocol.ts'
import { Successor, type SuccessorOwner } from '../../src/machines/successor.ts'
import type { Cause } from '../../src/transport/transport.ts'
import { FakeLink, FakeTransport } from '../supervisor/fakes.ts'
import { testWorld } from '../support/world.ts'

/** A successor to the link of a connection, and what it tells. */
async function scene(
  options: ConnectOptions = {},
  takesUnheard = false,
  link: () => FakeLink = () => new FakeLink(),
  causes: Cause[] = [],
) {
  const world = testWorld()
  const transport = new FakeTransport(link)
  const host = world.supervisor.connect('c', new FakeTransport(), options)
  await world.clock.advance(10)
  const told: string[] = []
  const owner: SuccessorOwner = {
    proven: () => told.push('proven'),
    failed: (_, cause) => {
      causes.push(cause)
      told.push(`failed: ${cause.kind}`)
    },
    released: () => told.push('released'),
  }
  const proof = { withinMs: 100, takesUnheard }
  const successor = new Successor(connectPlan(options, transport), transport, host, proof, owner)
  successor.begin(2)
  return { ...world, successor, transport, told, link: () => transport.links[0] }
}

const words = ({ told }: { told: string[] }): string => told.join(', ')

describe('A new link beside the old one', () => {
  test('is proven by its first bytes, and tells so once', async () => {
    const it = await scene()
    await it.clock.advance(50)
    expect(words(it)).toBe('')
    it.link()?.say('hello')
    it.link()?.say('more')
    expect([words(it), it.successor.isReady, it.successor.generation]).toEqual(['proven', true, 2])
  })

  test('is not proven before its hook agrees, whatever was heard', async () => {
    let agree = (): void => {}
    const it = await scene({
      onOpen: () =>
        new Promise((resolve) => {
          agree = resolve
        }),
    })
    await it.clock.advance(1)
    it.link()?.say('hello')
    expect(words(it)).toBe('')
    agree()
    await it.clock.advance(1)
    expect(words(it)).toBe('proven')
  })

  test.each([
    { takesUnheard: false, ends: 'failed: silent, released' },
    { takesUnheard: true, ends: 'proven' },
  ])('that is never heard has its time (takes over: $takesUnheard)', async ({ takesUnheard, ends }) => {
    const it = await scene({}, takesUnheard)
    await it.clock.advance(99)
    expect(words(it)).toBe('')
    await it.clock.advance(20)
    expect(words(it)).toBe(ends)
  })

  test('that ends first has failed, and is forgotten once nothing is left of it', async () => {
    const it = await scene()
    await it.clock.advance(1)
    it.link()?.owner?.ended({ kind: 'eof', by: 'peer' })
    expect(words(it)).toBe('failed: eof')
    await it.clock.advance(1)
    expect(words(it)).toBe('failed: eof, released')
  })

  test('whose dial throws has crashed', async () => {
    const it = await scene({}, false, () => {
      throw new Error('a bug in the transport')
    })
    expect(words(it)).toBe('failed: crash, released')
  })

  test('that is dropped tells only that it is gone', async () => {
    const it = await scene()
    it.successor.drop({ kind: 'cancelled', by: 'us' })
    it.successor.drop({ kind: 'cancelled', by: 'us' })
    await it.clock.advance(200)
    expect(words(it)).toBe('released')
  })

  test('that is dropped before it is dialled is gone, and never dialled', async () => {
    const world = testWorld()
    const transport = new FakeTransport()
    const host = world.supervisor.connect('c', new FakeTransport())
    const told: string[] = []
    const owner: SuccessorOwner = {
      proven: () => told.push('proven'),
      failed: () => told.push('failed'),
      released: () => told.push('released'),
    }
    const proof = { withinMs: 100, takesUnheard: true }
    const successor = new Successor(connectPlan({}, transport), transport, host, proof, owner)
    successor.drop({ kind: 'cancelled', by: 'us' })
    await world.clock.advance(200)
    expect([told, transport.links]).toEqual([['released'], []])
  })

  test('that says no goodbye in time is destroyed', async () => {
    class Stuck extends FakeLink {
      override close(): void {}
    }
    const it = await scene({ closeTimeoutMs: 500 }, false, () => new Stuck())
    await it.clock.advance(1)
    it.successor.drop({ kind: 'cancelled', by: 'us' })
    await it.clock.advance(400)
    expect(words(it)).toBe('')
    await it.clock.advance(200)
    expect(words(it)).toBe('released')
  })

  test('hands over what the chart was to be told', async () => {
    const it = await scene({ backoff: { stableMs: 50 } }, true)
    it.link()?.owner?.heard()
    await it.clock.advance(200)
    expect(it.successor.handOver()).toEqual([{ type: 'link.stabilised' }])
  })

  const heartbeat = { protocol: pingPong, everyMs: 20, timeoutMs: 20, misses: 50 }

  test('hands over that it is suspect, where that is so', async () => {
    const it = await scene({ heartbeat }, true)
    await it.clock.advance(200)
    expect([words(it), it.successor.handOver()]).toEqual(['proven', [{ type: 'peer.silent' }]])
  })

  test('hands over nothing once it was heard again', async () => {
    const it = await scene({ heartbeat }, true)
    await it.clock.advance(200)
    it.link()?.say('here')
    expect(it.successor.handOver()).toEqual([])
  })

  test('whose peer falls silent before it was heard has failed by that, before its time is over', async () => {
    const causes: Cause[] = []
    const it = await scene({ heartbeat: { ...heartbeat, misses: 2 } }, true, undefined, causes)
    await it.clock.advance(90)
    expect(causes).toEqual([{ kind: 'silent', by: 'peer' }])
  })

  test('that goes slowly is told of once, whatever becomes of it meanwhile', async () => {
    const links: Slow[] = []
    class Slow extends FakeLink {
      readonly asked: string[] = []
      override close(): void {
        this.asked.push('close')
      }
      override destroy(): void {
        this.asked.push('destroy')
      }
    }
    const slow = () => {
      const link = new Slow()
      links.push(link)
      return link
    }
    for (const drops of [true, false]) {
      const it = await scene({ retry: () => true }, false, slow)
      await it.clock.advance(1)
      const link = links.at(-1)
      const cause = { kind: 'eof', by: 'peer' } as const
      if (drops) it.successor.drop(cause)
      else link?.owner?.ended(cause)
      const before = words(it)
      expect(before).toBe(drops ? '' : 'failed: eof')
      it.successor.drop(cause)
      link?.owner?.ended(cause)
      expect([words(it), link?.asked]).toEqual([before, ['close']])
    }
  })
})
