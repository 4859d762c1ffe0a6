import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { freePort } from './free-port.ts'

test('A free port is none that the system hands out by itself; a dial of it is refused, and it can be listened on', async () => {
  const port = await freePort()
  expect([port >= 20_000, port < 32_768]).toEqual([true, true])
  await expect(once(connect(port, '127.0.0.1'), 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  await once(server.close(), 'close')
})
