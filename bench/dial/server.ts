/** Whom the fleets dial: a plain server that answers every beat, and counts the connections it lost. */
import { type AddressInfo, createServer } from 'node:net'
import { order, tell } from '../lib/told.ts'

const NEWLINE = 0x0a

let ended = 0
const server = createServer({ noDelay: true }, (socket) => {
  socket.on('data', (chunk) => {
    for (const byte of chunk) if (byte === NEWLINE) socket.write('pong\n')
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    ended += 1
  })
})
server.listen(0, '127.0.0.1', () => tell('listening', { port: (server.address() as AddressInfo).port }))
process.on('disconnect', () => process.exit(0))
while (process.connected) {
  await order('count')
  tell('counted', { ended })
}
