/** A server that accepts, reads, and never says a word. */
import { createServer } from 'node:net'
import { listen, orders, say, tellEnds } from './stage.mjs'

listen(
  createServer((socket) => {
    say('accepted', Date.now())
    socket.on('data', () => {})
    tellEnds(socket)
  }),
)
orders()
