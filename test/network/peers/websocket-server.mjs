/**
 * A plain `ws` server that answers the text `ping` by `pong`; pings of the protocol `ws` answers itself. It tells what it
 * is sent: `got …`, `ping TIME` (the text), `asked TIME` (the protocol's). Orders: `send …` (to everyone), `wedge` (reads
 * no more, so nothing is answered), `close CODE`. With `at=wedge` or `at=CODE` it does so with each connection at once.
 */
import { WebSocketServer } from 'ws'
import { nowMs, orders, say, settings } from './stage.mjs'

const { port, at } = settings({ port: 0, at: '' })
const server = new WebSocketServer({ port, host: '127.0.0.1' }, () => say('ready', server.address().port))

server.on('connection', (peer) => {
  say('open')
  if (at === 'wedge') peer.pause()
  else if (at !== '') peer.close(Number(at))
  peer.on('message', (data) => {
    const text = data.toString()
    if (text !== 'ping') return say('got', text)
    const now = nowMs()
    peer.send('pong')
    say('ping', now)
  })
  peer.on('ping', () => say('asked', nowMs()))
  peer.on('error', () => {})
  peer.on('close', (code) => say('closed', code))
})
const each = (act) => {
  for (const peer of server.clients) act(peer)
}
orders({
  send: (text) => each((peer) => peer.send(text)),
  wedge() {
    each((peer) => peer.pause())
    say('wedged')
  },
  close: (code) => each((peer) => peer.close(Number(code))),
})
