/** What the tests of this folder take for granted: that the machine lets a peer speak up to the fault, and that no clock is set. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test as plain, vi } from 'vitest'
import { expectUntroubled } from './support/bounds.ts'
import { expectFoundSilent, expectHeardUntil, lastWordOf, speaks } from './support/cut-bounds.ts'
import { acrossHosts } from './support/cut-scene.ts'
import type { PhaseEvent } from './support/world.ts'

const PACE = { everyMs: 300, timeoutMs: 300, misses: 2 }
const CABLE = 1

/** A peer that spoke every 500 ms, and was suspect at some time. */
const suspectAt = (at: number): PhaseEvent[] => [
  { v: 1, kind: 'phase', id: 'c', at, from: 'alive', to: 'suspect', event: 'peer.silent' },
]
const spoken = { wordsAt: [500, 1_000, 1_500], patienceMs: 1_100 }

const warn = vi.spyOn(console, 'warn')
let begun = 0

acrossHosts('a test of a cut', (test) => {
  test('begins again, with the cable up, where its peer did not run before', async ({ scene }) => {
    begun += 1
    if (begun === 1) warn.mockImplementationOnce(() => {})
    const { peer, port } = await scene.server('tcp', {}, CABLE)
    const connection = scene.connect('tcp', port, { heartbeat: PACE }, CABLE)
    await speaks(peer, connection, 2)
    if (begun === 1) {
      scene.far.freeze()
      await connection.enters('dead')
      scene.far.thaw()
      // Which had waited in its socket: told as words of a link that nobody listens to any more.
      await peer.says(/^ping 1/, 3)
    }
    const from = lastWordOf(peer)
    const cut = await scene.unplug('far', CABLE)
    await expectHeardUntil(cut, connection, peer, PACE)
    await expectFoundSilent(connection, { from, until: cut.until }, PACE)
    expect(begun).toBeGreaterThan(1)
    expect(warn.mock.calls.flat()).toContainEqual(expect.stringContaining('the peer is heard'))
  })
})

plain('a peer that is suspect too soon is no premise that does not hold', () => {
  expect(() => expectUntroubled(suspectAt(2_000), 3_000, spoken)).toThrow('suspect too soon')
  expect(() => expectUntroubled(suspectAt(2_000), 1_999, spoken)).not.toThrow()
  warn.mockImplementationOnce(() => {})
  expect(() => expectUntroubled(suspectAt(2_599), 3_000, spoken)).toThrow('it was suspect')
})

plain('no program of this folder dates anything by a clock that may be set', () => {
  const folder = new URL('.', import.meta.url)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:ts|mjs)$/.test(name),
  )
  expect(files).toContain('peers/far-talk.mjs')
  const dating = files.filter((name) =>
    /\bnew Date\b|\bDate\.now\b/.test(readFileSync(new URL(name, folder), 'utf8')),
  )
  expect(dating).toEqual([])
})
