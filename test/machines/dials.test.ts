/** What a connection tells of its dials to whoever gives it leave for them: all of it, in order, and nothing late. */
import { describe, expect, test } from 'vitest'
import type { ConnectOptions } from '../../src/index.ts'
import type { Dialler, Dials, Place } from '../../src/machines/dials.ts'
import { FakeLink, FakeTransport } from '../supervisor/fakes.ts'
import { testWorld } from '../support/world.ts'

const steps = ['waits', 'ready', 'hurried', 'left', 'gone', 'dialling', 'opened', 'heard', 'ended'] as const

/** One connection among others that are never heard of: it may dial as soon as it asks to. */
function scene(transport: FakeTransport, options: ConnectOptions = {}) {
  const told: string[] = []
  const dials: Dials = {
    join(_key, _plan, dialler: Dialler) {
      const tell = (step: (typeof steps)[number]) => () => {
        told.push(step)
        if (step === 'ready' || step === 'hurried') dialler.dial(step === 'hurried')
      }
      return Object.fromEntries(steps.map((step) => [step, tell(step)])) as unknown as Place
    },
    leave: () => ({ cancel() {} }),
    saw() {},
    end() {},
  }
  const world = testWorld({ dials: { make: () => dials } })
  const connection = world.supervisor.connect('one', transport, options)
  return { ...world, told, connection }
}

describe('A connection tells of its dials', () => {
  test('from the first one to the end', async () => {
    const transport = new FakeTransport()
    const { clock, told, connection } = scene(transport, { backoff: { firstMs: 100, jitter: 'none' } })
    await clock.advance(1)
    transport.links[0]?.say('hello')
    transport.links[0]?.owner?.ended({ kind: 'reset', by: 'network', detail: '' })
    await clock.advance(101)
    expect(told).toEqual([
      ...['dialling', 'opened', 'heard', 'ended'],
      ...['waits', 'ready', 'left', 'dialling', 'opened'],
    ])
    await connection.stop()
    expect(told.slice(9)).toEqual(['ended', 'gone'])
  })

  test('and not that it has opened when whoever was told first has stopped it', async () => {
    const { clock, told, connection } = scene(new FakeTransport())
    connection.phase$.subscribe(({ phase }) => {
      if (phase === 'alive') void connection.stop()
    })
    await clock.advance(1)
    expect(connection.phase).toBe('stopped')
    expect(told).toEqual(['dialling', 'ended', 'gone'])
  })

  test('which is one where a dial uses up what it dials, whatever the policy says', async () => {
    const transport = Object.assign(new FakeTransport(() => new FakeLink()), { once: true })
    const { clock, told, connection } = scene(transport, { retry: () => true })
    await clock.advance(1)
    transport.links[0]?.owner?.ended({ kind: 'reset', by: 'network', detail: '' })
    await clock.advance(60_000)
    expect(connection.phase).toBe('failed')
    expect([told, transport.links.length]).toEqual([['dialling', 'opened', 'ended', 'gone'], 1])
  })
})
