/**
 * A client that is heard by short links: every `everyMs` it dials from the address `from`, writes `says`, raw, and closes.
 * It tells of each: `visited TIME`. Orders: `quiet` (it tells when it was there last), `talk`.
 */
import { connect } from 'node:net'
import { nowMs, orders, say, settings } from './stage.mjs'

const { port, everyMs, says, from } = settings({
  port: 0,
  everyMs: 10_000,
  says: 'heartbeat',
  from: '127.0.0.1',
})
let quiet = false
let lastVisitAt = 0

function visit() {
  if (quiet) return
  lastVisitAt = nowMs()
  const socket = connect({ port, host: '127.0.0.1', localAddress: from }, () => socket.end(says))
  socket.on('error', () => {})
  socket.on('close', () => say('visited', lastVisitAt))
}

visit()
setInterval(visit, everyMs)
orders({
  quiet() {
    quiet = true
    say('quiet', lastVisitAt)
  },
  talk() {
    quiet = false
  },
})
