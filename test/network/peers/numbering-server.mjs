/**
 * A server that sends each line back with a number before it, counted over all connections; for every tenth it takes its
 * time. With `of=websocket` it reads messages. It tells `open` and `closed CODE` of each connection, the code of TCP being
 * `fin` or `broken`.
 */
import net from 'node:net'
import { WebSocketServer } from 'ws'
import { listen, say, settings } from './stage.mjs'

const { port, of } = settings({ port: 0, of: 'tcp' })
let count = 0

/** Some answers come later than the next ones. */
const answer = (text, send) => {
  count += 1
  const numbered = `${count} ${text}`
  if (count % 10 === 0) setTimeout(() => send(numbered), 20)
  else send(numbered)
}

if (of === 'websocket') {
  const server = new WebSocketServer({ port, host: '127.0.0.1' }, () => say('ready', server.address().port))
  server.on('connection', (peer) => {
    say('open')
    peer.on('message', (data) => answer(data.toString(), (text) => peer.send(text)))
    peer.on('error', () => {})
    peer.on('close', (code) => say('closed', code))
  })
} else {
  const server = net.createServer((socket) => {
    say('open')
    let rest = ''
    let how = 'broken'
    socket.setEncoding('utf8')
    socket.on('data', (chunk) => {
      const texts = (rest + chunk).split('\n')
      rest = texts.pop()
      for (const text of texts) answer(text, (numbered) => socket.write(`${numbered}\n`))
    })
    socket.on('end', () => {
      how = 'fin'
    })
    socket.on('error', () => {})
    socket.on('close', () => say('closed', how))
  })
  listen(server, port)
}
