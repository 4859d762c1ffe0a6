/** Peers and files choose names, causes and bytes. None of it runs, and none of it turns the page upside down. */
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { byFirstFrame, identities } from '../../../src/supervisor/identity/index.ts'
import { tcp } from '../../../src/transport/tcp.ts'
import { websocket } from '../../../src/transport/websocket.ts'
import { Program } from '../../network/support/program.ts'
import { inspecting, WATCHED } from './support/inspecting.ts'
import type { Looker } from './support/looker.ts'

const RUN = 'globalThis.isOwned=true'
const MARKUP = `<img src=x onerror=${RUN}><script>${RUN}</script><svg/onload=${RUN}>"'\`&lt;`
const TURNED = 'a\u202ekcab\u202c\u0000\u001b[31m\u0007\u200b\ud800'
const WRITTEN = 'a\\u202ekcab\\u202c'
/** As much as a reason of a WebSocket's close may have, which is 123 bytes. */
const REASON = `<img src=x onerror=${RUN}>"'&\u202e\u0007`
/** What is not seen, or turns round what is. */
const HIDDEN = /(?!\n)[\p{Cc}\p{Cf}]/u
const LONG = 'W'.repeat(5_000)
const PEER = fileURLToPath(new URL('./peers/rude.mjs', import.meta.url))

/** Nothing ran, nothing was made of it, and the page is no wider than its window. */
async function isUnharmed({ page, complaints }: Looker): Promise<void> {
  const found = await page.evaluate<object>(`({
    isOwned: globalThis.isOwned === true,
    images: document.images.length,
    scripts: document.scripts.length,
    isWide: document.documentElement.scrollWidth > innerWidth,
    isHigh: document.documentElement.scrollHeight > innerHeight,
  })`)
  expect(found).toEqual({ isOwned: false, images: 0, scripts: 1, isWide: false, isHigh: false })
  expect(complaints).toEqual([])
}

inspecting('A hostile peer', (world) => {
  async function rude() {
    const peer = new Program('rude', [PEER])
    onTestFinished(async () => {
      await peer.kill()
    })
    const [, port] = await peer.says(/^ready (\d+)$/)
    return { peer, url: `ws://127.0.0.1:${port}/?q=${encodeURIComponent(MARKUP)}` }
  }

  test('is shown as text in the tree, the panel, the log, the frames, the timeline and their exports', async () => {
    const fleet = world().fleet({ name: `fleet ${MARKUP}` })
    const { peer, url } = await rude()
    const name = `prices ${MARKUP}`
    fleet.connect(name, websocket(url), WATCHED)
    fleet.connect(`turned ${TURNED}`, websocket(url), WATCHED)
    fleet.connect(`long ${LONG}`, websocket(url), WATCHED)
    const onOpen = (): Promise<void> => Promise.reject(new Error(`it said ${MARKUP}${TURNED}`))
    fleet.connect('quoted', websocket(url), { ...WATCHED, onOpen })
    const inspector = await world().inspect(fleet, { frames: true })
    const looker = await world().open(inspector.url)
    await looker.row('prices').click()
    await looker.sees(looker.panel.getByRole('heading', { level: 2 }), name)
    await looker.sees(looker.story, /^Alive/)
    inspector.note(`note ${MARKUP}${TURNED}`)
    await looker.sees(looker.panel.getByRole('list', { name: 'Notes of the program' }), `note ${MARKUP}`)
    await looker.page.getByRole('switch', { name: 'Show frames' }).click()
    await looker.reads(
      'a frame',
      async () => {
        peer.tell(`say ${JSON.stringify(`${MARKUP}${TURNED}`)}`)
        return looker.panel.locator('.frame-text').allTextContents()
      },
      (texts) => texts.some((text) => text.includes(MARKUP) && text.includes(WRITTEN)),
    )
    // Its reason is not told on; what a program makes of its words is.
    peer.tell(`close ${JSON.stringify(REASON)}`)
    await looker.sees(looker.story, 'the peer said goodbye with code 4000')
    await looker.row('quoted').click()
    await looker.sees(looker.story, /it said <img src=x onerror=.*a\\u202ekcab/)
    await looker.sees(looker.log.getByRole('listitem'), /dead: .*it said <img src=x/)
    await looker.sees(looker.row('turned'), WRITTEN)
    const words = (await looker.page.locator('body').textContent()) ?? ''
    expect(words).not.toMatch(HIDDEN)
    const picture = await looker.timelineSvg()
    expect(picture).not.toMatch(/<img|<script/)
    expect(picture).not.toMatch(HIDDEN)
    expect((await looker.saved('Save')).name).not.toMatch(/[<>"'/\\]/)
    await isUnharmed(looker)
  })

  test('that gives a name for itself gives text, on the map, its tip and its search too', async () => {
    const fleet = world().fleet()
    const gate = identities({ by: byFirstFrame(({ text }) => text) })
    const listener = fleet.listen('gate', tcp.listen({ port: 0 }), { identity: gate })
    const { port } = new URL(await listener.ready)
    const looker = await world().open((await world().inspect(fleet)).url)
    const { peer } = await rude()
    peer.tell(`dial ${port} ${JSON.stringify(MARKUP)}`)
    peer.tell(`dial ${port} ${JSON.stringify('b\u202ekcab\u0007')}`)
    await looker.sees(looker.row('#1'), MARKUP)
    await looker.sees(looker.tree.getByRole('treeitem'), 'b\\u202ekcab')
    await looker.row('#1').click()
    await looker.sees(looker.panel, `Identity${MARKUP}`)
    await looker.button('Map').click()
    await looker.page.getByRole('listbox').hover({ position: { x: 8, y: 30 } })
    await looker.page.getByRole('searchbox').fill(MARKUP)
    await looker.button('Tree').click()
    await looker.sees(looker.row('#1'), MARKUP)
    expect(await looker.row('#2').count()).toBe(0)
    await isUnharmed(looker)
  })

  test('has written the recording: kinds, ids and causes of it are text, and a line that is none is named', async () => {
    const fleet = world().fleet()
    const looker = await world().open((await world().inspect(fleet)).url)
    const at = 1_800_000_000_000
    const lines = [
      { v: 1, at, kind: 'phase', id: MARKUP, from: null, to: 'connecting' },
      {
        v: 1,
        at: at + 1,
        kind: 'phase',
        id: MARKUP,
        from: 'connecting',
        to: 'dead',
        cause: { kind: 'refused', by: 'peer', detail: `${MARKUP}${TURNED}` },
      },
      { v: 1, at: at + 2, kind: 'note', text: `${MARKUP}${TURNED}` },
      { v: 1, at: at + 3, kind: MARKUP, id: MARKUP },
      { v: 1, at: at + 4, kind: 'phase', id: '__proto__', from: null, to: 'connecting' },
    ]
    await looker.drop(`${MARKUP}.jsonl`, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`)
    await looker.sees(looker.page.getByRole('banner').getByRole('status'), /^File: <img/)
    await looker.sees(looker.tree.getByRole('treeitem'), '<img src=x')
    await looker.tree.getByRole('treeitem').filter({ hasText: '<img src=x' }).first().click()
    await looker.sees(looker.panel, 'onerror=')
    await isUnharmed(looker)
    await looker.drop('none.jsonl', `${JSON.stringify(lines[0])}\n${MARKUP}\n{}\n`)
    await looker.sees(looker.page.locator('.said'), /none\.jsonl cannot be shown: .*line 2/)
    await isUnharmed(looker)
  })
})
