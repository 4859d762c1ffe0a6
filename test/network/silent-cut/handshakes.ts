/** The cable is cut during a handshake: of TCP, of TLS, of WebSocket, or our own. Each has a deadline of its own. */
import { expect } from 'vitest'
import { SLACK_MS } from '../support/bounds.ts'
import { expectAfter, expectCutInTime, expectFoundSilent, expectHeardSince } from '../support/cut-bounds.ts'
import type { SceneTest } from '../support/cut-scene.ts'
import { nowMs } from '../support/monotonic.ts'
import { premise } from '../support/premise.ts'
import { until } from '../support/until.ts'

const PACE = { everyMs: 500, timeoutMs: 600, misses: 2 }
const DEADLINE_MS = 1_000
const CONNECT = { kind: 'timeout', by: 'peer', of: 'connect' }
const HANDSHAKE = { kind: 'timeout', by: 'peer', of: 'handshake' }
/** WebSocket servers look at their deadline four times in it. */
const LOOK_MS = DEADLINE_MS / 4

/** A peer has as long for its next handshake as it had for the one before; where the machine keeps it from that, the test begins again. */
async function inTime(isDone: () => boolean, isOver: () => boolean): Promise<void> {
  await until('the next handshake is done, or its time is over', () => isDone() || isOver())
  premise(isDone(), 'the peer shakes hands in time')
}

export function handshakes(test: SceneTest): void {
  test('dialled, during the handshake of TCP: its time to connect is over, again and again until it is healed', async ({
    scene,
  }) => {
    const { peer, port } = await scene.server('tcp')
    const cut = await scene.cut(port)
    const connection = scene.connect('tcp', port, { connectTimeoutMs: 600 })
    for (const nth of [1, 2]) {
      const began = await connection.enters('connecting', nth)
      const dead = await connection.enters('dead', nth)
      expect(dead).toMatchObject({ from: 'connecting', cause: CONNECT })
      await expectAfter(600, dead.at, { from: began.at, until: began.at }, connection)
    }
    await cut.heal()
    await connection.enters('alive')
    await peer.says(/^accepted 1 /)
  })

  test('dialled, just when TCP has connected: alive, never proven, found silent, the delays grow; healed, it is heard', async ({
    scene,
  }) => {
    const { peer, port } = await scene.server('tcp', { says: 'at last' })
    const cut = await scene.cut(port, 'ours', 'half')
    const connection = scene.connect('tcp', port, { heartbeat: PACE, backoff: 'doubling' })
    for (const nth of [1, 2, 3]) {
      const alive = await connection.enters('alive', nth)
      await expectFoundSilent(connection, { from: alive.at, until: alive.at }, PACE, { nth })
    }
    await until('it waits for the third time', () => connection.delaysMs.length === 3)
    expect(connection.delaysMs).toEqual([100, 200, 400])
    expect([peer.said(/^accepted/), connection.got]).toEqual([[], []])
    await cut.heal()
    // The kernel of the peer accepts the links before as well, whose last packets come late: to those it speaks in vain.
    await connection.gets('at last')
    expect(connection.got).toHaveLength(1)
  })

  test('accepted, just when TCP has connected: nothing is there of a peer whose last packet is missing', async ({
    scene,
  }) => {
    const gateway = await scene.listen('tcp', {})
    const cut = await scene.cut(gateway.port, 'theirs', 'half')
    const client = scene.client('tcp', gateway, { says: 'device 7' })
    await client.says(/^connected 1$/)
    // Another peer's handshake, complete meanwhile: ours has had its turn.
    const other = scene.connect('tcp', (await scene.server('tcp')).port, {})
    await other.enters('alive')
    expect(gateway.connections).toEqual([])
    const healedFrom = nowMs()
    await cut.heal()
    const connection = await gateway.accepts()
    expect((await connection.enters('alive')).at).toBeGreaterThanOrEqual(healedFrom)
    await connection.gets('device 7')
  })

  for (const over of ['tls', 'websocket'] as const) {
    test(`dialled, during the handshake of ${over}: its time to connect is over; healed, it gets through`, async ({
      scene,
    }) => {
      const { peer, port } = await scene.server(over, { holds: 'handshake' })
      const connection = scene.connect(over, port, { connectTimeoutMs: DEADLINE_MS, heartbeat: PACE })
      const began = await connection.enters('connecting')
      await peer.says(/^accepted 1 /)
      const cut = await scene.cut(port)
      peer.tell('go')
      const dead = await connection.enters('dead')
      expect(dead).toMatchObject({ from: 'connecting', cause: CONNECT })
      await expectAfter(DEADLINE_MS, dead.at, { from: began.at, until: began.at }, connection)
      expectCutInTime(cut, dead.at)
      await cut.heal()
      const alive = await connection.enters('alive')
      const [, link] = await peer.says(/^ping (?!1 )(\d+)/, 2)
      await expectHeardSince(alive, connection, peer, Number(link), PACE)
      expect(connection.path).not.toContain('suspect')
    })

    test(`accepted, during the handshake of ${over}: turned away, never a connection; healed, it is let in`, async ({
      scene,
    }) => {
      const gateway = await scene.listen(over, { handshakeTimeoutMs: DEADLINE_MS, heartbeat: PACE })
      const from = nowMs()
      const client = scene.client(over, gateway, { holds: 'handshake' })
      await client.says(/^connected 1$/)
      const connected = { from, until: nowMs() }
      const cut = await scene.cut(gateway.port)
      client.tell('go')
      const { at } = await until('it is turned away', () => gateway.rejected[0])
      await expectAfter(DEADLINE_MS, at, connected, gateway, LOOK_MS)
      expectCutInTime(cut, at)
      expect(gateway.connections).toEqual([])
      await cut.heal()
      client.tell('dial')
      await inTime(
        () => gateway.connections.length > 0,
        () => gateway.rejected.length > 1,
      )
      const connection = await gateway.accepts()
      const [alive] = await Promise.all([connection.enters('alive'), client.says(/^ping 2/, 2)])
      await expectHeardSince(alive, connection, client, 2, PACE)
      expect(connection.path).toEqual(['connecting', 'alive'])
    })
  }

  test('dialled, during our own handshake: its time is over; what the peer answered comes too late for it', async ({
    scene,
  }) => {
    const { peer, port } = await scene.server('tcp', { holds: 'welcome' })
    const connection = scene.connect('tcp', port, {
      handshake: 'hello',
      handshakeTimeoutMs: DEADLINE_MS,
      connectTimeoutMs: 600,
      closeTimeoutMs: 600,
    })
    const began = await connection.enters('connecting')
    await peer.says(/^hello 1$/)
    const cut = await scene.cut(port)
    peer.tell('go')
    const dead = await connection.enters('dead')
    expect(dead).toMatchObject({ from: 'connecting', cause: HANDSHAKE })
    await expectAfter(DEADLINE_MS, dead.at, { from: began.at, until: cut.until }, connection)
    expectCutInTime(cut, dead.at)
    await connection.enters('dead', 2)
    await cut.heal()
    await connection.enters('alive')
    await peer.says(/^(?:eof|reset) 1 /)
    expect(connection.got).toEqual([])
    expect(connection.path.filter((phase) => phase === 'alive')).toHaveLength(1)
  })

  test('accepted, during our own handshake: its time is over, and the next one gets through', async ({
    scene,
  }) => {
    const gateway = await scene.listen('tcp', {
      handshake: 'hello',
      handshakeTimeoutMs: DEADLINE_MS,
      closeTimeoutMs: 600,
    })
    const client = scene.client('tcp', gateway, { holds: 'welcome' })
    const connection = await gateway.accepts()
    const began = await connection.enters('connecting')
    await client.says(/^hello 1$/)
    const cut = await scene.cut(gateway.port)
    client.tell('go')
    const dead = await connection.enters('dead')
    expect(dead).toMatchObject({ from: 'connecting', cause: HANDSHAKE })
    await expectAfter(DEADLINE_MS, dead.at, { from: began.at, until: began.at }, connection)
    expectCutInTime(cut, dead.at)
    await connection.enters('stopped')
    await cut.heal()
    client.tell('dial')
    const second = await gateway.accepts(2)
    await inTime(
      () => second.path.includes('alive'),
      () => second.path.includes('dead'),
    )
    expect(connection.path).toEqual(['connecting', 'dead', 'stopped'])
  })

  test('accepted, before it said who it is: not let in, though its name arrives while the link is being closed', async ({
    scene,
  }) => {
    const gateway = await scene.listen('tcp', {
      handshake: 'name',
      firstFrameTimeoutMs: DEADLINE_MS,
      closeTimeoutMs: 10_000,
    })
    const client = scene.client('tcp', gateway)
    const connection = await gateway.accepts()
    const began = await connection.enters('connecting')
    await client.says(/^connected 1$/)
    const cut = await scene.cut(gateway.port)
    client.tell('send 1 device 7')
    const dead = await connection.enters('dead')
    expect(dead).toMatchObject({ from: 'connecting', cause: HANDSHAKE })
    await expectAfter(DEADLINE_MS, dead.at, { from: began.at, until: began.at }, connection)
    expectCutInTime(cut, dead.at)
    expect(connection.path).toEqual(['connecting', 'dead'])
    const healedFrom = nowMs()
    await cut.heal()
    const stopped = await connection.enters('stopped')
    // By the peer's answer to our FIN, not by the deadline.
    expect(stopped.at - healedFrom).toBeLessThan(10_000 - SLACK_MS)
    expect(connection.path).toEqual(['connecting', 'dead', 'stopped'])
    expect(connection.got).toEqual([])
    client.tell('dial')
    const second = await gateway.accepts(2)
    await client.says(/^connected 2$/)
    client.tell('send 2 device 7')
    await inTime(
      () => second.got.length > 0,
      () => second.path.includes('dead'),
    )
    await second.gets('device 7')
    await second.enters('alive')
  })
}
