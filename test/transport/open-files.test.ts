import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { connect, createServer, Socket } from 'node:net'
import { expect, test } from 'vitest'
import { hasLastFile, openFilesLimit } from '../../src/transport/open-files.ts'

test('The limit is a number of files, or infinite where the system does not say', () => {
  const limit = openFilesLimit()
  expect(limit).toBeGreaterThan(16)
  if (process.platform !== 'linux') expect(limit).toBe(Number.POSITIVE_INFINITY)
})

test.runIf(process.platform === 'linux')(
  'A socket has the last file when its number is the highest',
  async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const socket = connect({ port: typeof address === 'object' && address !== null ? address.port : 0 })
    await once(socket, 'connect')
    const highest = Math.max(...readdirSync('/proc/self/fd').map(Number))
    const limits = Array.from({ length: highest + 2 }, (_, limit) => limit)
    expect(limits.filter((limit) => hasLastFile(socket, limit))).toHaveLength(1)
    socket.destroy()
    server.close()
  },
)

test('A socket that is not connected has no file at all', () => {
  expect(hasLastFile(new Socket(), 0)).toBe(false)
})
