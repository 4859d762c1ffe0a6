/** A client that sends `kilobytes` of random bytes (the same ones for the same `seed`) in uneven pieces, then closes. */
import { connect } from 'node:net'
import { orders, say, settings, tellEnds } from './stage.mjs'

const { port, kilobytes, seed } = settings({ port: 0, kilobytes: 256, seed: 1 })
let state = seed

const socket = connect(port, '127.0.0.1', async () => {
  for (let left = kilobytes * 1024; left > 0 && socket.writable; ) {
    const piece = Buffer.from(Array.from({ length: 1 + (random() % 4_000) }, () => random() & 0xff))
    left -= piece.length
    await new Promise((resolve) => {
      socket.write(piece, resolve)
    })
  }
  say('sent')
  socket.end()
})
socket.on('data', () => {})
tellEnds(socket)
orders()

/** Mulberry32, by Tommy Ettinger. */
function random() {
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return (mixed ^ (mixed >>> 14)) >>> 0
}
