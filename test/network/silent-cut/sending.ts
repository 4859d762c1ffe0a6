/** The cable is cut in the middle of a send: bytes wait in the program. Whichever bound passes first ends the link. */
import { expect } from 'vitest'
import {
  expectAfter,
  expectFoundSilent,
  expectHeardUntil,
  lastWordOf,
  speaks,
} from '../support/cut-bounds.ts'
import type { Terms } from '../support/cut-orders.ts'
import type { Lost, Scene, SceneTest } from '../support/cut-scene.ts'
import type { FarPeer } from '../support/far-peer.ts'
import type { Watched } from '../support/near-host.ts'

const QUICK = { everyMs: 500, timeoutMs: 600, misses: 3 }
const PATIENT = { everyMs: 1_000, timeoutMs: 1_000, misses: 4 }
const WRITE_MS = 800
/**
 * When the peer last told that it took something the sender may have stood still for a while: its kernel asks for more
 * only when a good part of its buffer has left.
 */
const STEP_MS = 400
/** Whatever is over first with such a peer. */
const WRITING = { ...PATIENT, everyMs: 0, timeoutMs: WRITE_MS - STEP_MS }

/** 14 MB in small frames: more than all the buffers on the way hold, and nine seconds for the peer. */
const FRAMES = 900
const BYTES = 16_384

const ROWS: readonly { readonly first: 'write' | 'silent'; readonly lost: Lost; readonly terms: Terms }[] = [
  { first: 'write', lost: 'both', terms: { heartbeat: PATIENT, writeTimeoutMs: WRITE_MS } },
  { first: 'silent', lost: 'both', terms: { heartbeat: QUICK, writeTimeoutMs: 10_000 } },
  // The peer still hears us, and nothing tells us so.
  { first: 'write', lost: 'theirs', terms: { heartbeat: PATIENT, writeTimeoutMs: WRITE_MS } },
]

export function sending(test: SceneTest): void {
  for (const { first, lost, terms } of ROWS) {
    const bound = first === 'write' ? 'the timeout of the write' : 'the verdict of silence'
    const whose = lost === 'both' ? '' : ', where only their bytes vanish'

    test(`dialled, in the middle of a send${whose}: ${bound} passes first, and what waited is refused`, async ({
      scene,
    }) => {
      const { peer, port } = await scene.server('tcp', { takes: 'slowly' })
      const connection = scene.connect('tcp', port, { ...terms, connectTimeoutMs: 800 })
      await connection.enters('alive')
      const heal = await expectCutWhileSending(scene, port, connection, peer, first, lost)
      await heal()
      await connection.enters('alive', 2)
      connection.send(10, 'again')
      expect(await connection.sent(2)).toEqual({ kind: 'sent', id: connection.id, taken: 10, lost: [] })
      await peer.says(/^took (?!1 )/)
    })

    test(`accepted, in the middle of a send${whose}: ${bound} passes first, and what waited is refused`, async ({
      scene,
    }) => {
      const gateway = await scene.listen('tcp', terms)
      const client = scene.client('tcp', gateway, { takes: 'slowly' })
      const connection = await gateway.accepts()
      await connection.enters('alive')
      const heal = await expectCutWhileSending(scene, gateway.port, connection, client, first, lost)
      await heal()
      await connection.enters('stopped')
      client.tell('dial')
      const second = await gateway.accepts(2)
      second.send(10, 'again')
      expect(await second.sent()).toMatchObject({ taken: 10, lost: [] })
      await client.says(/^took 2/)
    })
  }
}

/** The cure of the cut is what it answers. */
async function expectCutWhileSending(
  scene: Scene,
  port: number,
  connection: Watched,
  peer: FarPeer,
  first: 'write' | 'silent',
  lost: Lost,
): Promise<() => Promise<void>> {
  connection.send(FRAMES, 'frame', BYTES)
  // For longer than a write may stand still: a peer that takes a little at a time is none that takes nothing.
  await speaks(peer, connection, 30)
  const lastTaken = lastWordOf(peer)
  const cut = await scene.cut(port, lost)
  await expectHeardUntil(cut, connection, peer, first === 'silent' ? QUICK : WRITING)
  const silent = { from: lastTaken, until: cut.until }
  if (first === 'silent') await expectFoundSilent(connection, silent, QUICK)
  else {
    const dead = await connection.enters('dead')
    expect(dead).toMatchObject({ cause: { kind: 'timeout', by: 'peer', of: 'write' } })
    // The deadline is set when something waits, and anew as long as that moves: at its worst twice its length.
    await expectAfter(WRITE_MS - STEP_MS, dead.at, silent, connection, WRITE_MS + STEP_MS)
  }
  const { taken, lost: refused } = await connection.sent()
  expect(taken).toBeGreaterThan(0)
  expect(taken).toBeLessThan(FRAMES)
  expect(refused).toEqual([first === 'write' ? 'timeout of write' : 'silent'])
  return () => cut.heal()
}
