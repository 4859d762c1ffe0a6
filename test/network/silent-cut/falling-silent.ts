/** The cable is cut while a connection is idle: nothing is queued, no FIN comes, and only the heartbeat can know. */
import { expect } from 'vitest'
import { type Pace, timesOf } from '../support/bounds.ts'
import {
  expectFoundSilent,
  expectHeardSince,
  expectHeardUntil,
  lastWordOf,
  speaks,
  type Within,
} from '../support/cut-bounds.ts'
import type { Judge, Over } from '../support/cut-orders.ts'
import type { Cut, Lost, Scene, SceneTest } from '../support/cut-scene.ts'
import type { FarPeer } from '../support/far-peer.ts'
import type { Watched } from '../support/near-host.ts'
import { premise } from '../support/premise.ts'

interface Row {
  readonly over: Over
  readonly lost: Lost
  readonly judge: Judge
}

/**
 * Tight, but not so tight that a loaded machine keeps the peer from answering, or stalls our program at every turn. Those
 * that learn get a longer timeout, since they take the half of it.
 */
const TIGHT = { everyMs: 500, timeoutMs: 600, misses: 3 }
const LEARNING = { everyMs: 500, timeoutMs: 1_000, misses: 3 }
const PACES: Readonly<Record<Judge, Pace>> = { fixed: TIGHT, phi: LEARNING, adaptive: LEARNING }
/** How many beats are answered before the cut: those that learn have to. */
const ANSWERED: Readonly<Record<Judge, number>> = { fixed: 2, phi: 6, adaptive: 6 }

/** A peer that murmurs has said something in this time, after the cut and well before anybody misses it. */
const MURMURING_MS = 500

const ROWS: readonly Row[] = [
  { over: 'tcp', lost: 'both', judge: 'fixed' },
  { over: 'tcp', lost: 'ours', judge: 'fixed' },
  { over: 'tcp', lost: 'theirs', judge: 'fixed' },
  { over: 'tls', lost: 'both', judge: 'fixed' },
  { over: 'websocket', lost: 'both', judge: 'fixed' },
  { over: 'tcp', lost: 'both', judge: 'phi' },
  { over: 'tcp', lost: 'both', judge: 'adaptive' },
]

const WHOSE = { both: 'the bytes of both', ours: 'only our bytes', theirs: 'only their bytes' } as const

const named = ({ over, lost, judge }: Row): string => `${over}, judged by ${judge}: ${WHOSE[lost]} vanish`

export function fallingSilent(test: SceneTest): void {
  for (const row of ROWS) {
    const { over } = row
    const heartbeat = { ...PACES[row.judge], detector: row.judge }

    test(`dialled over ${named(row)}: found in its time, in vain while cut, alive when healed`, async ({
      scene,
    }) => {
      const { peer, port } = await scene.server(over)
      const connection = scene.connect(over, port, { heartbeat, connectTimeoutMs: 800 })
      const cut = await cutWhileBeating(scene, port, connection, peer, row)
      peer.tell('send 1 late')
      expect(await connection.enters('dead', 2)).toMatchObject({
        from: 'connecting',
        cause: { kind: 'timeout', by: 'peer', of: 'connect' },
      })
      await cut.heal()
      const alive = await connection.enters('alive', 2)
      const [, link] = await peer.says(/^ping (?!1 )(\d+)/, 2)
      await expectOldLinkOver(peer)
      await expectHeardSince(alive, connection, peer, Number(link), heartbeat, row.judge)
      expectNothingLate(connection)
      const second = connection.path.lastIndexOf('alive')
      const vain = connection.path.slice(0, second).filter((phase) => phase === 'connecting').length - 2
      expect(connection.path, connection.story).toEqual([
        ...['connecting', 'alive', 'suspect', 'dead', 'backoff'],
        ...Array(vain).fill(['connecting', 'dead', 'backoff']).flat(),
        ...['connecting', 'alive'],
      ])
    })

    test(`accepted over ${named(row)}: found in its time, and let in when it dials again`, async ({
      scene,
    }) => {
      const gateway = await scene.listen(over, { heartbeat })
      const client = scene.client(over, gateway)
      const connection = await gateway.accepts()
      const cut = await cutWhileBeating(scene, gateway.port, connection, client, row)
      await connection.enters('stopped')
      client.tell('send 1 late')
      await cut.heal()
      client.tell('dial')
      const second = await gateway.accepts(2)
      const [alive] = await Promise.all([second.enters('alive'), client.says(/^ping 2/, 2)])
      await expectOldLinkOver(client)
      await expectHeardSince(alive, second, client, 2, heartbeat, row.judge)
      expectNothingLate(connection)
      expectNothingLate(second)
      expect(connection.path).toEqual(['connecting', 'alive', 'suspect', 'dead', 'stopped'])
      expect(second.path).toEqual(['connecting', 'alive'])
    })
  }
}

/**
 * Where only our bytes vanish, so does what acknowledges theirs: the peer's words, which it murmurs all the time, still come
 * for a moment, until its kernel waits for us.
 */
async function cutWhileBeating(
  scene: Scene,
  port: number,
  connection: Watched,
  peer: FarPeer,
  { lost, judge }: Row,
): Promise<Cut> {
  await speaks(peer, connection, 1)
  if (lost === 'ours') peer.tell('murmur 1')
  await speaks(peer, connection, ANSWERED[judge])
  const lastBeat = lastWordOf(peer)
  const cut = await scene.cut(port, lost)
  await expectHeardUntil(cut, connection, peer, PACES[judge], judge)
  const dead = await connection.enters('dead')
  const lastWord =
    lost === 'ours' ? expectMurmured(connection, peer, cut) : { from: lastBeat, until: cut.until }
  expect(await expectFoundSilent(connection, lastWord, PACES[judge], { judge })).toEqual(dead)
  return cut
}

/** When the last of its words came, which is after the cut. */
function expectMurmured({ got }: Watched, peer: FarPeer, cut: Cut): Within {
  const murmured = timesOf(peer.said(/^murmured 1 (\d+)$/))
  premise(
    murmured.some((at) => at > cut.from && at < cut.from + MURMURING_MS),
    'the peer murmurs when the cable is cut',
  )
  const last = got.at(-1)
  const until = last?.at ?? Number.NaN
  expect(until).toBeGreaterThan(cut.from)
  // Told by us a little later than it came.
  const from = murmured[Number(/\d+$/.exec(last?.text ?? '')?.[0]) - 1] ?? Number.NaN
  return { from, until }
}

/** Its kernel has heard of the end, with whatever was on its way to us and from us: the packets that were lost came again. */
async function expectOldLinkOver(peer: FarPeer): Promise<void> {
  await peer.says(/^(?:eof|reset|closed) 1 /)
}

/** Nothing of a link came when it was over. */
function expectNothingLate({ got, phases }: Watched): void {
  const deadAt = phases.find(({ to }) => to === 'dead')?.at ?? Number.POSITIVE_INFINITY
  expect(got.filter(({ at, text }) => at > deadAt || text === 'late')).toEqual([])
}
