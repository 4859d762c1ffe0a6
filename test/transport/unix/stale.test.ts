import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import promises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { removeStale } from '../../../src/transport/unix/stale.ts'
import { leaveStale } from '../support/stale-socket.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stale-'))
  path = join(folder, 'socket')
})

afterEach(() => rmSync(folder, { recursive: true }))

test('A socket on which nobody listens is removed', async () => {
  await leaveStale(path)
  await removeStale(path)
  expect(existsSync(path)).toBe(false)
})

test('A socket on which somebody listens stays, and sees a visitor come and go', async () => {
  const server = createServer().listen(path)
  await once(server, 'listening')
  const visit = once(server, 'connection')
  await removeStale(path)
  const [visitor] = await visit
  await once(visitor.resume(), 'close')
  expect(existsSync(path)).toBe(true)
  server.close()
})

test('A server that took the place of the dead one meanwhile keeps it, though its file may have the same number', async () => {
  await leaveStale(path)
  let server: Server | null = null
  const { lstat } = promises
  const looks = vi.spyOn(promises, 'lstat').mockImplementation(async (...asked) => {
    if (looks.mock.calls.length === 2) {
      rmSync(path)
      server = createServer().listen(path)
      await once(server, 'listening')
    }
    return lstat(...asked)
  })
  syncBuiltinESMExports()
  onTestFinished(() => {
    looks.mockRestore()
    syncBuiltinESMExports()
    server?.close()
  })
  await removeStale(path)
  expect([looks.mock.calls.length, existsSync(path)]).toEqual([2, true])
})

test('A file of another kind stays, and so does a way to a dead socket', async () => {
  writeFileSync(path, 'precious')
  await removeStale(path)
  expect(existsSync(path)).toBe(true)
  const dead = join(folder, 'dead')
  await leaveStale(dead)
  const way = join(folder, 'way')
  symlinkSync(dead, way)
  await removeStale(way)
  expect(existsSync(way)).toBe(true)
})

test('Where there is nothing, nothing happens', async () => {
  await removeStale(path)
  await removeStale(join(folder, 'no/folder'))
  expect(existsSync(path)).toBe(false)
})
