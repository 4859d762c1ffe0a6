/**
 * An instance of the service, in plain Node: knows nothing of pulsetree. Over TCP it speaks lines: it answers `ping` by
 * `pong`, and calls of JSON-RPC 2.0 by the price of what they name. Over the channel to whoever started it, it answers `ping`
 * by `pong`, too.
 *
 *     node instance.mjs NAME PORT
 */
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

const [, , name, port] = process.argv
const prices = { BTC: 64_000, ETH: 3_100 }

const server = createServer((socket) => {
  socket.on('error', () => socket.destroy())
  createInterface({ input: socket }).on('line', (line) => socket.write(`${answerTo(line)}\n`))
})

function answerTo(line) {
  if (line === 'ping') return 'pong'
  const { id, params } = JSON.parse(line)
  const price = prices[params[0]] + Math.round(Math.random() * 100)
  return JSON.stringify({ jsonrpc: '2.0', id, result: { price, from: name } })
}

server.listen(Number(port), '127.0.0.1', () => process.send?.('listening'))

process.on('message', (message) => {
  if (message === 'ping') process.send('pong')
})
process.on('disconnect', () => process.exit())
