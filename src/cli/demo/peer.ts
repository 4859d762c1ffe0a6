/**
 * A peer for the demo, in a process of its own: plain sockets and lines, nothing of this library.
 *
 *     node peer.js feed [PORT]    accepts, answers `ping` by `pong`; prints the port it has, one to come back to
 *     node peer.js device PORT    dials, says HEARTBEAT again and again; `quiet` and `talk` on stdin change its mind;
 *                                 prints PORT, and the one that its link comes from, each time that it has dialled
 *
 * It ends when its stdin does, so that it never outlives whoever started it.
 */
import { randomInt } from 'node:crypto'
import { connect, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

const BEAT_MS = 400
/** Below the ports that systems hand out by themselves: nobody is given it while the feed is away. */
const PORTS = [20_000, 30_000] as const

const [role = '', port = '0'] = process.argv.slice(2)
const orders = createInterface({ input: process.stdin })
orders.on('close', () => process.exit())
if (role === 'device') device(Number(port))
else feed(Number(port))

function feed(wanted: number): void {
  const server = createServer((socket) => {
    let rest = ''
    socket.on('error', () => {})
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = `${rest}${text}`.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line === 'ping') socket.write('pong\n')
    })
  })
  const listen = (): void => {
    server.listen(wanted === 0 ? randomInt(...PORTS) : wanted, '127.0.0.1')
  }
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (wanted !== 0 || error.code !== 'EADDRINUSE') throw error
    listen()
  })
  server.on('listening', () => {
    const address = server.address()
    if (address !== null && typeof address === 'object') console.log(address.port)
  })
  listen()
}

function device(to: number): void {
  let socket = talk(to)
  orders.on('line', (order) => {
    if (order === 'quiet') socket.setTimeout(0)
    if (order !== 'talk') return
    socket.destroy()
    socket = talk(to)
  })
}

/** Says it is alive whenever the link was idle for a while; saying so makes the link busy again. */
function talk(to: number): Socket {
  const socket = connect(to, '127.0.0.1')
  socket.on('error', () => {})
  socket.once('connect', () => console.log(`${to} ${socket.localPort}`))
  socket.setTimeout(BEAT_MS).on('timeout', () => socket.write('HEARTBEAT\n'))
  return socket
}
