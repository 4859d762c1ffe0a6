/** Going back in time, holding it, and what was written of it: by hand and by keyboard, live and out of a file. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { inspectFile } from '../../../src/inspector/index.ts'
import { inspecting, WATCHED } from './support/inspecting.ts'
import type { Looker } from './support/looker.ts'

/** A phase long ago, in ms since the epoch. */
const THEN = 1_800_000_000_000

function recording(): string {
  const silent = { kind: 'silent', by: 'peer' }
  const phases = [
    [0, null, 'connecting'],
    [10, 'connecting', 'alive'],
    [5_000, 'alive', 'suspect'],
    [6_000, 'suspect', 'dead', silent],
    [6_001, 'dead', 'backoff'],
    [8_000, 'backoff', 'connecting'],
    [8_010, 'connecting', 'alive'],
  ] as const
  const lines = phases.map(([ms, from, to, cause]) => ({
    v: 1,
    at: THEN + ms,
    kind: 'phase',
    id: 'prices',
    from,
    to,
    cause,
  }))
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`
}

inspecting('Time', (world) => {
  /** Somebody who looks at a peer that has gone, and is back. */
  async function afterwards(): Promise<Looker> {
    const fleet = world().fleet()
    const { peer } = await world().feed(fleet, 'prices', {
      ...WATCHED,
      backoff: { firstMs: 400, jitter: 'none' },
    })
    const looker = await world().open((await world().inspect(fleet)).url)
    await looker.choose('prices')
    await looker.sees(looker.story, /answers in/)
    peer.program.tell('end')
    await looker.sees(looker.story, /^Alive.*It is back/)
    return looker
  }

  const at = (looker: Looker): Promise<string | null> => looker.page.getByRole('banner').textContent()

  test('is gone back to from the log: tree, chart, words and figures are those of then, until somebody is back', async () => {
    const looker = await afterwards()
    const lit = looker.panel.locator('.chart-place [aria-current=true]')
    await looker.log
      .getByRole('button', { name: /backoff: the link has been let go/ })
      .first()
      .click()
    await looker.sees(looker.page.getByRole('banner'), /As it was at \d\d:\d\d:\d\d\.\d{3}/)
    await looker.sees(looker.row('prices'), 'backoff')
    // How long ago depends on how soon it was let go.
    await looker.sees(looker.story, /^The link was lost \d+\.\d s ago: the peer closed the connection/)
    // The delay may have begun a millisecond later.
    await looker.log
      .getByRole('button', { name: /dials again in 400 ms: attempt 1/ })
      .first()
      .click()
    await looker.sees(looker.story, /the peer closed the connection\. Dials again in 0\.4 s \(attempt 1\)/)
    await looker.sees(looker.row('prices'), 'backoff')
    await looker.reads(
      'the chart',
      () => lit.getAttribute('data-state'),
      (state) => state === 'backoff',
    )
    expect(await looker.page.getByRole('button', { name: 'Back to now' }).count()).toBe(1)
    await looker.button('Back to now').click()
    await looker.sees(looker.row('prices'), 'alive')
    await looker.reads(
      'the chart',
      () => lit.getAttribute('data-state'),
      (state) => state === 'alive',
    )
    await looker.reads(
      'the head',
      () => at(looker),
      (text) => text?.includes('As it was at') === false,
    )
    expect(looker.complaints).toEqual([])
  })

  test('is held, zoomed and walked through by keyboard in the timeline, from event to event', async () => {
    const looker = await afterwards()
    await looker.lanes.focus()
    await looker.page.keyboard.press('Space')
    await looker.button('Follow now').waitFor()
    const width = looker.timeline.locator('.timeline-zoom > span')
    await looker.page.keyboard.press('+')
    await looker.reads(
      'the width',
      () => width.textContent(),
      (text) => text !== '30 s',
    )
    await looker.page.keyboard.press('-')
    await looker.reads(
      'the width',
      () => width.textContent(),
      (text) => text === '30 s',
    )
    const spoken = looker.timeline.getByRole('status')
    const back = async (): Promise<string | null> => {
      await looker.page.keyboard.press('Shift+ArrowLeft')
      return spoken.textContent()
    }
    await looker.reads('what is spoken', back, (text) => /backoff, the link has been let go/.test(text ?? ''))
    await looker.sees(looker.row('prices'), 'backoff')
    await looker.page.keyboard.press('Escape')
    await looker.sees(looker.row('prices'), 'alive')
    await looker.button('Pause').waitFor()
  })

  test('is stood on by a click in the timeline', async () => {
    const looker = await afterwards()
    const box = await looker.lanes.locator('canvas').boundingBox()
    if (box === null) throw new Error('there is no timeline')
    await looker.page.mouse.click(box.x + box.width - 8, box.y + 50)
    await looker.sees(looker.page.getByRole('banner'), /As it was at/)
    await looker.button('Follow now').waitFor()
    await looker.page.keyboard.press('Escape')
    await looker.button('Pause').waitFor()
  })

  test('that a file tells of is looked at in the same way: served, and dropped on a page', async () => {
    const file = join(world().folder(), 'prod.jsonl')
    writeFileSync(file, recording())
    const inspector = await inspectFile(file)
    onTestFinished(() => inspector.close())
    const served = await world().open(inspector.url)
    const dropped = await world().open((await world().inspect(world().fleet())).url)
    await dropped.drop('prod.jsonl', readFileSync(file, 'utf8'))
    for (const looker of [served, dropped]) {
      await looker.sees(looker.page.getByRole('banner').getByRole('status'), 'File: prod.jsonl')
      await looker.choose('prices')
      await looker.sees(looker.row('prices'), 'alive')
      await looker.log.getByRole('button', { name: /dead: the peer stayed silent/ }).click()
      await looker.sees(looker.row('prices'), 'dead')
      await looker.sees(looker.story, /^Dead for 0\.0 s: the peer stayed silent past every heartbeat/)
      expect(await looker.timelineSvg()).toContain('<title>backoff</title>')
      await looker.button('Back to the end').click()
      await looker.sees(looker.row('prices'), 'alive')
      expect(looker.complaints).toEqual([])
    }
  })

  test('that was looked at is saved as a recording, which shows the same', async () => {
    const looker = await afterwards()
    const { name, text } = await looker.saved('Save')
    expect(name).toMatch(/\.jsonl$/)
    const again = await world().open((await world().inspect(world().fleet())).url)
    await again.drop(name, text)
    await again.choose('prices')
    await again.sees(again.log.getByRole('listitem'), /dead: the peer closed the connection/)
    await again.sees(again.story, /^Alive/)
  })
})
