/**
 * A client that sends lines of `lineBytes` as fast as they are taken. It says `stalled N` when nothing of what it
 * writes has been taken for a second, N being the megabytes that were; `again` when the flood goes on after that.
 */
import { connect } from 'node:net'
import { orders, say, settings, tellEnds } from './stage.mjs'

const { port, lineBytes } = settings({ port: 0, lineBytes: 1_000 })
const line = `${'x'.repeat(lineBytes - 1)}\n`
const block = Buffer.from(line.repeat(Math.max(1, Math.floor(65_536 / lineBytes))))
let blocks = 0
let hasStalled = false

const socket = connect(port, '127.0.0.1', send)
const patience = setTimeout(() => {
  hasStalled = true
  say('stalled', Math.round((blocks * block.length) / 1_048_576))
}, 1_000)
socket.on('drain', () => {
  if (hasStalled) say('again')
  hasStalled = false
  send()
})
socket.on('data', () => {})
socket.on('close', () => clearTimeout(patience))
tellEnds(socket)
orders()

function send() {
  patience.refresh()
  do blocks += 1
  while (socket.write(block))
}
