/** A TCP server that answers each line `ping` by the line `pong`. */
import { type AddressInfo, createServer } from 'node:net'

const NEWLINE = 0x0a

export function listen(): Promise<number> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      for (const byte of chunk) if (byte === NEWLINE) socket.write('pong\n')
    })
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}
