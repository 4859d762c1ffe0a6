/** A server that accepts, reads, and never says a word. */
import { createServer } from 'node:net'
import { listen, nowMs, orders, say, tellEnds } from './stage.mjs'

listen(
  createServer((socket) => {
    say('accepted', nowMs())
    socket.on('data', () => {})
    tellEnds(socket)
  }),
)
orders()
