/**
 * A server that writes the line `heartbeat` to every client, unasked, and reads lines. It tells each beat with its
 * time. Orders: `quiet`, `send …` (another line, to everyone).
 */
import { createServer } from 'node:net'
import { eachLine, listen, nowMs, orders, say, settings, tellEnds } from './stage.mjs'

const { everyMs } = settings({ everyMs: 1_000 })
const sockets = new Set()
let quiet = false

listen(
  createServer((socket) => {
    sockets.add(socket)
    const beating = setInterval(() => {
      if (quiet || !socket.writable) return
      say('beat', nowMs())
      socket.write('heartbeat\n')
    }, everyMs)
    socket.on('close', () => {
      clearInterval(beating)
      sockets.delete(socket)
    })
    eachLine(socket, (line) => say('line', line))
    tellEnds(socket)
  }),
)
orders({
  quiet() {
    quiet = true
    say('quiet')
  },
  send(line) {
    for (const socket of sockets) socket.write(`${line}\n`)
  },
})
