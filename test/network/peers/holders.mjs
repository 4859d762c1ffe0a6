/**
 * Many clients that hold their connections: they say nothing, never close, and do not answer a FIN by theirs.
 * Says `open N` when all are connected, `left N` as they are left alone.
 */
import { connect } from 'node:net'
import { orders, say, settings } from './stage.mjs'

const { port, count } = settings({ port: 0, count: 100 })
let tried = 0
let left = 0
for (let one = 0; one < count; one += 1) {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.on('connect', () => {
    tried += 1
    if (tried === count) say('open', tried)
  })
  socket.on('data', () => {})
  socket.on('error', () => {})
  socket.once('end', leave)
  socket.once('close', (broken) => broken && leave())
}
orders()

function leave() {
  left += 1
  say('left', left)
}
