/**
 * Many clients that answer the line `ping` by `pong`, and nothing else. Says `open N` when all are connected, `lost AT`
 * as one of them is closed.
 */
import { connect } from 'node:net'
import { eachLine, nowMs, orders, say, settings } from './stage.mjs'

const { port, count } = settings({ port: 0, count: 100 })
let open = 0
for (let one = 0; one < count; one += 1) {
  const socket = connect(port, '127.0.0.1', () => {
    open += 1
    if (open === count) say('open', open)
  })
  socket.setNoDelay()
  socket.on('error', () => {})
  socket.on('close', () => say('lost', nowMs()))
  eachLine(socket, (line) => {
    if (line === 'ping' && socket.writable) socket.write('pong\n')
  })
}
orders()
