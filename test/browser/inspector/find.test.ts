/** One among few and among many: search, filter, sort, and ten thousand at a glance. */
import { expect, test } from 'vitest'
import { freePort } from '../../support/free-port.ts'
import { inspecting, WATCHED } from './support/inspecting.ts'
import { noHeartbeat } from './support/many.ts'

inspecting('Whoever looks for one', (world) => {
  test('searches by name, filters by phase and sorts, and sees how many there are of each', async () => {
    const fleet = world().fleet()
    for (const name of ['cedar', 'alder', 'birch']) await world().feed(fleet, name)
    const away = await world().feed(fleet, 'dogwood', WATCHED, await freePort())
    const looker = await world().open((await world().inspect(fleet)).url)
    const names = async (): Promise<string[]> =>
      (await looker.tree.locator('.what').allTextContents()).filter((name) => name !== 'fleet')
    const reads = (what: string, wanted: readonly string[]): Promise<unknown> =>
      looker.reads(what, names, (read) => read.join() === wanted.join())
    await reads('as declared', ['cedar', 'alder', 'birch', 'dogwood'])
    await looker.button('Name').click()
    await reads('by name', ['alder', 'birch', 'cedar', 'dogwood'])
    await away.peer.program.kill()
    await looker.page.getByRole('button', { name: /^1 backoff$/ }).click()
    await reads('those that wait', ['dogwood'])
    await looker.page.keyboard.press('Escape')
    await reads('all', ['alder', 'birch', 'cedar', 'dogwood'])
    await looker.button('Phase').click()
    await reads('the urgent first', ['dogwood', 'cedar', 'alder', 'birch'])
    await looker.page.keyboard.press('/')
    await looker.page.keyboard.type('BIR')
    await reads('found', ['birch'])
    await looker.page.getByRole('searchbox').fill('refused')
    await reads('found by its cause', ['dogwood'])
    await looker.page.getByRole('searchbox').fill('nobody at all')
    await reads('nobody', [])
  })

  test('of ten thousand sees a map, and has one of them by a click, told from those that are in trouble', {
    timeout: 40_000,
  }, async () => {
    const { fleet, peers } = noHeartbeat(10_000)
    const looker = await world().open((await world().inspect(fleet)).url)
    const map = looker.page.getByRole('listbox', { name: 'Map of 10,000 connections' })
    await looker.page.getByRole('button', { name: /^10,000 alive$/ }).waitFor()
    await map.click({ position: { x: 100, y: 100 } })
    await looker.sees(looker.panel.getByRole('heading', { level: 2 }), /^c\d+ ?alive/)
    await looker.sees(looker.story, /^Alive/)
    expect(await looker.timeline.getAttribute('aria-label')).toBe('Timeline of 10,000 connections')

    const chosen = (await looker.panel.locator('.panel-name').textContent()) ?? ''
    peers.end(chosen)
    await looker.sees(looker.story, /^The link was lost/)
    await looker.page.getByRole('button', { name: /^1 backoff$/ }).click()
    await looker.page.getByRole('listbox', { name: 'Map of 1 connection' }).waitFor()
    await looker.button('Tree').click()
    await looker.sees(looker.row(chosen), 'backoff')
    await looker.page.getByRole('button', { name: /^1 backoff$/ }).click()
    expect(await looker.tree.getByRole('treeitem').count()).toBeLessThan(100)
    await looker.tree.press('End')
    await looker.sees(looker.row('c9999'), 'alive')
    expect(looker.complaints).toEqual([])
  })
})
