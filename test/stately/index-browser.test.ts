/** Node has the WebSocket of browsers too, from version 22 on; here its stand-in is enough: what is dialled is asked. */
import { expect, test } from 'vitest'
import { supervise } from '../../src/index.ts'
import { attachStately } from '../../src/stately/index-browser.ts'

test('In a page it is the browser’s own WebSocket that dials, and none is no reason to fail', async () => {
  const fleet = supervise({ name: 'page' })
  const tool = attachStately(fleet, { url: 'ws://127.0.0.1:1' })
  expect(tool.connection.endpoint).toBe('ws://127.0.0.1:1/')
  await tool.detach()
  expect(tool.connection.phase).toBe('stopped')
  await fleet.stop()
})
