/** Identities that live across short links: they dial, say who they are, and close. */
import { describe, expect, test } from 'vitest'
import { byAddress, byFirstFrame } from '../../../src/supervisor/identity/by.ts'
import { type Gateway, gateway } from './support/gateway.ts'

/** Suspect 1.5 s after the last visit, dead 0.5 s later. */
const visits = { everyMs: 1_000, timeoutMs: 500, misses: 2 }

/** One visit: 8 ms, of which its name arrives in the fifth. */
async function visit({ comes, clock }: Gateway, name: string | null, host = 'peer'): Promise<void> {
  const peer = await comes(name, host)
  peer.link?.close()
  await clock.advance(2)
}

/** A visit in each second, the first one now. */
async function visitsFor(world: Gateway, seconds: number, name = 'device-7'): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    await visit(world, name)
    await world.clock.advance(1_000 - 8)
  }
}

describe('An identity that comes by', () => {
  test('is alive while its visits keep coming, however short its links are', async () => {
    const world = await gateway({ visits })
    const { table, told, listener } = world
    await visitsFor(world, 10)
    expect(told()).toEqual(['device-7 alive'])
    expect(table.get('device-7')).toMatchObject({ phase: 'alive', visits: 10, connections: [] })
    expect(listener.size).toBe(0)
  })

  test('is suspect when it is late, dead by the bound, and alive again when it comes back', async () => {
    const world = await gateway({ visits })
    const { clock, told, events, table } = world
    await visit(world, 'device-7')
    const leftAt = clock.wall() - 2
    await clock.advance(1_400)
    expect(told()).toEqual(['device-7 alive'])
    await clock.advance(2_000)
    expect(told()).toEqual(['device-7 alive', 'device-7 suspect', 'device-7 dead silent'])
    const [, suspect = 0, dead = 0] = events.filter(({ kind }) => kind === 'identity').map(({ at }) => at)
    expect([within(suspect - leftAt, 1_500), within(dead - leftAt, 2_000)]).toEqual([true, true])
    expect(table.get('device-7')?.cause).toEqual({ kind: 'silent', by: 'peer' })
    await visit(world, 'device-7')
    expect(told().at(-1)).toBe('device-7 alive')
    expect(table.get('device-7')?.visits).toBe(2)
  })

  test('is only suspect when it comes in between', async () => {
    const world = await gateway({ visits })
    await visit(world, 'device-7')
    await world.clock.advance(1_700)
    await visitsFor(world, 3)
    const survived = ['device-7 alive', 'device-7 suspect', 'device-7 alive']
    expect(world.told()).toEqual(survived)
    // The old suspicion does not count.
    await world.clock.advance(700)
    expect(world.told()).toEqual([...survived, 'device-7 suspect'])
    await world.clock.advance(500)
    expect(world.told()).toEqual([...survived, 'device-7 suspect', 'device-7 dead silent'])
  })

  test('was here even where its link is over before it is known who it was', async () => {
    let answer: (name: string) => void = () => {}
    const world = await gateway(
      {
        visits,
        by: Object.assign(() => new Promise<string>((resolve) => (answer = resolve)), {
          awaitsFirstFrame: true,
        }),
      },
      { authorise: ({ identity }) => identity !== 'foe' },
    )
    const { clock, told, table, listener, events } = world
    await visit(world, 'heartbeat')
    expect([told(), listener.size]).toEqual([[], 0])
    answer('device-7')
    await clock.advance(1)
    expect([told(), table.get('device-7')?.visits]).toEqual([['device-7 alive'], 1])
    expect(table.get('device-7')?.peer).toBe('peer:49152')
    expect(events.find(({ kind }) => kind === 'identity')).toMatchObject({ id: 'door', peer: 'peer:49152' })
    await visit(world, 'heartbeat')
    answer('foe')
    await clock.advance(1)
    expect(told()).toEqual(['device-7 alive'])
    await clock.advance(2_100)
    expect(told().at(-1)).toBe('device-7 dead silent')
  })

  test('is alive again by a link that is over before it is known who it was', async () => {
    let answer: (name: string) => void = () => {}
    const world = await gateway({ visits, by: () => new Promise<string>((resolve) => (answer = resolve)) })
    for (const phase of ['suspect', 'dead silent', 'alive']) {
      await visit(world, null)
      answer('device-7')
      await world.clock.advance(5)
      expect(world.told().at(-1)).toBe('device-7 alive')
      if (phase !== 'alive') await world.clock.advance(phase === 'suspect' ? 1_700 : 2_200)
      expect(world.told().at(-1)).toBe(`device-7 ${phase}`)
    }
    expect(world.table.get('device-7')).toMatchObject({ phase: 'alive', visits: 3, connections: [] })
  })

  test('was here even where its link ends while a greeting is sent', async () => {
    const world = await gateway(
      { visits },
      {
        onOpen: (link) =>
          link
            .receive()
            .then(() => link.receive())
            .then(),
      },
    )
    await visit(world, 'device-7')
    expect(world.table.get('device-7')).toMatchObject({
      phase: 'alive',
      visits: 1,
      connections: [],
      peer: 'peer:49152',
    })
    expect(world.events.find(({ kind }) => kind === 'identity')).toMatchObject({ id: 'door' })
  })

  test('is not known for a visit to a table that is full of others', async () => {
    let answer: (name: string) => void = () => {}
    let waits = false
    const world = await gateway({
      visits,
      max: 1,
      by: () => (waits ? new Promise<string>((resolve) => (answer = resolve)) : 'device-7'),
    })
    await world.comes('heartbeat')
    waits = true
    await visit(world, 'heartbeat')
    answer('device-8')
    await world.clock.advance(5)
    expect([world.told(), world.table.size]).toEqual([['device-7 alive'], 1])
  })

  test('is not known for a visit to a table that others filled while it was greeted', async () => {
    const world = await gateway(
      { visits, max: 1 },
      {
        onOpen: (link) =>
          link
            .receive()
            .then(() => link.receive())
            .then(),
      },
    )
    const [one, other] = [await world.comes('device-7'), await world.comes('device-8')]
    one.send('thanks')
    await world.clock.advance(5)
    other.link?.close()
    await world.clock.advance(5)
    expect([world.told(), world.table.size]).toEqual([['device-7 alive'], 1])
    expect(world.phases('memory://us:1#2')).toEqual(['connecting', 'dead', 'stopped'])
    expect(world.events.filter(({ kind }) => kind === 'summary')).toMatchObject([{ id: 'memory://us:1#2' }])
  })

  test('was not here where it was we who ended its link', async () => {
    let answer: (name: string) => void = () => {}
    const world = await gateway({ visits, by: () => new Promise<string>((resolve) => (answer = resolve)) })
    await world.comes('heartbeat')
    void world.listener.stop()
    await world.clock.advance(5)
    answer('device-7')
    await world.clock.advance(5)
    expect([world.told(), world.refusals(), world.table.size]).toEqual([[], [], 0])
  })

  test('is nobody who has left before it could be told why', async () => {
    let refuse: (error: Error) => void = () => {}
    const world = await gateway({ visits, by: () => new Promise<string>((_, reject) => (refuse = reject)) })
    await visit(world, 'heartbeat')
    refuse(new Error('the database is away'))
    await world.clock.advance(5)
    expect([world.told(), world.refusals()]).toEqual([[], []])
  })

  test('is not visiting while it is here anyway', async () => {
    let waits = false
    let answer: () => void = () => {}
    const world = await gateway(
      {
        visits,
        by: async ({ firstFrame }) => {
          if (waits) await new Promise<void>((resolve) => (answer = resolve))
          return firstFrame?.text ?? null
        },
      },
      { firstFrameTimeoutMs: 5_000 },
    )
    await world.comes('device-7')
    waits = true
    await visit(world, 'device-7')
    answer()
    await world.clock.advance(5)
    expect(world.table.get('device-7')).toMatchObject({ visits: 1, peer: 'peer:49152' })
  })

  test('may be known by its address alone', async () => {
    const world = await gateway({ visits, by: byAddress })
    await visit(world, 'heartbeat', 'a')
    await visit(world, 'heartbeat', 'b')
    expect(world.told()).toEqual(['a alive', 'b alive'])
  })

  test('may stay for a while, too: then its link says whether it is alive', async () => {
    const world = await gateway({ visits })
    await visit(world, 'device-7')
    const peer = await world.comes('device-7')
    await world.clock.advance(60_000)
    expect(world.told()).toEqual(['device-7 alive'])
    peer.send('still here')
    await world.clock.advance(5)
    peer.link?.close()
    await world.clock.advance(1_400)
    expect(world.told()).toEqual(['device-7 alive'])
    await world.clock.advance(700)
    expect(world.told()).toEqual(['device-7 alive', 'device-7 suspect', 'device-7 dead silent'])
  })

  test('is as late as it was silent, however long its link was open', async () => {
    const world = await gateway({ visits })
    const peer = await world.comes('device-7')
    await world.clock.advance(1_000)
    peer.link?.close()
    await world.clock.advance(400)
    expect(world.told()).toEqual(['device-7 alive'])
    await world.clock.advance(200)
    expect(world.told()).toEqual(['device-7 alive', 'device-7 suspect'])
  })

  test('is forgotten when it was dead for long enough', async () => {
    const world = await gateway({ visits, forgetMs: 5_000 })
    await visit(world, 'device-7')
    await world.clock.advance(7_200)
    expect([world.told().at(-1), world.table.size]).toEqual(['device-7 gone', 0])
  })

  test('may be forgotten by whoever is told that it is late, and comes back as somebody new', async () => {
    const world = await gateway({ visits, forgetMs: 0 })
    const { table, clock, told, supervisor } = world
    table.changes$.subscribe(({ identity }) => {
      if (identity.phase === 'suspect') table.forget(identity.identity)
    })
    await visit(world, 'device-7')
    await clock.advance(1_700)
    expect([told(), clock.pending]).toEqual([['device-7 alive', 'device-7 suspect', 'device-7 gone'], 0])
    await visit(world, 'device-7')
    // By now the one before would have been dead, too.
    await clock.advance(700)
    expect([table.counts, table.get('device-7')]).toMatchObject([{ alive: 1 }, { visits: 1 }])
    void supervisor.stop()
    await clock.advance(5)
    expect(clock.pending).toBe(0)
  })

  test('is forgotten at once, where nothing is kept of the dead', async () => {
    const world = await gateway({ visits, forgetMs: 0 })
    await visit(world, 'device-7')
    await world.clock.advance(2_100)
    expect(world.told().slice(-2)).toEqual(['device-7 dead silent', 'device-7 gone'])
  })
})

describe('Time in which nobody could be heard is charged to nobody:', () => {
  test('a stall of ours, during which visits came to a closed door', async () => {
    const world = await gateway({ visits })
    await visit(world, 'device-7')
    await world.clock.advance(1_400)
    world.clock.stall(60_000)
    // It would be late by now; those who waited at our door have time to come in.
    await world.clock.advance(400)
    expect(world.told()).toEqual(['device-7 alive'])
    await visitsFor(world, 3)
    expect(world.told()).toEqual(['device-7 alive'])
    // One that is dead indeed is found all the same, within twice the bound.
    await world.clock.advance(500)
    world.clock.stall(60_000)
    await world.clock.advance(2 * 2_000)
    expect(world.told().at(-1)).toBe('device-7 dead silent')
  })

  test('a listener that is stopped and started again', async () => {
    const world = await gateway({ visits })
    await visit(world, 'device-7')
    const restarted = world.supervisor.restart('door')
    await world.clock.advance(10)
    await restarted
    await world.clock.advance(1_300)
    void world.listener.stop()
    await world.clock.advance(60_000)
    expect(world.told()).toEqual(['device-7 alive'])
    world.supervisor.start('door')
    await world.clock.advance(300)
    expect(world.told()).toEqual(['device-7 alive'])
    await world.clock.advance(3_000)
    expect(world.told()).toEqual(['device-7 alive', 'device-7 suspect', 'device-7 dead silent'])
  })

  test('and nothing is left to wait for when whoever is told of a suspicion stops the listener', async () => {
    const world = await gateway({ visits })
    await visit(world, 'device-7')
    world.table.changes$.subscribe(({ identity }) => {
      if (identity.phase === 'suspect') void world.listener.stop()
    })
    await world.clock.advance(1_700)
    expect([world.told(), world.clock.pending]).toEqual([['device-7 alive', 'device-7 suspect'], 0])
  })

  test('and nothing is left to wait for when the tree has stopped', async () => {
    const world = await gateway({ visits, by: byFirstFrame() })
    await visit(world, 'device-7')
    await world.comes('device-8')
    void world.supervisor.stop()
    await world.clock.advance(5_000)
    await world.supervisor.ended
    expect(world.clock.pending).toBe(0)
    expect(world.told()).toEqual(['device-7 alive', 'device-8 alive'])
    expect(world.table.get('device-8')).toMatchObject({ phase: 'alive', cause: { kind: 'cancelled' } })
  })
})

/** A tick late at the most, and never early. */
function within(ms: number, bound: number): boolean {
  return ms >= bound && ms <= bound + 51
}
