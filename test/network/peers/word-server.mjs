/**
 * A server that reads `HEARTBEAT`, raw, answers nothing, and tells all it reads with the time. Orders for the latest
 * connection: `send …`, `end`, `reset`. With `greets=…` it writes that to each client first; with `drops=yes` it
 * closes each one at once.
 */
import { createServer } from 'node:net'
import { listen, orders, say, settings, tellEnds } from './stage.mjs'

const { port, greets, drops } = settings({ port: 0, greets: '', drops: 'no' })
let latest = null
const server = createServer((socket) => {
  latest = socket
  say('accepted', Date.now())
  socket.on('data', (chunk) => say('got', Date.now(), JSON.stringify(chunk.toString('latin1'))))
  tellEnds(socket)
  if (greets !== '') socket.write(greets)
  if (drops === 'yes') socket.end()
})
listen(server, port)
orders({
  send: (text) => latest?.write(text),
  end: () => latest?.end(),
  reset: () => latest?.resetAndDestroy(),
})
