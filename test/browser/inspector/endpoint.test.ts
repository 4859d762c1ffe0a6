/** Where a connection leads: of one that came while somebody looked, and of one that a recording tells of. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { filter, firstValueFrom } from 'rxjs'
import { expect, onTestFinished, test } from 'vitest'
import type { FeedEvent } from '../../../src/index.ts'
import { inspectFile } from '../../../src/inspector/index.ts'
import { inspecting } from './support/inspecting.ts'
import type { Looker } from './support/looker.ts'

function isBackoff(event: FeedEvent): boolean {
  return event.kind === 'phase' && event.to === 'backoff'
}

function linesOf(events: readonly object[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('')
}

const facts = (looker: Looker) => looker.panel.locator('.panel-facts')

async function seesWhere(looker: Looker, name: string, endpoint: string): Promise<void> {
  await looker.sees(looker.row(name), endpoint)
  await looker.choose(name)
  await looker.sees(facts(looker), `Endpoint${endpoint}`)
}

inspecting('Where a connection leads', (world) => {
  test('is shown of those that are declared while the page is open, nested ones too, and of what is saved of it', async () => {
    const fleet = world().fleet()
    await world().feed(fleet, 'early')
    const looker = await world().open((await world().inspect(fleet)).url)
    await looker.row('early').waitFor()
    const late = await world().feed(fleet, 'late')
    await seesWhere(looker, 'late', late.peer.endpoint)
    const inner = await world().feed(fleet.supervise('edge'), 'inner')
    await seesWhere(looker, 'inner', inner.peer.endpoint)
    await looker.sees(looker.story, /^Alive/)
    const { name, text } = await looker.saved('Save')
    const again = await world().open((await world().inspect(world().fleet())).url)
    await again.drop(name, text)
    await seesWhere(again, 'inner', inner.peer.endpoint)
    expect([...looker.complaints, ...again.complaints]).toEqual([])
  })

  test('is shown of a recording at any moment of it, and not where an older one does not tell', async () => {
    const fleet = world().fleet()
    const events: FeedEvent[] = []
    fleet.feed$.subscribe((event) => events.push(event))
    const { peer, connection } = await world().feed(fleet, 'prices')
    connection.phase$.subscribe(({ phase }) => {
      if (phase === 'alive') peer.program.tell('end')
    })
    await firstValueFrom(fleet.feed$.pipe(filter(isBackoff)))
    const recorded = linesOf(events)
    const file = join(world().folder(), 'prices.jsonl')
    writeFileSync(file, recorded)
    const inspector = await inspectFile(file)
    onTestFinished(() => inspector.close())
    const looker = await world().open(inspector.url)
    await seesWhere(looker, 'prices', peer.endpoint)
    await looker.log.getByRole('button', { name: /declared/ }).click()
    await looker.sees(looker.row('prices'), 'connecting')
    await looker.sees(facts(looker), `Endpoint${peer.endpoint}`)

    await looker.drop('older.jsonl', recorded.replaceAll(/,"endpoint":"[^"]*"/g, ''))
    await looker.sees(looker.page.getByRole('banner').getByRole('status'), 'File: older.jsonl')
    await looker.choose('prices')
    await looker.sees(looker.row('prices'), 'backoff')
    expect(await facts(looker).textContent()).not.toContain('Endpoint')
    expect(looker.complaints).toEqual([])
  })

  test('is refused by its name where a file of a stranger has no text for it', async () => {
    const looker = await world().open((await world().inspect(world().fleet())).url)
    const added = { v: 1, at: 5, kind: 'added', id: 'a', of: 'fleet', child: 'connection' }
    await looker.drop('odd.jsonl', linesOf([added, { ...added, endpoint: { toString: 'tcp://x:1' } }]))
    await looker.sees(
      looker.page.locator('.said'),
      'odd.jsonl cannot be shown: line 2: endpoint: not as added has it',
    )
  })
})
