/**
 * A server that answers the line `ping` by `pong`. Orders: `mute` (its connections stay, unanswered), `answer` (the
 * latest, and again from now on), `send …` (a line to everyone). It tells pings when `tell=pings`; of ends nothing when
 * `tell=nothing`.
 */
import { createServer } from 'node:net'
import { eachLine, listen, nowMs, orders, say, settings, tellEnds } from './stage.mjs'

const { port, tell } = settings({ port: 0, tell: 'ends' })
const sockets = new Set()
let mute = false

listen(
  createServer((socket) => {
    sockets.add(socket)
    socket.setNoDelay()
    socket.on('close', () => sockets.delete(socket))
    eachLine(socket, (line) => {
      if (line !== 'ping') return say('line', line)
      const at = nowMs()
      if (!mute && socket.writable) socket.write('pong\n')
      // Told when it is answered: whoever freezes this program then has the answer.
      if (tell === 'pings') say('ping', at)
    })
    if (tell === 'nothing') socket.on('error', () => {})
    else tellEnds(socket)
  }),
  port,
)
orders({
  mute() {
    mute = true
    say('mute')
  },
  answer() {
    mute = false
    for (const socket of sockets) socket.write('pong\n')
  },
  send(line) {
    for (const socket of sockets) socket.write(`${line}\n`)
  },
})
