/** Opens `count` connections at once and drops each as soon as it is there: every other one by a reset. */
import { connect } from 'node:net'
import { orders, say, settings } from './stage.mjs'

const { port, count } = settings({ port: 0, count: 200 })
let over = 0
for (let one = 0; one < count; one += 1) {
  const socket = connect(port, '127.0.0.1', () => (one % 2 === 0 ? socket.resetAndDestroy() : socket.end()))
  socket.on('error', () => {})
  socket.on('data', () => {})
  socket.on('close', () => {
    over += 1
    if (over === count) say('done', over)
  })
}
orders()
