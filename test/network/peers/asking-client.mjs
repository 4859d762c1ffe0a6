/**
 * A client that sends the line `ping`, waits for `pong`, and after `misses` unanswered in a row says `offline`.
 * Orders: `quiet` (it tells when it asked last), `talk`, `send …`.
 */
import { connect } from 'node:net'
import { eachLine, nowMs, orders, say, settings, tellEnds } from './stage.mjs'

const { port, everyMs, misses } = settings({ port: 0, everyMs: 1_000, misses: 3 })
let quiet = false
let unanswered = 0
let askedAt = 0

const socket = connect(port, '127.0.0.1', () => say('open', socket.localPort))
socket.setNoDelay()
const asking = setInterval(() => {
  if (quiet) return
  if (unanswered === misses) say('offline')
  unanswered += 1
  askedAt = nowMs()
  socket.write('ping\n')
}, everyMs)
socket.on('close', () => clearInterval(asking))
eachLine(socket, (line) => {
  if (line === 'pong') unanswered = 0
  say(line === 'pong' ? 'pong' : 'line', line)
})
tellEnds(socket)
orders({
  quiet() {
    quiet = true
    say('quiet', askedAt)
  },
  talk() {
    quiet = false
  },
  send: (line) => socket.write(`${line}\n`),
})
