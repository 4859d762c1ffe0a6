/**
 * Plain clients of a line server, in a process that knows nothing of the library: they answer pings, send lines, and
 * all the time some of them leave in order, reset their connection, or fall silent for good; new ones take their place.
 */
import { connect } from 'node:net'

const { port, clients, seed, everyMs } = JSON.parse(process.argv[2])
const sockets = new Set()
const silent = new WeakSet()
let connects = 0
let isOver = false

// https://prng.di.unimi.it/splitmix64.c, in 32 bits.
let state = seed >>> 0
function random() {
  state = (state + 0x9e3779b9) >>> 0
  let z = state
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
  return ((z ^ (z >>> 16)) >>> 0) / 2 ** 32
}

function join() {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  sockets.add(socket)
  socket.on('connect', () => {
    connects += 1
  })
  socket.on('data', (chunk) => {
    if (silent.has(socket)) return
    for (const byte of chunk) if (byte === 0x0a) socket.write('pong\n')
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    sockets.delete(socket)
    if (!isOver) setTimeout(() => !isOver && join(), 50 + random() * 500)
  })
}

function one() {
  let left = Math.floor(random() * sockets.size)
  for (const socket of sockets) {
    left -= 1
    if (left < 0) return socket
  }
  return null
}

const MISCHIEF = [
  (socket) => socket.end('bye\n'),
  (socket) => socket.resetAndDestroy(),
  (socket) => socket.destroy(),
  (socket) => silent.add(socket),
  (socket) => socket.write('half a li'),
  (socket) => socket.write('one\ntwo\nthree\n'),
  (socket) => socket.write('four\n'),
]

for (let index = 0; index < clients; index += 1) setTimeout(join, random() * 1_000)
const churning = setInterval(() => {
  const socket = one()
  if (socket !== null && !socket.connecting) MISCHIEF[Math.floor(random() * MISCHIEF.length)](socket)
}, everyMs)

process.on('message', () => {
  isOver = true
  clearInterval(churning)
  for (const socket of sockets) socket.destroy()
  process.send({ connects }, () => process.disconnect())
})
process.on('disconnect', () => process.exit(0))
