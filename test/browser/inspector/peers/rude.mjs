/**
 * A stranger that says what it likes: a WebSocket server, and a client of a line protocol. Orders: `close REASON` (as JSON
 * text; of the WebSocket, with 4000), `say TEXT` (as JSON text; to whoever dialled), `dial PORT TEXT` (its first line).
 */
import { connect } from 'node:net'
import { WebSocketServer } from 'ws'
import { orders, say } from '../../../network/peers/stage.mjs'

const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () => say('ready', server.address().port))
server.on('connection', (peer) => {
  peer.on('message', (data) => {
    if (String(data) === 'ping') peer.send('pong')
  })
  peer.on('error', () => {})
})
const each = (act) => {
  for (const peer of server.clients) act(peer)
}
orders({
  close: (json) => each((peer) => peer.close(4_000, JSON.parse(json))),
  say: (json) => each((peer) => peer.send(JSON.parse(json))),
  dial(words) {
    const at = words.indexOf(' ')
    const socket = connect(Number(words.slice(0, at)), '127.0.0.1')
    socket.on('error', () => {})
    socket.write(`${JSON.parse(words.slice(at + 1))}\n`)
  },
})
