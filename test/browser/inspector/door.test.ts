/** Who is let in, what strangers' pages can do, and what is shown when there is nobody to show. */
import { expect, onTestFinished, test } from 'vitest'
import { inspect } from '../../../src/inspector/index.ts'
import { freePort } from '../../support/free-port.ts'
import { siteOf } from '../support/site.ts'
import { inspecting } from './support/inspecting.ts'

const TOKEN = 'a-token-of-some-length'

inspecting('The page', (world) => {
  test('says what is missing where its address lacks the token, or has that of another run', async () => {
    const { url } = await world().inspect(world().fleet())
    const looker = await world().open(url)
    await looker.sees(looker.page.locator('.empty'), 'No children yet')
    for (const search of ['', '?token=wrong-wrong-wrong-wrong']) {
      const response = await looker.page.goto(new URL(`/${search}`, url).href)
      expect(response?.status()).toBe(401)
      expect(await looker.page.locator('body').textContent()).toMatch(/token/)
      expect(await looker.page.getByRole('tree').count()).toBe(0)
    }
  })

  test('whose server is lost says so, keeps what it knows, and comes back by itself when there is one again', async () => {
    const fleet = world().fleet()
    await world().feed(fleet, 'prices')
    const first = await world().inspect(fleet, { token: TOKEN, port: await freePort() })
    const looker = await world().open(first.url)
    const state = looker.page.getByRole('banner').getByRole('status')
    await looker.sees(state, 'Live: fleet')
    await looker.choose('prices')
    await first.close()
    await looker.sees(state, 'Lost: fleet')
    await looker.sees(looker.page.locator('.source'), /next try in \d+ s|trying now/)
    await looker.sees(looker.row('prices'), 'alive')
    const { port } = first
    const second = await inspect(fleet, { token: TOKEN, port })
    onTestFinished(() => second.close())
    await looker.sees(state, 'Live: fleet')
    await looker.sees(looker.story, /^Alive/)
    await world().feed(fleet, 'orders')
    await looker.sees(looker.row('orders'), 'alive')
    expect(looker.complaints).toEqual([])
  })

  test('whose server comes back with another token says that it is not let in', async () => {
    const fleet = world().fleet()
    const first = await world().inspect(fleet, { port: await freePort() })
    const looker = await world().open(first.url)
    await looker.sees(looker.page.getByRole('banner').getByRole('status'), 'Live: fleet')
    await first.close()
    const second = await inspect(fleet, { port: first.port })
    onTestFinished(() => second.close())
    await looker.sees(
      looker.page.locator('.empty'),
      /Not let in.*the token in its address is that of another run.*A recording can be opened all the same/,
    )
  })

  test('says that the tree has ended, and shows what was', async () => {
    const fleet = world().fleet()
    await world().feed(fleet, 'prices')
    const looker = await world().open((await world().inspect(fleet)).url)
    await looker.sees(looker.row('prices'), 'alive')
    await fleet.stop()
    await looker.sees(looker.page.getByRole('banner').getByRole('status'), 'Ended: fleet')
    await looker.sees(looker.row('prices'), 'stopped')
  })
})

inspecting('A page of another site', (world) => {
  test('reads nothing, does nothing, and frames nothing, though it knows the token', async () => {
    const fleet = world().fleet()
    const { connection } = await world().feed(fleet, 'prices')
    const inspector = await world().inspect(fleet, { allow: ['stop', 'restart', 'reconnect'] })
    const site = await siteOf(
      new Map([['/index.html', Buffer.from('<!doctype html><title>elsewhere</title>')]]),
    )
    onTestFinished(() => site.close())
    const looker = await world().blank()
    await looker.page.goto(site.url)
    const feed = inspector.url.replace(/^http/, 'ws').replace('/?', '/feed?')
    const found = await looker.page.evaluate<object>(`(async () => {
      const url = ${JSON.stringify(inspector.url)}
      const read = await fetch(url).then((response) => response.text(), () => 'nothing')
      const blind = await fetch(url, { mode: 'no-cors', method: 'POST', body: '{"t":"act","n":1,"act":"stop","id":"prices"}' })
        .then(({ type }) => type, () => 'nothing')
      const socket = await new Promise((resolve) => {
        const ws = new WebSocket(${JSON.stringify(feed)})
        ws.onopen = () => resolve('open')
        ws.onclose = ({ code }) => resolve('closed ' + code)
      })
      const frame = document.createElement('iframe')
      frame.src = url
      const framed = await new Promise((resolve) => {
        frame.onload = () => {
          try { resolve(frame.contentDocument === null ? 'hidden' : 'empty') } catch { resolve('hidden') }
        }
        document.body.append(frame)
      })
      return { read, blind, socket, framed, length: frame.contentWindow.length }
    })()`)
    expect(found).toMatchObject({ read: 'nothing', socket: 'closed 1006', framed: 'hidden' })
    expect(await looker.page.frames().at(-1)?.getByRole('tree').count()).toBe(0)
    expect(connection.phase).not.toBe('stopped')
    expect(inspector.viewers).toBe(0)
  })

  test('has no way round by another name of this machine', async () => {
    const inspector = await world().inspect(world().fleet())
    const looker = await world().blank()
    // As a name server of somebody else may say of any name.
    const rebound = inspector.url.replace('127.0.0.1', 'rebound.localhost')
    const response = await looker.page.goto(rebound)
    expect(response?.status()).toBe(403)
  })
})
