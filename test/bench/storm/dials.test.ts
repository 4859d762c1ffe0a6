import { connect, createServer, Socket } from 'node:net'
import { expect, test } from 'vitest'
import { peakOf, watchDials } from '../../../bench/storm/dials.ts'

test('Each dial is counted once, however it is made, and made all the same', async () => {
  const { connect: before } = Socket.prototype
  const times: number[] = []
  watchDials((at) => times.push(at))
  const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1')
  try {
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    const sockets = [connect({ port, host: '127.0.0.1' }), new Socket().connect(port, '127.0.0.1')]
    for (const socket of sockets) {
      socket.resume()
      await new Promise((resolve) => socket.once('close', resolve))
    }
    expect(times).toHaveLength(2)
    expect(Math.abs((times[0] ?? 0) - Date.now())).toBeLessThan(10_000)
  } finally {
    Socket.prototype.connect = before
    server.close()
  }
})

test.each<{ times: number[]; peak: number }>([
  { times: [], peak: 0 },
  { times: [7], peak: 1 },
  { times: [0, 100, 200], peak: 2 },
  { times: [0, 99, 100, 101], peak: 3 },
  { times: [0, 1, 2, 500, 550, 560, 600], peak: 4 },
])('Of dials at $times at most $peak fall into 100 ms', ({ times, peak }) => {
  expect(peakOf(times, 100)).toBe(peak)
})
