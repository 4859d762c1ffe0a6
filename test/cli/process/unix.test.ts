/** Unix sockets from outside, against peers that know `node:net` alone. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { cli, cliResult } from '../../support/cli.ts'
import { peer } from '../../support/process.ts'

const folder = mkdtempSync(join(tmpdir(), 'pulsetree-unix-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('A peer behind a path is watched, killed, refused, and alive when it is back', async () => {
  const path = join(folder, 'feed')
  await using feed = await peer('pong', path)
  const id = `unix:${path}`
  await using watch = cli('watch', id, ...'--json --backoff 20ms..50ms'.split(' '))
  expect(await watch.event({ kind: 'frame' })).toMatchObject({ id, text: 'hello' })
  feed.signal('SIGKILL')
  const refused = await watch.event({ kind: 'phase', from: 'connecting', to: 'dead' })
  expect(refused.cause).toMatchObject({ kind: 'refused', by: 'peer' })
  rmSync(path)
  await using _again = await peer('pong', path)
  await watch.event({ kind: 'frame', text: 'hello' })
  watch.signal('SIGTERM')
  expect(await watch.ended).toEqual({ status: 0, signal: null })
})

test('A path is served, by one at a time, and is gone in the end', async () => {
  const path = join(folder, 'gateway')
  const endpoint = `unix:${path}`
  await using serve = cli('serve', endpoint, '--json')
  await serve.event({ kind: 'listening', endpoint })
  const { status, stderr } = await cliResult('serve', endpoint)
  expect(status).toBe(1)
  expect(stderr).toMatch(new RegExp(`^pulsetree: cannot listen on ${endpoint} \\([^\\n]+\\)\\n$`))
  await using device = await peer('dial', path)
  device.write('ping\n')
  expect(await device.line()).toBe('"pong\\n"')
  device.write('42 hello\n')
  const frame = await serve.event({ kind: 'frame' })
  expect(frame).toEqual({
    v: 1,
    at: expect.any(Number),
    // The other one knocked before it gave up, and was a peer for a moment.
    id: expect.stringMatching(new RegExp(`^${endpoint}#\\d$`)),
    kind: 'frame',
    text: '42 hello',
  })
  serve.signal('SIGINT')
  expect(await device.line()).toBe('closed')
  expect(await serve.ended).toEqual({ status: 0, signal: null })
  expect(existsSync(path)).toBe(false)
})

test('In text, a peer without an address was accepted all the same', async () => {
  const path = join(folder, 'text')
  await using serve = cli('serve', `unix:${path}`)
  await serve.line((line) => line.includes(' listening '))
  await using _device = await peer('dial', path)
  await serve.line((line) => line.endsWith(' connecting accepted'))
})
