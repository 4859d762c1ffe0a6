/**
 * A client that sends `HEARTBEAT`, raw and without a newline, on the connection that also carries its business.
 * Orders: `send …` (raw), `glue …` (the same with a HEARTBEAT behind it in one write), `quiet` (it tells when it
 * beat last), `talk`, `end`. With `ca=…` it speaks TLS.
 */
import { dialWith } from './secure.mjs'
import { nowMs, orders, say, settings, tellEnds } from './stage.mjs'

const { port, everyMs, ca } = settings({ port: 0, everyMs: 5_000, ca: '' })
const socket = dialWith({ port, ca }, () => say('open', socket.localPort))
socket.setNoDelay()
let quiet = false
let lastBeatAt = 0
const beating = setInterval(() => {
  if (quiet || !socket.writable) return
  lastBeatAt = nowMs()
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
