/** A client that sends `megabytes` of one byte that is no newline, as fast as they are taken. Says how many were. */
import { connect } from 'node:net'
import { orders, say, settings, tellEnds } from './stage.mjs'

const { port, megabytes } = settings({ port: 0, megabytes: 64 })
const block = Buffer.alloc(1024 * 1024, 0x31)
let sent = 0

const socket = connect(port, '127.0.0.1', send)
socket.on('drain', send)
socket.on('data', () => {})
socket.on('close', () => say('sent', sent))
tellEnds(socket)
orders()

function send() {
  while (sent < megabytes && socket.writable) {
    sent += 1
    if (!socket.write(block)) return
  }
  if (sent === megabytes) socket.end()
}
