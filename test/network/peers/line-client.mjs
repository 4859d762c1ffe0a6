/** A client that sends any lines when ordered to (`send …`), and tells every byte that it reads, with the time. */
import { connect } from 'node:net'
import { nowMs, orders, say, settings, tellEnds } from './stage.mjs'

const { port } = settings({ port: 0 })
const socket = connect(port, '127.0.0.1', () => say('open', socket.localPort))
socket.setNoDelay()
socket.on('data', (chunk) => say('got', nowMs(), JSON.stringify(chunk.toString('latin1'))))
tellEnds(socket)
orders({
  send: (line) => socket.write(`${line}\n`),
  reset: () => socket.resetAndDestroy(),
  end: () => socket.end(),
})
