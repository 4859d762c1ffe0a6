import { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import {
  type Hearer,
  hearHandshake,
  hearMessages,
  hearSocket,
  hearUpgrade,
  hearWebSocket,
} from '../../../src/transport/websocket/hearing.ts'

function hearer(): Hearer & { readonly log: string[] } {
  const log: string[] = []
  return {
    log,
    onSocketClose: () => log.push('socket closed'),
    onKeys: () => log.push('keys'),
    onError: ({ message }) => log.push(`error ${message}`),
    onClose: () => log.push('closed'),
    onOpen: () => log.push('open'),
    onResponse: (status) => log.push(`answered ${status}`),
    onChunk: (chunk) => log.push(`chunk ${chunk.length}`),
    onMessage: (data, isBinary) => log.push(`message ${String(data)} ${isBinary}`),
    onPing: (payload) => log.push(`ping ${payload}`),
    onPong: (payload) => log.push(`pong ${payload}`),
    onFin: () => log.push('fin'),
    onSocketError: ({ message }) => log.push(`socket error ${message}`),
  }
}

/** A `ws` that nobody opens. */
function ws(): WebSocket {
  const made: WebSocket = Reflect.construct(WebSocket, [null, undefined, {}])
  return made
}

test('Each hears of its own sockets alone, by listeners that all share', () => {
  const [one, two] = [hearer(), hearer()]
  const sockets = [one, two].map((each) => {
    const [socket, webSocket] = [new Socket(), ws()]
    hearSocket(socket, each)
    hearWebSocket(webSocket, each)
    hearUpgrade(webSocket)
    hearMessages(socket, webSocket)
    return { socket, webSocket }
  })
  const [first, second] = sockets
  first?.webSocket.emit('open')
  first?.webSocket.emit('unexpected-response', null, { statusCode: 404 })
  first?.socket.emit('data', Buffer.from('abc'))
  first?.webSocket.emit('message', Buffer.from('abc'), false)
  first?.webSocket.emit('ping', Buffer.from('0'))
  first?.webSocket.emit('pong', Buffer.from('1'))
  first?.webSocket.emit('error', new Error('a'))
  first?.socket.emit('error', new Error('b'))
  first?.socket.emit('end')
  first?.socket.emit('close')
  first?.webSocket.emit('close', 1006, Buffer.alloc(0))
  expect([one.log, two.log]).toEqual([
    [
      ...['open', 'answered 404', 'chunk 3', 'message abc false', 'ping 0', 'pong 1'],
      ...['error a', 'socket error b', 'fin', 'socket closed', 'closed'],
    ],
    [],
  ])
  for (const event of ['data', 'end', 'error', 'close']) {
    expect(first?.socket.listeners(event)).toEqual(second?.socket.listeners(event))
  }
})

test('Bytes are heard of before anybody who listened earlier reads them', () => {
  const each = hearer()
  const socket = new Socket()
  socket.on('data', () => each.log.push('read'))
  hearSocket(socket, each)
  hearMessages(socket, ws())
  socket.emit('data', Buffer.from('abc'))
  expect(each.log).toEqual(['chunk 3', 'read'])
})

test('Of TLS it is heard that there are keys, once; a socket in the clear is not asked', () => {
  const each = hearer()
  const [clear, secure] = [new Socket(), new TLSSocket(new Socket())]
  for (const socket of [clear, secure]) {
    hearSocket(socket, each)
    hearHandshake(socket)
  }
  secure.emit('keylog', Buffer.from('a'))
  secure.emit('keylog', Buffer.from('b'))
  expect([each.log, clear.listenerCount('keylog')]).toEqual([['keys'], 0])
})
