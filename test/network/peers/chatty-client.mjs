/** A client that never stops sending and never closes: it counts what it wrote. */
import { connect } from 'node:net'
import { orders, say, settings, tellEnds } from './stage.mjs'

const { port, everyMs } = settings({ port: 0, everyMs: 20 })
let sent = 0
const socket = connect(port, '127.0.0.1', () => say('open'))
const sending = setInterval(() => {
  if (!socket.writable) return
  socket.write('still here ')
  sent += 1
  say('sent', sent)
}, everyMs)
socket.on('close', () => {
  clearInterval(sending)
})
tellEnds(socket)
orders()
