/**
 * A server on another host, over `tcp`, `tls` or `websocket`, which talks as in `far-talk.mjs`. It says `accepted NUMBER PORT`
 * for each connection as soon as TCP has one, with the client's port. With `holds: handshake` it then waits for the order
 * `go` before it shakes hands, with `holds: welcome` before it answers a `hello`; `takes: slowly` makes it a slow reader
 * that does nothing else. Over TCP it `says` something first.
 */
import { createServer as createWeb } from 'node:http'
import { createServer } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import { WebSocketServer } from 'ws'
import { linesOver, messagesOver, Talk } from './far-talk.mjs'

export function startServer({ host, over, cert, key, holds, takes, says }, say) {
  const talk = new Talk(say, holds)
  const numbers = new WeakMap()
  const web = createWeb()
  new WebSocketServer({ server: web }).on('connection', (peer, { socket }) => {
    talk.begin(numbers.get(socket), messagesOver(peer))
  })
  const begin = {
    tcp(socket, number) {
      if (takes === 'slowly') talk.takeSlowly(number, socket)
      else talk.begin(number, linesOver(socket), says)
      socket.resume()
    },
    tls(socket, number) {
      const secureContext = createSecureContext({ cert, key })
      const secure = new TLSSocket(socket, { isServer: true, secureContext })
      talk.begin(number, linesOver(secure))
    },
    websocket(socket) {
      web.emit('connection', socket)
      socket.resume()
    },
  }[over]
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    const number = talk.count(socket)
    numbers.set(socket, number)
    say('accepted', number, socket.remotePort)
    talk.shakeHands(() => begin(socket, number))
  })
  server.listen(0, host, () => say('ready', server.address().port))
  return {
    orders: talk.orders,
    end() {
      server.close()
      talk.end()
    },
  }
}
