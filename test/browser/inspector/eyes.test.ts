/** For all eyes and hands: contrast, names of things, keys, narrow screens, light and dark. */
import { expect, test } from 'vitest'
import { grave } from './support/axe.ts'
import { inspecting } from './support/inspecting.ts'
import { noHeartbeat } from './support/many.ts'

inspecting('In light and in dark colours', (world) => {
  test('no main view has a serious finding of axe', { timeout: 40_000 }, async () => {
    const fleet = world().fleet()
    const { peer } = await world().feed(fleet, 'prices')
    await world().feed(fleet, 'orders')
    const inspector = await world().inspect(fleet, { allow: ['stop', 'reconnect', 'restart'], frames: true })
    const looker = await world().open(inspector.url)
    await looker.sees(looker.row('prices'), 'alive')
    const box = await looker.lanes.boundingBox()
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBe(800)
    expect(await grave(looker.page)).toEqual([])
    await looker.choose('prices')
    await looker.page.getByRole('switch', { name: 'Show frames' }).click()
    inspector.note('somebody looks')
    const rows = await looker.watch('.tree [role=treeitem]')
    peer.program.tell('end')
    await rows.saw(/^prices.*backoff/m)
    await looker.sees(looker.row('prices'), 'alive')
    await looker.button('Stop').click()
    expect(await grave(looker.page)).toEqual([])
    await looker.button('Leave it').click()
    await looker.log.getByRole('button', { name: /dead: / }).click()
    await looker.button('Map').click()
    expect(await grave(looker.page)).toEqual([])
    await looker.button('Whole chart').click()
    expect(await grave(looker.page)).toEqual([])
    await looker.page.keyboard.press('Escape')
    await looker.page.keyboard.press('?')
    await looker.page.getByRole('dialog', { name: 'Keys and signs' }).waitFor()
    expect(await grave(looker.page)).toEqual([])
  })
})

inspecting('By keyboard alone', (world) => {
  test('one is found, looked at, asked to dial anew, and left again', async () => {
    const fleet = world().fleet()
    for (const name of ['alder', 'birch', 'cedar']) await world().feed(fleet, name)
    const inspector = await world().inspect(fleet, { allow: ['reconnect'] })
    const looker = await world().open(inspector.url)
    const { keyboard } = looker.page
    await looker.sees(looker.row('cedar'), 'alive')
    await looker.goToParts()
    await keyboard.press('Home')
    await keyboard.press('ArrowDown')
    await looker.panel.getByRole('heading', { name: 'alder' }).waitFor()
    await keyboard.type('bi')
    await looker.panel.getByRole('heading', { name: 'birch' }).waitFor()
    await keyboard.press('Enter')
    await looker.reads(
      'where one is',
      () => looker.page.evaluate<string>('document.activeElement.id'),
      (id) => id === 'panel',
    )
    await keyboard.press('Tab')
    await keyboard.press('Enter')
    await looker.page.getByRole('group', { name: 'End the link there is, and dial again?' }).waitFor()
    // It is on the harmless one at first.
    await keyboard.press('Shift+Tab')
    await keyboard.press('Enter')
    await looker.sees(looker.panel.getByRole('status'), 'Reconnect: done.')
    await keyboard.press('3')
    await looker.reads(
      'where one is',
      () => looker.page.evaluate<string>('document.activeElement.ariaLabel'),
      (label) => label === 'Lanes',
    )
    await keyboard.press('/')
    await keyboard.type('ced')
    await keyboard.press('Escape')
    await keyboard.press('Escape')
    await keyboard.press('m')
    const map = looker.page.getByRole('listbox', { name: 'Map of 3 connections' })
    await map.focus()
    await keyboard.press('Home')
    await looker.panel.getByRole('heading', { name: 'alder' }).waitFor()
    await looker.sees(map.getByRole('option', { selected: true }), 'alder')
    expect(looker.complaints).toEqual([])
  })
})

inspecting('On a narrow screen', (world) => {
  test('one part is seen at a time, nothing sticks out, and no finding is serious', async () => {
    const { fleet } = noHeartbeat(300)
    await world().feed(fleet, 'prices')
    const looker = await world().open((await world().inspect(fleet)).url, {
      viewport: { width: 380, height: 720 },
    })
    const isWide = (): Promise<boolean> =>
      looker.page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')
    await looker.page.getByRole('listbox', { name: 'Map of 301 connections' }).waitFor()
    expect([await isWide(), await grave(looker.page)]).toEqual([false, []])
    await looker.button('Tree').click()
    await looker.page.getByRole('searchbox').fill('prices')
    await looker.row('prices').click()
    await looker.sees(looker.story, /^Alive/)
    expect(await looker.tree.isVisible()).toBe(false)
    expect([await isWide(), await grave(looker.page)]).toEqual([false, []])
    await looker.button('Timeline').click()
    await looker.lanes.waitFor()
    expect(await looker.story.isVisible()).toBe(false)
    expect([await isWide(), await grave(looker.page)]).toEqual([false, []])
  })
})

inspecting('Colours', (world) => {
  test('are those of the system until somebody asks for the others', async () => {
    const looker = await world().open((await world().inspect(world().fleet())).url, { colorScheme: 'dark' })
    const paper = (): Promise<string> =>
      looker.page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor')
    const dark = await looker.reads('a page', paper, (colour) => colour.startsWith('rgb'))
    await looker.button('Light colours').click()
    const light = await looker.reads('another colour', paper, (colour) => colour !== dark)
    await looker.page.emulateMedia({ colorScheme: 'light' })
    expect(await paper()).toBe(light)
    await looker.button('Dark colours').click()
    await looker.reads('dark again', paper, (colour) => colour === dark)
  })
})
