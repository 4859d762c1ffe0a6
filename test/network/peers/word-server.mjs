/**
 * A server that reads `HEARTBEAT`, raw, answers nothing, and tells all it reads with the time. Orders for the latest
 * connection: `send …`, `end`, `reset`. With `greets=…` it writes that to each client first; with `answers=…` it does
 * answer, that; with `drops=yes` it closes each one at once; with `cert=…` and `key=…` it speaks TLS.
 */
import { serverWith } from './secure.mjs'
import { listen, nowMs, orders, say, settings, tellEnds } from './stage.mjs'

const given = settings({ port: 0, greets: '', answers: '', drops: 'no', cert: '', key: '' })
const { port, greets, answers, drops } = given
let latest = null
const server = serverWith(given, (socket) => {
  latest = socket
  say('accepted', nowMs())
  socket.on('data', (chunk) => {
    const text = chunk.toString('latin1')
    const at = nowMs()
    if (answers !== '' && text.includes('HEARTBEAT')) socket.write(answers)
    // Told last: who hears it may freeze this process at once.
    say('got', at, JSON.stringify(text))
  })
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
