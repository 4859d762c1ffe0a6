/** Hardship befalls peers and ourselves, in other processes and in this one; it is seen in the page, with its cause in words. */
import { expect, test } from 'vitest'
import type { FeedEvent } from '../../../src/index.ts'
import { span } from '../../../src/supervisor/wording.ts'
import { happened, until } from '../../network/support/until.ts'
import { freePort } from '../../support/free-port.ts'
import { inspecting, WATCHED } from './support/inspecting.ts'

type Stall = Extract<FeedEvent, { kind: 'stall' }>

/** Holds this whole process up, as a long calculation does. */
function stall(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

inspecting('Whoever looks at the page sees', (world) => {
  test('a peer that freezes become suspect, dead, wait, and come back, and why', async () => {
    const fleet = world().fleet()
    const { peer } = await world().feed(fleet, 'prices')
    await world().feed(fleet, 'orders')
    const looker = await world().open((await world().inspect(fleet)).url)
    await looker.choose('prices')
    await looker.sees(looker.story, /^Alive for .*answers in/)
    const rows = await looker.watch('.tree [role=treeitem]')
    const story = await looker.watch('.panel-story')
    const lit = await looker.watch('.chart-place [aria-current=true]', 'data-state')
    const counts = await looker.watch('.counts button')
    await lit.saw(/^alive$/)

    peer.program.freeze()
    await rows.saw(/^prices.*suspect/m)
    await story.saw(/^Silent for .*1 of 3 heartbeats missed; dead in/)
    await rows.saw(/^prices.*backoff/m)
    await story.saw(/lost .* ago: the peer stayed silent past every heartbeat\. Dials again in/)
    await lit.saw(/^backoff$/)
    await counts.saw(/^1 backoff$/m)

    peer.program.thaw()
    await looker.sees(looker.story, /^Alive for .*It is back; the link before: the peer stayed silent/)
    await looker.sees(
      looker.log.getByRole('listitem'),
      /dead: the peer stayed silent past every heartbeat \(found after [\d.]+ s/,
    )
    await looker.sees(looker.log.getByRole('listitem'), /suspect: not heard for too long/)
    expect(await looker.row('orders').textContent()).toContain('alive')
    const picture = await looker.timelineSvg()
    for (const phase of ['alive', 'suspect', 'backoff']) expect(picture).toContain(`<title>${phase}</title>`)
    expect(looker.complaints).toEqual([])
  })

  test('a frozen peer whose kernel takes the next link: it is open, and nothing was heard on it', async () => {
    const fleet = world().fleet()
    const { peer } = await world().feed(fleet, 'prices', {
      ...WATCHED,
      backoff: { firstMs: 50, jitter: 'none' },
    })
    const looker = await world().open((await world().inspect(fleet)).url)
    await looker.choose('prices')
    await looker.sees(looker.story, /answers in/)
    const story = await looker.watch('.panel-story')
    peer.program.freeze()
    await story.saw(/^The link is open for [\d.]+ s, but nothing was heard on it yet/)
    await story.saw(/Its system took the link, but its program has said nothing on it/)
  })

  test('a peer that is killed, refused on its port, and there again', async () => {
    const fleet = world().fleet()
    const { peer } = await world().feed(fleet, 'prices', WATCHED, await freePort())
    const looker = await world().open((await world().inspect(fleet)).url)
    await looker.choose('prices')
    await looker.sees(looker.story, /^Alive/)
    const story = await looker.watch('.panel-story')
    const rows = await looker.watch('.tree [role=treeitem]')
    await peer.program.kill()
    await story.saw(/^It could not be reached .* ago: refused \(.*ECONNREFUSED.*\)\. Dials again in/)
    await rows.saw(/^prices.*refused \(.*ECONNREFUSED/m)
    await world().peer(peer.port)
    await looker.sees(looker.story, /^Alive .*It is back; the link before: refused/)
  })

  test('a connection that gives up, and its supervisor that starts it again', async () => {
    const fleet = world().fleet({ restartDelayMs: 600, intensity: { restarts: 50, withinMs: 1_000 } })
    const once = { ...WATCHED, backoff: { attempts: 1 }, restart: 'permanent' } as const
    const { peer } = await world().feed(fleet, 'prices', once, await freePort())
    const looker = await world().open((await world().inspect(fleet)).url)
    await looker.choose('prices')
    await looker.sees(looker.story, /^Alive/)
    const story = await looker.watch('.panel-story')
    await peer.program.kill()
    await looker.sees(looker.log.getByRole('listitem'), /started again in 600 ms: restart 1: /)
    await looker.reads(
      'how often it was started again',
      async () => Number(await looker.row('prices').locator('.restarts').textContent()),
      (restarts) => restarts >= 1,
    )
    await story.saw(/Its supervisor starts it again in/)
    await world().peer(peer.port)
    await looker.sees(looker.story, /^Alive/)
  })

  test('that this very process did not run for a while, and that no peer is blamed for it', async () => {
    const fleet = world().fleet()
    const stalls: Stall[] = []
    fleet.feed$.subscribe((event) => {
      if (event.kind === 'stall') stalls.push(event)
      happened()
    })
    await world().feed(fleet, 'prices')
    const looker = await world().open((await world().inspect(fleet)).url)
    await looker.choose('prices')
    await looker.sees(looker.story, /^Alive/)
    stall(1_500)
    // All but a tick of it; a busy machine may make it longer.
    const { lostMs } = await until('a stall is told', () => stalls.find((told) => told.lostMs >= 1_400))
    const long = span(lostMs).replace('.', '\\.')
    await looker.sees(
      looker.log.getByRole('listitem'),
      new RegExp(`this process did not run for ${long}: no peer is blamed`),
    )
    await looker.sees(
      looker.story,
      new RegExp(`This process did not run for ${long}, .* no peer is blamed for that`),
    )
    expect(await looker.row('prices').textContent()).toContain('alive')
    expect(await looker.timelineSvg()).toMatch(
      new RegExp(`this process did not run for ${long}; no peer is blamed for it`),
    )
  })
})
