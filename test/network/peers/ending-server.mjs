/**
 * A server that ends each connection in one way: `how=eof` closes it in order, `how=reset` resets it, both with its
 * first bytes from the client; `how=hold` does nothing. Says `accepted` for each.
 */
import { createServer } from 'node:net'
import { listen, orders, say, settings, tellEnds } from './stage.mjs'

const { how } = settings({ how: 'hold' })

listen(
  createServer((socket) => {
    say('accepted')
    socket.on('data', () => {
      if (how === 'eof') socket.end()
      if (how === 'reset') socket.resetAndDestroy()
    })
    tellEnds(socket)
  }),
)
orders()
