/**
 * A peer that knows TLS and lines, and nothing of what is tested.
 *
 *     node tls-peer.mjs serve NAME=FILE...   accepts, says `hello`, answers the line `ping` by `pong`; prints its port
 *     node tls-peer.mjs dial PORT NAME=FILE...   prints `open NAME-OF-THE-PEER`
 *
 * Files are `cert`, `key` and `ca`; a server that has a `ca` asks clients for a certificate. Lines that come are
 * printed as JSON strings, then `closed`, or `failed CODE`. Orders: `send TEXT` (a line), `write TEXT` (as it is).
 */
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { connect, createServer } from 'node:tls'
import { orders, say } from './orders.mjs'

const [role, ...rest] = process.argv.slice(2)
const port = role === 'dial' ? Number(rest.shift()) : 0
const credentials = Object.fromEntries(
  rest.map((word) => word.split('=')).map(([name, file]) => [name, readFileSync(file)]),
)

if (role === 'serve') {
  const asks = credentials.ca !== undefined
  const server = createServer({ ...credentials, requestCert: asks, rejectUnauthorized: asks }, (socket) => {
    socket.on('error', () => {})
    socket.write('hello\n')
    createInterface({ input: socket })
      .on('line', (line) => line === 'ping' && socket.writable && socket.write('pong\n'))
      .on('error', () => {})
  })
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1', () => say(server.address().port))
} else {
  const socket = connect({ ...credentials, port, host: '127.0.0.1' }, () =>
    say('open', socket.getPeerCertificate().subject.CN),
  )
  socket.on('error', ({ code }) => say('failed', code))
  socket.on('close', () => say('closed'))
  createInterface({ input: socket })
    .on('line', (line) => say(JSON.stringify(line)))
    .on('error', () => {})
  orders({ send: (text) => socket.write(`${text}\n`), write: (text) => socket.write(text) })
}
