/**
 * A peer that sends the line `ping` itself, answers ours by `pong`, and says `silent` when it heard nothing for
 * `boundMs`. It dials `port`, or accepts when that is 0.
 */
import { connect, createServer } from 'node:net'
import { eachLine, listen, orders, say, settings, tellEnds } from './stage.mjs'

const { port, everyMs, boundMs } = settings({ port: 0, everyMs: 1_000, boundMs: 5_000 })

function talk(socket) {
  socket.setNoDelay()
  const asking = setInterval(() => socket.writable && socket.write('ping\n'), everyMs)
  const heard = () => {
    clearTimeout(patience)
    patience = setTimeout(() => say('silent'), boundMs)
  }
  let patience = setTimeout(() => {}, 0)
  heard()
  socket.on('data', heard)
  socket.on('close', () => {
    clearInterval(asking)
    clearTimeout(patience)
  })
  eachLine(socket, (line) => {
    say(line === 'ping' ? 'asked' : line === 'pong' ? 'answered' : `line ${line}`)
    if (line === 'ping' && socket.writable) socket.write('pong\n')
  })
  tellEnds(socket)
}

if (port === 0) listen(createServer(talk))
else talk(connect(port, '127.0.0.1'))
orders()
