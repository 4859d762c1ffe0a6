/**
 * A peer made of the package `ws`, which knows nothing of what is tested.
 *
 *     node ws-peer.mjs serve [STATUS]   prints its port; lets in, says `hello`, answers the text `ping` by `pong`; or
 *                                       answers every upgrade with that status
 *     node ws-peer.mjs dial URL [CA [PROTOCOL...]]   prints `open PROTOCOL`; CA is a file, or `-`
 *
 * What it sees is printed: `request URL {HEADERS}`, `message TEXT`, `bytes HEX`, `ping` and `pong` of the protocol,
 * `closed CODE`, `failed MESSAGE`. Orders: `send TEXT`, `bytes HEX`, `ping`, `close CODE`.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { WebSocket, WebSocketServer } from 'ws'
import { orders, say } from './orders.mjs'

const [role, ...rest] = process.argv.slice(2)
let latest = null

if (role === 'serve') serve(Number(rest[0] ?? 0))
else dial(...rest)

orders({
  send: (text) => latest.send(text),
  bytes: (hex) => latest.send(Buffer.from(hex, 'hex')),
  ping: () => latest.ping(),
  close: (code) => latest.close(Number(code)),
})

function serve(status) {
  const server = createServer()
  const sockets = new WebSocketServer({
    server,
    verifyClient: (_, answer) => (status === 0 ? answer(true) : answer(false, status)),
  })
  sockets.on('connection', (socket, { url, headers }) => {
    say('request', url, JSON.stringify(headers))
    socket.send('hello')
    socket.on('message', (data, isBinary) => !isBinary && String(data) === 'ping' && socket.send('pong'))
    tell(socket)
  })
  server.listen(0, '127.0.0.1', () => say(server.address().port))
}

function dial(url, ca = '-', ...protocols) {
  const socket = new WebSocket(url, protocols, ca === '-' ? {} : { ca: readFileSync(ca) })
  socket.on('open', () => say('open', socket.protocol))
  tell(socket)
}

function tell(socket) {
  latest = socket
  socket.on('message', (data, isBinary) =>
    isBinary ? say('bytes', data.toString('hex')) : say('message', String(data)),
  )
  socket.on('ping', () => say('ping'))
  socket.on('pong', () => say('pong'))
  socket.on('error', ({ message }) => say('failed', message))
  socket.on('close', (code) => say('closed', code))
}
