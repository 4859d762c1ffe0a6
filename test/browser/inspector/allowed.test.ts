/** What may be seen of frames, and done: no more than the program allowed, and never by itself. */
import { expect, test } from 'vitest'
import { inspecting, WATCHED } from './support/inspecting.ts'

/** Longer than any number that is told by itself: times, ports and delays have digits, too. */
const CARD = '4711081547110815'
const PIN = '0815471108154711'

inspecting('Without leave', (world) => {
  test('nothing can be done, and no frame is seen', async () => {
    const fleet = world().fleet()
    const { peer, connection } = await world().feed(fleet, 'prices')
    const looker = await world().open((await world().inspect(fleet)).url)
    const told: string[] = []
    looker.page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => told.push(String(payload))),
    )
    await looker.page.reload()
    await looker.choose('prices')
    peer.program.tell(`send card ${CARD}`)
    await looker.sees(looker.story, /answers in/)
    await connection.send(`pin ${PIN}`)
    await looker.sees(looker.panel.locator('.plot-value').last(), /[1-9] beats/)
    expect(await looker.page.getByRole('group', { name: 'What may be done' }).count()).toBe(0)
    expect(await looker.page.getByRole('switch').count()).toBe(0)
    // What is told is gathered: with three more, whatever would be told of those frames has come.
    const before = told.length
    await looker.reads(
      'how much is told',
      async () => told.length,
      (count) => count > before + 2,
    )
    expect(told.join()).not.toMatch(new RegExp(`${CARD}|${PIN}`))
  })
})

inspecting('With leave', (world) => {
  test('frames are shown when they are asked for, of one connection, as the program redacts them', async () => {
    const fleet = world().fleet()
    const { peer } = await world().feed(fleet, 'prices')
    const inspector = await world().inspect(fleet, {
      frames: ({ text, isBeat }) => (isBeat ? text : (text?.replaceAll(/\d/g, '•') ?? null)),
    })
    const looker = await world().open(inspector.url)
    const told: string[] = []
    looker.page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => told.push(String(payload))),
    )
    await looker.page.reload()
    await looker.choose('prices')
    await looker.sees(looker.story, /answers in/)
    expect(told.some((text) => text.includes('"t":"frames"'))).toBe(false)
    await looker.page.getByRole('switch', { name: 'Show frames' }).click()
    const frames = looker.panel.locator('.frames li')
    await looker.sees(frames, /→ out.*beat.*ping/)
    await looker.sees(frames, /← in.*beat.*pong/)
    peer.program.tell(`send card ${CARD}`)
    await looker.sees(frames, `card ${'•'.repeat(CARD.length)}`)
    expect(told.join()).not.toContain(CARD)
    await looker.page.getByRole('switch', { name: 'Stop showing frames' }).click()
    await looker.sees(looker.panel, 'Off: contents are read from the process only while this is on.')
  })

  test('a connection is stopped after one question, dialled anew at once, and started again', async () => {
    const fleet = world().fleet()
    const { connection } = await world().feed(fleet, 'prices', { ...WATCHED, backoff: { firstMs: 60_000 } })
    const inspector = await world().inspect(fleet, { allow: ['stop', 'restart', 'reconnect'] })
    const looker = await world().open(inspector.url)
    await looker.choose('prices')
    await looker.sees(looker.story, /^Alive/)
    await looker.button('Reconnect').click()
    const question = looker.page.getByRole('group', { name: 'End the link there is, and dial again?' })
    await question.getByRole('button', { name: 'Leave it' }).click()
    expect(connection.generation).toBe(1)
    await looker.button('Reconnect').click()
    await question.getByRole('button', { name: 'Reconnect' }).click()
    await looker.sees(looker.panel.getByRole('status'), 'Reconnect: done.')
    await looker.sees(looker.panel.locator('.panel-facts'), 'Linkno. 2')
    await looker.button('Stop').click()
    await looker.page
      .getByRole('group', { name: 'Stop prices?' })
      .getByRole('button', { name: 'Stop' })
      .click()
    await looker.sees(looker.story, /^Stopped/)
    await looker.button('Restart').click()
    await looker.page
      .getByRole('group', { name: 'Restart prices?' })
      .getByRole('button', { name: 'Restart' })
      .click()
    await looker.sees(looker.story, /^Alive/)
    expect(looker.complaints).toEqual([])
  })

  test('a hardship of the program is a button for those whom it can befall, and what it cannot do is said', async () => {
    const fleet = world().fleet()
    const { peer } = await world().feed(fleet, 'prices')
    await world().feed(fleet, 'orders')
    const inspector = await world().inspect(fleet, {
      hardships: [
        { name: 'freeze', label: 'Freeze', ids: () => ['prices'], inflict: () => peer.program.freeze() },
        {
          name: 'flood',
          label: 'Flood',
          ids: () => ['prices'],
          inflict: () => Promise.reject(new Error('no <b>water</b>')),
        },
      ],
    })
    const looker = await world().open(inspector.url)
    await looker.sees(looker.panel, 'It has buttons, too: Freeze · Flood.')
    await looker.choose('orders')
    expect(await looker.button('Freeze').count()).toBe(0)
    await looker.choose('prices')
    await looker.button('Flood').click()
    await looker.sees(looker.panel.getByRole('status'), 'Flood: no <b>water</b>')
    const rows = await looker.watch('.tree [role=treeitem]')
    await looker.button('Freeze').click()
    await looker.sees(looker.panel.getByRole('status'), 'Freeze: done.')
    await rows.saw(/^prices.*suspect/m)
  })
})
