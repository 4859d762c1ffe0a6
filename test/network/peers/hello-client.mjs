/**
 * A client with raw bytes and no framing at all: `0 Hello I'm MyHeartbeat Client.`, `1 Hello …`, ten of them, one
 * every 2 s; silence for 24 s; ten times `0 Hi I'm MyHeartbeat Client.`, 2 s apart. `pace` divides its times. Some
 * messages are split and some glued, since a stream does that anyway.
 */
import { connect } from 'node:net'
import { nowMs, orders, say, settings, tellEnds } from './stage.mjs'

const { port, pace } = settings({ port: 0, pace: 1 })
const pause = (ms) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })

let sentAt = 0

const socket = connect(port, '127.0.0.1', () => say('open'))
socket.setNoDelay()
tellEnds(socket)
orders()
await tenTimes('Hello')
say('silent', sentAt)
await pause(24_000 / pace)
say('again')
await tenTimes('Hi')
say('through')

async function tenTimes(word) {
  let glue = ''
  for (let count = 0; count < 10; count += 1) {
    const message = `${glue}${count} ${word} I'm MyHeartbeat Client.`
    glue = ''
    sentAt = nowMs()
    if (count === 6) glue = message
    else if (count % 3 === 1) await sendSplit(message)
    else socket.write(message)
    await pause(2_000 / pace / (count === 5 || count === 6 ? 2 : 1))
  }
}

async function sendSplit(message) {
  socket.write(message.slice(0, 7))
  await pause(5)
  socket.write(message.slice(7))
}
