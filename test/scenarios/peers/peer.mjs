/**
 * A peer of scenarios, in a process of its own. It knows bytes and sockets, and nothing of what is tested.
 *
 *     node peer.mjs tcp         listens, prints its port; answers the line `ping` by `pong`
 *     node peer.mjs websocket   the same, with messages
 *     node peer.mjs dial PORT MS   dials, answers, and dials again so long after a link has ended
 */
import { connect, createServer } from 'node:net'
import { WebSocketServer } from 'ws'

const [role, port, redialMs] = process.argv.slice(2)
const host = '127.0.0.1'

if (role === 'tcp') {
  const server = createServer(answer)
  server.listen({ host, port: 0 }, () => console.log(server.address().port))
}

if (role === 'websocket') {
  const server = new WebSocketServer({ host, port: 0 }, () => console.log(server.address().port))
  server.on('connection', (socket) => {
    socket.on('error', () => {})
    socket.on('message', (message) => {
      if (String(message) === 'ping') socket.send('pong')
    })
  })
}

if (role === 'dial') dial()

function dial() {
  const socket = connect({ host, port: Number(port) })
  answer(socket)
  socket.on('close', () => setTimeout(dial, Number(redialMs)))
}

function answer(socket) {
  let text = ''
  socket.on('error', () => {})
  socket.on('data', (bytes) => {
    text += bytes
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      if (text.slice(0, end) === 'ping') socket.write('pong\n')
      text = text.slice(end + 1)
    }
  })
}

// Whoever started it has gone.
process.stdin.resume().on('end', () => process.exit())
