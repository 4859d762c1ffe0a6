/**
 * A server that answers `ping` by `pong` at once, raw bytes both, on a connection that carries other messages too.
 * Orders: `send …` (raw), `glue …` (behind the next pong, in one write), `split` (the next pong comes as `po` and `ng`).
 */
import { createServer } from 'node:net'
import { listen, orders, say, settings, tellEnds } from './stage.mjs'

settings({})
let latest = null
let glue = ''
let split = false

const server = createServer((socket) => {
  latest = socket
  socket.setNoDelay()
  socket.on('data', (chunk) => {
    const text = chunk.toString('latin1')
    say('got', JSON.stringify(text))
    if (!text.includes('ping')) return
    if (split) {
      split = false
      socket.write('po')
      setTimeout(() => socket.write('ng'), 20)
      return
    }
    socket.write(`pong${glue}`)
    glue = ''
  })
  tellEnds(socket)
})
listen(server)
orders({
  send: (text) => latest?.write(text),
  glue(text) {
    glue = text
  },
  split() {
    split = true
  },
})
