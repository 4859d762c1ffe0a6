/**
 * A server that answers the line `ping` by the line `pong`, and each other one by itself. Orders: `send …` (a line to all),
 * `end`. With `port=…` on that one.
 */
import { createServer } from 'node:net'
import { eachLine, listen, orders, say, settings } from '../../../network/peers/stage.mjs'

const { port } = settings({ port: 0 })
const peers = new Set()

const server = createServer((socket) => {
  peers.add(socket)
  say('open')
  socket.on('error', () => {})
  socket.on('close', () => peers.delete(socket))
  eachLine(socket, (line) => socket.write(line === 'ping' ? 'pong\n' : `${line}\n`))
})
listen(server, port)
orders({
  send: (text) => each((peer) => peer.write(`${text}\n`)),
  end: () => each((peer) => peer.end()),
})

function each(act) {
  for (const peer of peers) act(peer)
}
