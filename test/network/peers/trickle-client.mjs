/** A client whose bytes come one at a time, `everyMs` apart, and never make a line. */
import { connect } from 'node:net'
import { nowMs, orders, say, settings, tellEnds } from './stage.mjs'

const { port, everyMs } = settings({ port: 0, everyMs: 100 })
const socket = connect(port, '127.0.0.1', () => say('open'))
socket.setNoDelay()
const dripping = setInterval(() => {
  if (!socket.writable) return
  say('byte', nowMs())
  socket.write('.')
}, everyMs)
socket.on('data', () => {})
socket.on('close', () => clearInterval(dripping))
tellEnds(socket)
orders()
