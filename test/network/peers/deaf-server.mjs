/** A server that accepts and never reads: its buffers fill, and then those of its clients. */
import { createServer } from 'node:net'
import { listen, orders, say } from './stage.mjs'

listen(
  createServer({ pauseOnConnect: true }, (socket) => {
    say('accepted')
    socket.on('error', () => {})
    socket.on('close', () => say('closed'))
  }),
)
orders()
