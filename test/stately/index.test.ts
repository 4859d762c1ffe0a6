/** Against the real tool: its server, and its receiver, in a process of their own. */
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { supervise } from '../../src/index.ts'
import { attachStately } from '../../src/stately/index.ts'
import { tcp } from '../../src/transport/tcp.ts'
import { freePort } from '../support/free-port.ts'
import { TestProcess } from '../support/process.ts'

const PROGRAM = fileURLToPath(new URL('./tool-peer.mjs', import.meta.url))

/** The next event that it is told of with these fields. */
async function told(tool: TestProcess, fields: Readonly<Record<string, unknown>>) {
  const line = await tool.line((text) => {
    const event = new Map(Object.entries(JSON.parse(text)))
    return Object.entries(fields).every(([name, value]) => event.get(name) === value)
  })
  return JSON.parse(line)
}

test('Stately’s receiver gets actors with their machines, events and snapshots; again once it was away', async () => {
  await using fleet = supervise({ name: 'fleet' })
  const door = fleet.listen('door', tcp.listen({ port: 0 }))
  const feed = fleet.connect('feed', tcp(await door.ready))
  const port = String(await freePort())
  const tool = new TestProcess([PROGRAM, port])
  await tool.line()
  await using attached = attachStately(fleet, { url: `ws://localhost:${port}` })

  expect(await told(tool, { type: '@xstate.actor', sessionId: 'fleet' })).toMatchObject({
    name: 'fleet',
    _version: '0.7.2',
  })
  const actor = await told(tool, { type: '@xstate.actor', sessionId: 'feed' })
  expect(actor).toMatchObject({ rootId: 'fleet', parentId: 'fleet', snapshot: { status: 'active' } })
  expect(Object.keys(JSON.parse(actor.definition).states)).toContain('suspect')
  const again = feed.stop()
  expect(await told(tool, { type: '@xstate.event', sessionId: 'feed' })).toMatchObject({
    event: { type: 'stop' },
  })
  expect(await told(tool, { type: '@xstate.snapshot', sessionId: 'feed' })).toMatchObject({
    snapshot: { status: 'done', value: 'stopped' },
  })
  await again

  await tool[Symbol.asyncDispose]()
  await using next = new TestProcess([PROGRAM, port])
  expect(await told(next, { type: '@xstate.actor', sessionId: 'feed' })).toMatchObject({
    snapshot: { status: 'done', value: 'stopped' },
  })
  expect(attached.connection.generation).toBeGreaterThan(1)
})

test.each([
  [{ url: 'http://localhost:8080' }, 'target'],
  [{ urls: [] }, 'attachStately.urls'],
  [{ maxActors: 0 }, 'maxActors'],
])('%j is refused by name', async (options, name) => {
  await using fleet = supervise()
  // @ts-expect-error: as a user without types would write it
  expect(() => attachStately(fleet, options)).toThrow(expect.objectContaining({ option: name }))
})
