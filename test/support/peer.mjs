/**
 * A peer for tests, in a process of its own. It knows bytes and sockets, and nothing of what is tested.
 *
 *     node peer.mjs pong [WHERE]    accepts, says `hello`, answers the line `ping` by `pong`
 *     node peer.mjs mute [WHERE]    accepts and reads, says nothing, never closes
 *     node peer.mjs flood BYTES     accepts, sends that many bytes in lines of 2,000, then closes
 *     node peer.mjs say [WHERE]     accepts one; stdin goes out, `\xff` in it as that byte, what comes in is printed
 *     node peer.mjs dial WHERE      dials; the same
 *
 * WHERE is a port, or the path of a unix socket. Listening ones print it first, dialling ones `open`. What comes in is
 * printed as JSON strings, and `closed` when the link is.
 */
import { connect, createServer } from 'node:net'

const [role, argument = '0'] = process.argv.slice(2)
const where = argument.startsWith('/') ? { path: argument } : { port: Number(argument), host: '127.0.0.1' }
const roles = { pong, mute, flood, say, dial }
roles[role]()

function pong() {
  listen(where, (socket) => {
    socket.write('hello\n')
    socket.on('data', (bytes) => {
      for (const line of String(bytes).split('\n')) if (line === 'ping') socket.write('pong\n')
    })
  })
}

function mute() {
  listen(where, (socket) => socket.resume())
}

/** Prints `full` once nothing of it moves any more, and at the end `late MS`: the longest time for which it did not run. */
function flood() {
  const line = `${'x'.repeat(1_999)}\n`
  let ranAt = performance.now()
  let lateMs = 0
  const look = () => {
    lateMs = Math.max(lateMs, performance.now() - ranAt)
    ranAt = performance.now()
  }
  setInterval(look, 10)
  listen({ port: 0, host: '127.0.0.1' }, (socket) => {
    let left = Number(argument)
    const quiet = setTimeout(() => console.log(`full ${left > 0}`), 1_000)
    const send = () => {
      quiet.refresh()
      while (left > 0) {
        left -= line.length
        if (!socket.write(line)) return
      }
      socket.end()
      look()
      console.log(`late ${Math.round(lateMs)}`)
    }
    socket.on('drain', send)
    send()
  })
}

function say() {
  listen(where, converse)
}

function dial() {
  const socket = connect(where, () => console.log('open'))
  socket.on('error', () => {})
  converse(socket)
}

function converse(socket) {
  socket.on('data', (bytes) => console.log(JSON.stringify(String(bytes))))
  socket.on('close', () => {
    console.log('closed')
    process.exit()
  })
  process.stdin.on('data', (text) => {
    for (const piece of String(text).split(/(\\xff)/))
      socket.write(piece === '\\xff' ? Buffer.of(0xff) : piece)
  })
}

function listen(on, accept) {
  const server = createServer({ allowHalfOpen: role === 'mute' }, (socket) => {
    socket.on('error', () => {})
    accept(socket)
  })
  server.listen(on, () => console.log(server.address().port ?? server.address()))
}
