/**
 * A plain `ws` client. With `everyMs` it sends the text `ping` that often, as a page would, and tells of the answers:
 * `pong`; it answers a text `ping`, too. It tells what else it is sent: `got …`, and `asked TIME` for pings of the
 * protocol, which `ws` answers itself. Orders: `quiet` (it tells when it asked last), `send …`, `close CODE`.
 */
import { WebSocket } from 'ws'
import { nowMs, orders, say, settings } from './stage.mjs'

const { port, everyMs, path } = settings({ port: 0, everyMs: 0, path: '/' })
const peer = new WebSocket(`ws://127.0.0.1:${port}${path}`)
let askedAt = 0
let asking

peer.on('open', () => {
  say('open')
  if (everyMs === 0) return
  asking = setInterval(() => {
    askedAt = nowMs()
    peer.send('ping')
  }, everyMs)
})
peer.on('message', (data) => {
  const text = data.toString()
  if (text === 'ping') peer.send('pong')
  say(...(text === 'pong' || text === 'ping' ? [text] : ['got', text]))
})
peer.on('ping', () => say('asked', nowMs()))
peer.on('unexpected-response', (_request, { statusCode }) => {
  say('answered', statusCode)
  peer.terminate()
})
peer.on('error', () => {})
peer.on('close', (code) => {
  clearInterval(asking)
  say('closed', code)
})
orders({
  quiet() {
    clearInterval(asking)
    say('quiet', askedAt)
  },
  send: (text) => peer.send(text),
  close: (code) => peer.close(Number(code)),
})
