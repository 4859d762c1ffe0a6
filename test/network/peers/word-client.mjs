/**
 * A client that sends `HEARTBEAT`, raw and without a newline, on the connection that also carries its business.
 * Orders: `send …` (raw), `glue …` (the same with a HEARTBEAT behind it in one write), `quiet` (it tells when it
 * beat last), `talk`, `end`.
 */
import { connect } from 'node:net'
import { orders, say, settings, tellEnds } from './stage.mjs'

const { port, everyMs } = settings({ port: 0, everyMs: 5_000 })
const socket = connect(port, '127.0.0.1', () => say('open', socket.localPort))
socket.setNoDelay()
let quiet = false
let lastBeatAt = 0
const beating = setInterval(() => {
  if (quiet || !socket.writable) return
  lastBeatAt = Date.now()
  socket.write('HEARTBEAT')
}, everyMs)
socket.on('data', (chunk) => say('got', JSON.stringify(chunk.toString('latin1'))))
socket.on('close', () => clearInterval(beating))
tellEnds(socket)
orders({
  send: (text) => socket.write(text),
  glue: (text) => socket.write(`${text}HEARTBEAT`),
  quiet() {
    quiet = true
    say('quiet', lastBeatAt)
  },
  talk() {
    quiet = false
  },
  end: () => socket.end(),
})
