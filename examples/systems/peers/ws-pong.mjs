/** A WebSocket server of the package ws: answers the text ping by pong, and says other things: ws-pong.mjs PORT */
import { WebSocketServer } from 'ws'

const server = new WebSocketServer({ host: '127.0.0.1', port: Number(process.argv[2]) })
server.on('listening', () => console.log('peer: listening'))
server.on('connection', (socket) => {
  let pings = 0
  socket.on('message', (data) => {
    pings += 1
    console.log(`peer: got ${data}`)
    if (pings <= 3) socket.send('pong')
    if (pings === 2) socket.send('order 42')
  })
})
