/** What was lost comes again when the cable is healed: in time it is nothing but late, too late it counts for nobody. */
import { expect } from 'vitest'
import {
  expectAfter,
  expectCutInTime,
  expectFoundSilent,
  expectHeardSince,
  expectHeardUntil,
  lastWordOf,
  speaks,
} from '../support/cut-bounds.ts'
import type { Over } from '../support/cut-orders.ts'
import type { Cut, SceneTest } from '../support/cut-scene.ts'
import type { FarPeer } from '../support/far-peer.ts'
import { nowMs } from '../support/monotonic.ts'
import type { Watched } from '../support/near-host.ts'
import { premise } from '../support/premise.ts'

/** Suspect soon, dead long after. */
const SLOW = { everyMs: 300, timeoutMs: 400, misses: 25 }
/** Long enough for the cable to be healed while nobody knows about the new link yet. */
const UNHURRIED = { everyMs: 500, timeoutMs: 600, misses: 5 }
/** Long enough for a loaded machine to cut the cable before it is over. */
const IDLE_MS = 2_000
const FRAMES = 40

export function healing(test: SceneTest): void {
  for (const over of ['tcp', 'tls', 'websocket'] as Over[]) {
    test(`dialled over ${over}, cut for less than the bound: suspect, then alive on the same link, and nothing is lost`, async ({
      scene,
    }) => {
      const { peer, port } = await scene.server(over)
      const connection = scene.connect(over, port, { heartbeat: SLOW })
      await speaks(peer, connection, 2)
      await expectNothingLost(connection, peer, await scene.cut(port))
      expect(peer.said(/^accepted/)).toHaveLength(1)
    })

    test(`accepted over ${over}, cut for less than the bound: suspect, then alive on the same link, and nothing is lost`, async ({
      scene,
    }) => {
      const gateway = await scene.listen(over, { heartbeat: SLOW })
      const client = scene.client(over, gateway)
      const connection = await gateway.accepts()
      await speaks(client, connection, 2)
      await expectNothingLost(connection, client, await scene.cut(gateway.port))
      expect(gateway.connections).toHaveLength(1)
    })
  }

  test('the late words of an old link come during the life of the new one, and do not speak for it', async ({
    scene,
  }) => {
    const { peer, port } = await scene.server('tcp')
    const connection = scene.connect('tcp', port, { heartbeat: UNHURRIED })
    const [, oldPort] = await peer.says(/^accepted 1 (\d+)$/)
    await speaks(peer, connection, 2)
    // For the links to come: this one goes on.
    peer.tell('mute')
    await peer.says(/^mute$/)
    const lastBeat = lastWordOf(peer)
    // That one link alone is cut, as by a NAT that forgot it: the next one comes from another port.
    const cut = await scene.cut(Number(oldPort))
    await expectHeardUntil(cut, connection, peer, UNHURRIED)
    await expectFoundSilent(connection, { from: lastBeat, until: cut.until }, UNHURRIED)
    const { at } = await connection.enters('alive', 2)
    await cut.heal()
    peer.tell(`pour 1 ${FRAMES} late`)
    // Our host answers for a link that is no more; or what we had sent on it came first, and then its end.
    const [, oldLinkOverAt] = await peer.says(/^(?:reset|eof) 1 (\d+)$/)
    const dead = await expectFoundSilent(connection, { from: at, until: at }, UNHURRIED, { nth: 2 })
    expect(Number(oldLinkOverAt)).toBeGreaterThanOrEqual(at)
    premise(Number(oldLinkOverAt) <= dead.at, 'the late words come while the new link lives')
    peer.tell('answer')
    const alive = await connection.enters('alive', 3)
    const [, link] = await peer.says(/^ping (?!1 |2 )(\d+)/, 4)
    await expectHeardSince(alive, connection, peer, Number(link), UNHURRIED)
    expect(connection.path.at(-1)).toBe('alive')
    expect(connection.got).toEqual([])
  })

  test('the late words of a link that is being closed are for nobody, and bring nobody back to life', async ({
    scene,
  }) => {
    const { peer, port } = await scene.server('tcp')
    const connection = scene.connect('tcp', port, { idleMs: IDLE_MS, closeTimeoutMs: 10_000 })
    await connection.enters('alive')
    await peer.says(/^accepted 1 /)
    const from = nowMs()
    peer.tell('send 1 early')
    await connection.gets('early')
    const cut = await scene.cut(port)
    peer.tell(`pour 1 ${FRAMES} late`)
    const idle = await connection.enters('dead')
    expect(idle).toMatchObject({ from: 'alive', cause: { kind: 'timeout', by: 'us', of: 'idle' } })
    await expectAfter(IDLE_MS, idle.at, { from, until: cut.until }, connection)
    expectCutInTime(cut, idle.at)
    await cut.heal()
    // Released by the peer's FIN, which comes behind its late words, rather than by our deadline.
    const released = await connection.enters('backoff')
    expect(released.at - idle.at).toBeLessThan(10_000)
    await peer.says(/^closed 1 /)
    expect(peer.said(/^reset 1 /)).toEqual([])
    await connection.enters('alive', 2)
    expect(connection.path.slice(0, 6)).toEqual([
      ...['connecting', 'alive', 'dead', 'backoff'],
      ...['connecting', 'alive'],
    ])
    expect(connection.got.map(({ text }) => text)).toEqual(['early'])
  })
}

/** Both sides send while the cable is cut; it is healed as soon as the peer is suspect. */
async function expectNothingLost(connection: Watched, peer: FarPeer, cut: Cut): Promise<void> {
  await expectHeardUntil(cut, connection, peer, SLOW)
  connection.send(FRAMES, 'ours')
  peer.tell(`pour 1 ${FRAMES} theirs`)
  await connection.enters('suspect')
  expect([connection.got, peer.said(/^got/)]).toEqual([[], []])
  await cut.heal()
  await connection.enters('alive', 2)
  await peer.says(/^got/, FRAMES)
  await connection.gets(`theirs ${FRAMES}`)
  expect(connection.got.map(({ text }) => text)).toEqual(numbered('theirs'))
  expect(peer.said(/^got 1 (.*)$/).map(([, text]) => text)).toEqual(numbered('ours'))
  expect(await connection.sent()).toMatchObject({ taken: FRAMES, lost: [] })
  expect(await connection.ask()).toMatchObject({ generation: 1, reconnects: 0 })
  expect(connection.path.slice(0, 4)).toEqual(['connecting', 'alive', 'suspect', 'alive'])
}

function numbered(word: string): string[] {
  return Array.from({ length: FRAMES }, (_, index) => `${word} ${index + 1}`)
}
