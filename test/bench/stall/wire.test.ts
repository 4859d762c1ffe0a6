import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { Programs } from '../../../bench/lib/programs.ts'
import type { WireInput } from '../../../bench/stall/wire.ts'

const WITHIN_MS = 15_000
const AWAY_MS = 30

test('A wire tells of the next question, carries it and its answer the long way, and ends when one side does', async () => {
  const programs = new Programs(['bench/lib', 'bench/stall'])
  onTestFinished(() => programs.close())
  const server = createServer((socket) => {
    socket.on('data', (chunk) => socket.end(`${chunk}!`))
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')

  const wireInput: WireInput = {
    port: (server.address() as AddressInfo).port,
    delayMs: AWAY_MS,
    asks: 'dialler',
  }
  const wire = programs.start('bench/stall/wire.ts', wireInput)
  const { port } = await wire.tells('ready', WITHIN_MS)
  const dialler: Socket = connect({ port: port!, host: '127.0.0.1' })
  onTestFinished(() => void dialler.destroy())
  await once(dialler, 'connect')

  wire.order('next')
  const ended = once(dialler, 'close')
  const sentAt = performance.now()
  dialler.write('who')
  const [answer] = await once(dialler, 'data')
  // Never sooner than both ways take, but for timers that round.
  expect(performance.now() - sentAt).toBeGreaterThanOrEqual(2 * AWAY_MS - 2)
  expect(String(answer)).toBe('who!')
  expect(await wire.tells('asked', WITHIN_MS)).toEqual({ somebody: 1 })
  await ended
})
