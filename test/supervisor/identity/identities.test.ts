/** Who is there, over a network in one process, in virtual time. */
import { describe, expect, test, vi } from 'vitest'
import { OptionError, pingPong, refuse } from '../../../src/index.ts'
import { byAddress } from '../../../src/supervisor/identity/by.ts'
import { identities } from '../../../src/supervisor/identity/identities.ts'
import { memoryInUse } from '../../support/memory.ts'
import { pong, testWorld } from '../../support/world.ts'
import { FakeListener } from '../fakes.ts'
import { connectionsOf, gateway, phasesOf } from './support/gateway.ts'

const heartbeat = { protocol: pingPong, everyMs: 1_000, timeoutMs: 500, misses: 2 }

describe('A connection', () => {
  test('is alive once it is known who it is, and not before', async () => {
    const { comes, table, listener, clock, told } = await gateway()
    const peer = await comes(null)
    expect(listener.connections.map(({ phase, identity }) => [phase, identity])).toEqual([
      ['connecting', null],
    ])
    expect(table.size).toBe(0)
    peer.send('device-7')
    await clock.advance(3)
    expect(listener.connections.map(({ phase, identity }) => [phase, identity])).toEqual([
      ['alive', 'device-7'],
    ])
    expect(told()).toEqual(['device-7 alive'])
  })

  test('is named by all its events from then on', async () => {
    const { comes, events, clock } = await gateway()
    const peer = await comes('device-7')
    peer.link?.close()
    await clock.advance(10)
    const told = events.flatMap((event) =>
      event.kind === 'phase'
        ? [[event.to, event.identity]]
        : event.kind === 'summary'
          ? [[event.identity]]
          : [],
    )
    expect(told).toEqual([
      ['connecting', undefined],
      ['alive', 'device-7'],
      ['dead', 'device-7'],
      ['stopped', 'device-7'],
      ['device-7'],
    ])
  })

  test('keeps its first frame for whoever reads', async () => {
    const { comes, listener } = await gateway()
    await comes('device-7')
    const frames: string[] = []
    listener.connections[0]?.frames$.subscribe(({ text }) => frames.push(text))
    expect(frames).toEqual(['device-7'])
  })

  test('that never says who it is ends after 10 s, unless the listener says otherwise', async () => {
    const patient = await gateway()
    const hasty = await gateway({}, { firstFrameTimeoutMs: 500 })
    const [slow, fast] = [await patient.comes(null), await hasty.comes(null)]
    await hasty.clock.advance(600)
    await patient.clock.advance(9_900)
    expect([slow.isReleased, fast.isReleased]).toEqual([false, true])
    await patient.clock.advance(200)
    expect(slow.isReleased).toBe(true)
    expect(patient.events.find((event) => event.kind === 'phase' && event.to === 'dead')).toMatchObject({
      cause: { kind: 'timeout', of: 'handshake' },
    })
  })

  test.each<[string, () => string | null | Promise<string | null>, string]>([
    ['nobody knows', () => null, 'nobody knows who it is'],
    ['has an empty name', () => '', 'its name is empty'],
    ['has an endless name', () => 'x'.repeat(257), 'its name is longer than 256 characters'],
    ['could not be asked', () => Promise.reject(new Error('the database is away')), 'the database is away'],
    ['is no name at all', () => JSON.parse('7'), 'by answered number: expected a name, or null'],
  ])('of somebody who %s is not let in, and that is told', async (_, by, why) => {
    const { comes, table, refusals, listener, events } = await gateway({ by })
    const peer = await comes(null)
    expect([listener.size, table.size, peer.isReleased]).toEqual([0, 0, true])
    expect(refusals()).toEqual([why])
    expect(events.filter(({ kind }) => kind === 'rejected')).toMatchObject([
      { id: 'door', endpoint: 'memory://us:1', peer: 'peer:49152' },
    ])
    expect(events.find((event) => event.kind === 'phase' && event.to === 'dead')).toMatchObject({
      cause: { kind: 'auth', by: 'us', detail: why },
    })
  })

  test('is refused with the cause that the hook chose', async () => {
    const { comes, refusals, events } = await gateway({
      by: () => {
        throw refuse('protocol', 'no such greeting')
      },
    })
    await comes(null)
    expect(refusals()).toEqual(['no such greeting'])
    expect(events.find((event) => event.kind === 'phase' && event.to === 'dead')).toMatchObject({
      cause: { kind: 'protocol', by: 'peer' },
    })
  })

  test('can be asked by a hook that speaks first', async () => {
    const { comes, listener } = await gateway({
      by: async ({ send, receive }) => {
        await send('who are you?')
        return (await receive()).text
      },
    })
    const peer = await comes(null)
    expect(peer.got).toEqual(['who are you?'])
    expect(listener.connections[0]?.phase).toBe('connecting')
    const second = await comes(null)
    second.answer = () => 'device-8'
    peer.send('device-7')
    await comes('device-9')
    expect(listener.connections.map(({ identity }) => identity)).toEqual(['device-7', null, 'device-9'])
  })

  test('shows who it is to authorise, whose word is the last', async () => {
    const asked: (string | null)[] = []
    const { comes, table, told } = await gateway(
      {},
      {
        authorise: ({ identity, firstFrame, tls, upgrade }) => {
          asked.push(identity)
          expect([firstFrame?.text, tls, upgrade]).toEqual([identity, null, null])
          return identity === 'friend'
        },
      },
    )
    await comes('friend')
    const foe = await comes('foe')
    expect(asked).toEqual(['friend', 'foe'])
    expect([foe.isReleased, table.size, told()]).toEqual([true, 1, ['friend alive']])
  })
})

describe('A newer link of the same identity', () => {
  test('takes the place of the older one, which says so; at no moment are both alive', async () => {
    const { comes, table, supervisor, told, refusals } = await gateway()
    const seen: string[][] = []
    supervisor.feed$.subscribe(() => seen.push(phasesAlive()))
    const phasesAlive = (): string[] =>
      supervisor.connections.filter(({ phase }) => phase === 'alive').map(({ id }) => id)
    const first = await comes('device-7')
    const [old] = connectionsOf(table, 'device-7')
    await comes('device-7')
    expect(Math.max(...seen.map(({ length }) => length))).toBe(1)
    expect([first.isReleased, old?.phase]).toEqual([true, 'stopped'])
    expect(old?.cause).toEqual({
      kind: 'auth',
      by: 'us',
      detail: 'a newer link of device-7 took its place',
      code: 4409,
    })
    expect(table.get('device-7')).toMatchObject({
      phase: 'alive',
      visits: 2,
      peer: 'peer:49153',
      cause: null,
    })
    expect(phasesOf(table, 'device-7')).toEqual(['alive'])
    // For the identity nothing has happened, and nobody was turned away.
    expect([told(), refusals()]).toEqual([['device-7 alive'], []])
  })

  test('leaves it known when it was last heard, while the older one makes room', async () => {
    const { comes, table, clock, supervisor } = await gateway()
    const old = await comes('device-7')
    await clock.advance(1_000)
    old.send('business')
    await clock.advance(1_000)
    const heardAt = table.get('device-7')?.lastHeardAt
    expect(heardAt).toBe(clock.wall() - 999)
    const seen: unknown[] = []
    supervisor.feed$.subscribe((event) => {
      if (event.kind === 'phase' && event.to === 'dead') seen.push(table.get('device-7')?.lastHeardAt)
    })
    await comes('device-7')
    expect(seen).toEqual([heardAt])
    expect(table.get('device-7')?.lastHeardAt).toBe(clock.wall() - 2)
  })

  test('does so only when authorise has let it in, and onOpen is through', async () => {
    const { comes, table } = await gateway(
      {},
      {
        authorise: ({ peer }) => !peer?.startsWith('stranger'),
        onOpen: async (link) => {
          if (link.peer?.startsWith('slow')) await link.receive().then(() => link.receive())
        },
      },
    )
    await comes('device-7')
    const [rightful] = connectionsOf(table, 'device-7')
    const stranger = await comes('device-7', 'stranger')
    expect([stranger.isReleased, connectionsOf(table, 'device-7')]).toEqual([true, [rightful]])
    const slow = await comes('device-7', 'slow')
    expect([slow.isReleased, connectionsOf(table, 'device-7')]).toEqual([false, [rightful]])
    slow.send('done')
    await comes('another')
    expect([rightful?.phase, phasesOf(table, 'device-7')]).toEqual(['stopped', ['alive']])
  })

  test('of two that come at once the one that gets through last stays', async () => {
    const { comes, table, clock, told } = await gateway()
    const [a, b] = [await comes(null), await comes(null)]
    b.send('device-7')
    a.send('device-7')
    await clock.advance(10)
    expect([a.isReleased, b.isReleased]).toEqual([false, true])
    expect(phasesOf(table, 'device-7')).toEqual(['alive'])
    expect(told()).toEqual(['device-7 alive'])
  })

  test('is not kept out by one that is frozen: neither while it seems alive, nor suspect, nor dying', async () => {
    const { comes, table, network, clock } = await gateway({}, { heartbeat, closeTimeoutMs: 2_000 })
    await comes('seems-alive', 'a')
    await comes('suspect', 'b')
    for (const host of ['a', 'b']) network.freeze(host)
    await clock.advance(1_600)
    expect(phasesOf(table, 'suspect')).toEqual(['suspect'])
    const [old] = connectionsOf(table, 'suspect')
    const young = await comes('suspect', 'c')
    expect([phasesOf(table, 'suspect'), old?.phase]).toEqual([['alive'], 'dead'])
    // The frozen one is still being closed in order, and counts for nothing.
    young.link?.destroy()
    await clock.advance(5)
    await comes('suspect', 'c')
    expect(phasesOf(table, 'suspect')).toEqual(['alive'])
    await clock.advance(2_100)
    expect(old?.phase).toBe('stopped')
    expect(phasesOf(table, 'suspect')).not.toContain('stopped')
  })

  test('may stand beside the older one where two are allowed, and replaces the oldest of two', async () => {
    const { comes, table, clock } = await gateway({ maxPerIdentity: 2 })
    const [first, second] = [await comes('device-7'), await comes('device-7')]
    expect(phasesOf(table, 'device-7')).toEqual(['alive', 'alive'])
    const third = await comes('device-7')
    await clock.advance(5)
    expect([first, second, third].map(({ isReleased }) => isReleased)).toEqual([true, false, false])
    second.link?.close()
    third.link?.close()
    await clock.advance(5)
    expect(table.get('device-7')).toMatchObject({ phase: 'dead', visits: 3, cause: { kind: 'eof' } })
  })
})

describe('A newer link that is stopped while the older one makes room', () => {
  test('never opens, and was a visit all the same', async () => {
    const warnings = vi.spyOn(console, 'warn')
    const { comes, table, supervisor, listener, clock, told, phases } = await gateway()
    const old = await comes('device-7')
    supervisor.feed$.subscribe((event) => {
      if (event.kind === 'phase' && event.to === 'dead') void listener.connections[1]?.stop()
    })
    const young = await comes('device-7')
    await clock.advance(5)
    expect([old.isReleased, young.isReleased, listener.size]).toEqual([true, true, 0])
    expect(phases('memory://us:1#2')).toEqual(['connecting', 'stopped'])
    expect(told()).toEqual(['device-7 alive', 'device-7 dead cancelled'])
    expect(table.get('device-7')).toMatchObject({ visits: 2, connections: [] })
    // XState warns when something is sent to a chart that has ended.
    expect(warnings).not.toHaveBeenCalled()
    warnings.mockRestore()
  })

  test('is known at least, where it is somebody new for whom somebody had to be forgotten', async () => {
    const { comes, table, supervisor, listener, clock, told } = await gateway({ max: 1 })
    const old = await comes('device-7')
    old.link?.close()
    await clock.advance(5)
    supervisor.feed$.subscribe((event) => {
      if (event.kind === 'identity' && event.to === 'gone') void listener.connections[0]?.stop()
    })
    await comes('device-8')
    await clock.advance(5)
    expect(told().slice(2)).toEqual(['device-7 gone', 'device-8 alive', 'device-8 dead cancelled'])
    expect([table.counts, listener.size]).toEqual([{ alive: 0, suspect: 0, dead: 1 }, 0])
  })
})

describe('A newer link, where it is refused', () => {
  const refusing = { newer: 'refused' as const }

  test('is told to come later, once the older one has answered', async () => {
    const { comes, table, clock, refusals, events } = await gateway(refusing, { heartbeat })
    const holder = await comes('device-7')
    holder.answer = pong
    const late = await comes('device-7')
    expect([late.isReleased, holder.got]).toEqual([false, []])
    await clock.advance(200)
    expect([late.isReleased, holder.got]).toEqual([true, ['ping']])
    expect(refusals()).toEqual(['device-7 is connected already'])
    expect(events.findLast((event) => event.kind === 'phase' && event.to === 'dead')).toMatchObject({
      cause: { kind: 'auth', by: 'us', code: 1013 },
    })
    expect(table.get('device-7')).toMatchObject({ visits: 1, phase: 'alive' })
  })

  test('takes the place of one that does not answer, when that is dead', async () => {
    const { comes, table, clock, network, refusals } = await gateway(refusing, { heartbeat })
    await comes('device-7', 'frozen')
    network.freeze('frozen')
    const young = await comes('device-7')
    await clock.advance(700)
    expect([young.isReleased, phasesOf(table, 'device-7')]).toEqual([false, ['suspect']])
    await clock.advance(600)
    expect([phasesOf(table, 'device-7'), table.get('device-7')?.visits]).toEqual([['alive'], 2])
    expect(refusals()).toEqual([])
  })

  test('does not wait longer than for any handshake', async () => {
    const slow = { ...heartbeat, timeoutMs: 60_000 }
    const { comes, clock, network, table } = await gateway(refusing, {
      heartbeat: slow,
      handshakeTimeoutMs: 1_000,
    })
    await comes('device-7', 'frozen')
    network.freeze('frozen')
    const young = await comes('device-7')
    await clock.advance(1_100)
    expect(young.isReleased).toBe(true)
    expect(table.get('device-7')).toMatchObject({ phase: 'alive', visits: 1 })
  })

  test('leaves no timer behind when the tree is stopped while the older one is asked', async () => {
    const { comes, clock, network, supervisor } = await gateway(refusing, { heartbeat })
    await comes('device-7', 'frozen')
    network.freeze('frozen')
    const young = await comes('device-7')
    expect(young.isReleased).toBe(false)
    void supervisor.stop({ now: true })
    await clock.advance(5)
    await supervisor.ended
    expect(clock.pending).toBe(0)
  })

  test('is refused at once by one that sends no beats, and so cannot be asked', async () => {
    const { comes, refusals } = await gateway(refusing)
    await comes('device-7')
    const late = await comes('device-7')
    expect([late.isReleased, refusals()]).toEqual([true, ['device-7 is connected already']])
  })

  test('of two that come at once only one stays', async () => {
    const { comes, clock, refusals, table } = await gateway(refusing, {
      onOpen: async (link) => {
        await link.receive()
        await link.receive()
      },
    })
    const [a, b] = [await comes('device-7'), await comes('device-7')]
    a.send('go')
    b.send('go')
    await clock.advance(5)
    expect([a.isReleased, b.isReleased, refusals()]).toEqual([false, true, ['device-7 is connected already']])
    expect(phasesOf(table, 'device-7')).toEqual(['alive'])
  })
})

describe('The limit of an address', () => {
  test('turns away whoever is too many before anything is asked, and counts those that shake hands', async () => {
    const { comes, refusals, listener, clock } = await gateway({ maxPerAddress: 2 })
    const mute = await comes(null)
    await comes('device-1')
    const third = await comes('device-2')
    expect([third.isReleased, listener.size]).toEqual([true, 2])
    expect(refusals()).toEqual(['the limit of connections from one address is 2'])
    await comes('device-3', 'elsewhere')
    expect(listener.size).toBe(3)
    mute.link?.close()
    await clock.advance(5)
    const fourth = await comes('device-4')
    expect([fourth.isReleased, listener.size]).toEqual([false, 3])
  })
})

describe('The table', () => {
  test('is empty before it has a listener', () => {
    const table = identities({ by: byAddress })
    expect([table.size, [...table], table.counts, table.get('a'), table.forget('a')]).toEqual([
      0,
      [],
      { alive: 0, suspect: 0, dead: 0 },
      undefined,
      false,
    ])
  })

  test('tells who is there, since when, and when each was last heard', async () => {
    const { comes, table, clock, listener } = await gateway()
    const began = clock.wall()
    const peer = await comes('device-7')
    await clock.advance(1_000)
    peer.send('business')
    await clock.advance(500)
    const found = table.get('device-7')
    expect(found).toEqual({
      identity: 'device-7',
      phase: 'alive',
      since: began + 4,
      lastHeardAt: began + 1_007,
      connections: [...listener.connections],
      visits: 1,
      peer: 'peer:49152',
      cause: null,
    })
    expect(Object.isFrozen(found)).toBe(true)
    peer.link?.close()
    await clock.advance(10)
    expect(table.get('device-7')).toMatchObject({
      phase: 'dead',
      since: began + 1_507,
      lastHeardAt: began + 1_007,
      connections: [],
      cause: { kind: 'eof', by: 'peer' },
    })
  })

  test('knows nobody who did not come', async () => {
    const { comes, table } = await gateway()
    await comes('device-7')
    expect([table.get('device-8'), table.forget('device-8'), table.size]).toEqual([undefined, false, 1])
  })

  test('lists all, or those in some phases, and counts them', async () => {
    const { comes, table, clock, network } = await gateway({}, { heartbeat: { ...heartbeat, misses: 9 } })
    await comes('frozen', 'a')
    network.freeze('a')
    const gone = await comes('gone')
    const answering = await comes('alive')
    answering.answer = pong
    gone.link?.close()
    await clock.advance(2_000)
    expect(table.counts).toEqual({ alive: 1, suspect: 1, dead: 1 })
    expect([...table].map(({ identity }) => identity)).toEqual(['frozen', 'gone', 'alive'])
    expect([...table.list('dead', 'suspect')].map(({ identity }) => identity)).toEqual(['frozen', 'gone'])
  })

  test('follows the suspicions of connections, with several links that of the best', async () => {
    const { comes, clock, network, told } = await gateway(
      { maxPerIdentity: 2 },
      { heartbeat: { ...heartbeat, misses: 3 } },
    )
    const peer = await comes('device-7', 'a')
    await comes('device-7', 'b')
    const thaw = network.freeze('b')
    peer.answer = pong
    await clock.advance(1_900)
    expect(told()).toEqual(['device-7 alive'])
    thaw()
    const frozen = ['a', 'b'].map((host) => network.freeze(host))
    await clock.advance(1_900)
    expect(told()).toEqual(['device-7 alive', 'device-7 suspect'])
    for (const cure of frozen) cure()
    peer.send('here')
    await clock.advance(100)
    expect(told()).toEqual(['device-7 alive', 'device-7 suspect', 'device-7 alive'])
  })

  test('is left with the suspicion of the link that stays', async () => {
    const { comes, clock, network, told } = await gateway(
      { maxPerIdentity: 2 },
      { heartbeat: { ...heartbeat, misses: 9 } },
    )
    const healthy = await comes('device-7', 'a')
    await comes('device-7', 'b')
    healthy.answer = pong
    network.freeze('b')
    await clock.advance(2_500)
    expect(told()).toEqual(['device-7 alive'])
    healthy.link?.close()
    await clock.advance(5)
    expect(told()).toEqual(['device-7 alive', 'device-7 suspect'])
  })

  test('forgets the dead after forgetMs, and knows who comes back before', async () => {
    const { comes, table, clock, told } = await gateway({ forgetMs: 5_000 })
    const peer = await comes('device-7')
    peer.link?.close()
    await clock.advance(4_000)
    expect(table.size).toBe(1)
    const again = await comes('device-7')
    await clock.advance(10_000)
    expect(table.get('device-7')).toMatchObject({ phase: 'alive', visits: 2 })
    again.link?.close()
    await clock.advance(5_100)
    expect([table.size, table.counts]).toEqual([0, { alive: 0, suspect: 0, dead: 0 }])
    expect(told()).toEqual([
      'device-7 alive',
      'device-7 dead eof',
      'device-7 alive',
      'device-7 dead eof',
      'device-7 gone',
    ])
  })

  test('waits for nothing where whoever is told that somebody died had it forgotten', async () => {
    const { comes, table, clock, told } = await gateway({ forgetMs: 5_000 })
    table.changes$.subscribe(({ identity: { identity, phase } }) => {
      if (phase === 'dead') table.forget(identity)
    })
    const peer = await comes('device-7')
    peer.link?.close()
    await clock.advance(5)
    expect(told()).toEqual(['device-7 alive', 'device-7 dead eof', 'device-7 gone'])
    expect([table.size, clock.pending]).toEqual([0, 0])
  })

  test('keeps no dead at all, or keeps them for ever, when told so', async () => {
    const [none, all] = [await gateway({ forgetMs: 0 }), await gateway({ forgetMs: false })]
    for (const { comes, clock, table } of [none, all]) {
      const peer = await comes('device-7')
      peer.link?.close()
      await clock.advance(10)
      expect(table.size).toBe(table === none.table ? 0 : 1)
      await clock.advance(10 * 86_400_000)
    }
    expect([none.table.size, all.table.size]).toEqual([0, 1])
    expect(none.told()).toEqual(['device-7 alive', 'device-7 dead eof', 'device-7 gone'])
  })

  test('is never larger than its limit: the longest dead makes room, and nobody who is there', async () => {
    const { comes, table, clock, refusals, told, events } = await gateway({ max: 2 })
    const [a, b] = [await comes('a'), await comes('b')]
    const refused = await comes('c')
    await clock.advance(5)
    expect([refused.isReleased, refusals()]).toEqual([true, ['the table holds 2 identities']])
    expect(events.find((event) => event.kind === 'phase' && event.to === 'dead')).toMatchObject({
      cause: { kind: 'auth', by: 'us', detail: 'the table holds 2 identities', code: 1013 },
    })
    b.link?.close()
    await clock.advance(5)
    a.link?.close()
    await clock.advance(5)
    await comes('c')
    expect([...table].map(({ identity }) => identity)).toEqual(['a', 'c'])
    expect(told().slice(-2)).toEqual(['b gone', 'c alive'])
  })

  test('has one place for two who come to the last one at once', async () => {
    const greeted: (() => void)[] = []
    const { comes, table, clock, refusals, told } = await gateway(
      { max: 1 },
      { onOpen: () => new Promise<void>((resolve) => greeted.push(resolve)) },
    )
    const [, b] = [await comes('a'), await comes('b')]
    for (const go of greeted) go()
    await clock.advance(5)
    expect([told(), table.size]).toEqual([['a alive'], 1])
    expect([b.isReleased, refusals()]).toEqual([true, ['the table holds 1 identities']])
  })

  test('keeps the dead as long as there is room for those who come', async () => {
    const { comes, table, clock } = await gateway({ max: 2, forgetMs: false })
    const peer = await comes('a')
    peer.link?.close()
    await clock.advance(5)
    await comes('b')
    expect([...table].map(({ identity, phase }) => [identity, phase])).toEqual([
      ['a', 'dead'],
      ['b', 'alive'],
    ])
  })

  test('says nothing of an address where there is none', async () => {
    const { events, supervisor, clock } = await gateway()
    const back = new FakeListener()
    supervisor.listen('back', back, { identity: identities({ by: () => 'somebody' }) })
    back.owner?.listening(back.endpoint)
    back.visit(null)
    await clock.advance(5)
    const [event] = events.filter(({ kind }) => kind === 'identity')
    expect(event).toMatchObject({ id: 'back', identity: 'somebody', to: 'alive' })
    expect(event).not.toHaveProperty('peer')
  })

  test('takes names of 256 characters, and none that are longer', async () => {
    const { comes, table, refusals } = await gateway()
    await comes('x'.repeat(256))
    await comes('y'.repeat(257))
    expect([table.size, refusals()]).toEqual([1, ['its name is longer than 256 characters']])
  })

  test('forgets on request whoever has no connection', async () => {
    const { comes, table, clock, told } = await gateway()
    const peer = await comes('device-7')
    expect(table.forget('device-7')).toBe(false)
    peer.link?.close()
    await clock.advance(5)
    expect([table.forget('device-7'), table.forget('device-7'), table.size]).toEqual([true, false, 0])
    expect(told().at(-1)).toBe('device-7 gone')
  })

  test('can be watched: each phase, and the whole of it', async () => {
    const { comes, table, clock } = await gateway()
    const changes: unknown[] = []
    let stores = 0
    const watching = table.changes$.subscribe(({ from, identity }) =>
      changes.push([from, identity.phase, identity.visits, identity.connections.length]),
    )
    const unsubscribe = table.store.subscribe(() => {
      stores += 1
    })
    const before = table.store.getSnapshot()
    const peer = await comes('device-7')
    const [first] = table.store.getSnapshot()
    expect([before, first?.phase, first?.connections.length]).toEqual([[], 'alive', 1])
    expect(table.store.getSnapshot()).toBe(table.store.getSnapshot())
    const before2 = stores
    peer.link?.close()
    await clock.advance(5)
    expect(stores).toBeGreaterThan(before2)
    expect(table.store.getSnapshot()[0]).toMatchObject({ phase: 'dead', connections: [] })
    expect(changes).toEqual([
      [null, 'alive', 1, 1],
      ['alive', 'dead', 1, 0],
    ])
    watching.unsubscribe()
    unsubscribe()
  })

  test('tells of somebody once they can be sent to', async () => {
    const { comes, table } = await gateway()
    const sent: unknown[] = []
    table.changes$.subscribe(({ identity: { phase, connections } }) => {
      if (phase === 'alive') sent.push(connections[0]?.send('hello'))
    })
    const peer = await comes('device-7')
    await Promise.all(sent)
    expect(peer.got).toEqual(['hello'])
  })

  test('keeps no part of what a name was cut from', async () => {
    const by = ({ peer }: { readonly peer: string | null }) =>
      new TextDecoder().decode(Buffer.alloc(500_000, `the device at ${peer};`)).slice(0, 30)
    const { comes, table } = await gateway({ by })
    await comes(null)
    const before = memoryInUse().heapUsed
    for (let count = 0; count < 20; count += 1) await comes(null)
    expect(table.size).toBe(21)
    expect(memoryInUse().heapUsed - before).toBeLessThan(5_000_000)
  })

  test('is one for several listeners of a tree', async () => {
    const { comes, table, supervisor, network, clock, events } = await gateway({ maxPerAddress: 2 })
    const us = network.host('us')
    supervisor.supervise('edge').listen('side', us.listen({ port: 2 }), { identity: table })
    await clock.advance(1)
    const first = await comes('device-7')
    const second = await comes('device-7', 'peer', 2)
    expect([first.isReleased, second.isReleased, table.size]).toEqual([true, false, 1])
    await comes('device-8')
    expect((await comes('device-9', 'peer', 2)).isReleased).toBe(true)
    second.link?.close()
    await clock.advance(5)
    expect(events.filter(({ kind }) => kind === 'identity')).toMatchObject([
      { id: 'door', identity: 'device-7', from: null, to: 'alive', peer: 'peer:49152' },
      { id: 'door', identity: 'device-8', from: null, to: 'alive' },
      { id: 'edge/side', identity: 'device-7', from: 'alive', to: 'dead', cause: { kind: 'eof' } },
    ])
  })

  test('belongs to one tree: another one is refused at the door', async () => {
    const { table } = await gateway()
    const other = testWorld()
    expect(() =>
      other.supervisor.listen('door', other.network.host('us').listen({ port: 1 }), { identity: table }),
    ).toThrow(new OptionError('identity', 'keeps the peers of another supervisor already'))
  })
})
