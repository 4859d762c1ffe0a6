/** WebSocket on the loopback interface as a world for the contract suite; the strangers speak it by hand. */
import { once } from 'node:events'
import { connect, createServer, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import * as nodeTls from 'node:tls'
import { websocket } from '../../../src/transport/websocket.ts'
import { websocketServer } from '../../../src/transport/websocket-server.ts'
import { freePort } from '../../support/free-port.ts'
import { type Bench, STREAM, type Traits } from './bench.ts'
import { authority } from './certificates.ts'
import { portOf, socketBench } from './socket-bench.ts'
import { upgrade, upgradedSocket, upgradingServer, webSocketPeer } from './websocket-peer.ts'

export const WEBSOCKET: Traits = { ...STREAM, carries: 'messages', end: 'closed' }

export function websocketBench(perMessageDeflate = false): Promise<Bench> {
  return socketBench({
    transportName: 'ws',
    listener: ({ maxFrameBytes }, port = 0) =>
      websocketServer({ port }, { maxFrameBytes, perMessageDeflate }),
    transport: (endpoint, { maxFrameBytes }) => websocket(endpoint, { maxFrameBytes, perMessageDeflate }),
    nowhere: async () => `ws://127.0.0.1:${await freePort()}`,
    async serve(accept) {
      const server = upgradingServer((socket) => {
        if (!(socket instanceof Socket)) throw new Error('no socket')
        accept({ socket, below: socket, speak: (happened) => webSocketPeer(socket, false, happened) })
      })
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      return { server, endpoint: `ws://127.0.0.1:${portOf(server.address())}` }
    },
    async dial(endpoint, signal) {
      const socket = await upgradedSocket(endpoint, signal)
      return { socket, below: socket, speak: (happened) => webSocketPeer(socket, true, happened) }
    },
  })
}

/** The same over TLS. */
export async function secureWebSocketBench(): Promise<Bench> {
  const { ca, issue } = await authority()
  const credentials = await issue()
  const secureContext = nodeTls.createSecureContext(credentials)
  return socketBench({
    transportName: 'wss',
    listener: ({ maxFrameBytes }, port = 0) =>
      websocketServer(`wss://127.0.0.1:${port}`, { maxFrameBytes, tls: { credentials } }),
    transport: (endpoint, { maxFrameBytes }) => websocket(endpoint, { maxFrameBytes, tls: { ca } }),
    nowhere: async () => `wss://127.0.0.1:${await freePort()}`,
    async serve(accept) {
      const lower = new WeakMap<Duplex, Socket>()
      const upgrading = upgradingServer((socket) => {
        const below = lower.get(socket)
        if (!(socket instanceof Socket) || below === undefined) throw new Error('no socket')
        accept({ socket, below, speak: (happened) => webSocketPeer(socket, false, happened, below) })
      })
      const server = createServer({ allowHalfOpen: true }, (below) => {
        const secure = new nodeTls.TLSSocket(below, { isServer: true, secureContext })
        // Those that break off are for the link to tell of.
        secure.on('error', () => {})
        lower.set(secure, below)
        upgrading.emit('connection', secure)
      })
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      return { server, endpoint: `wss://127.0.0.1:${portOf(server.address())}` }
    },
    async dial(endpoint, signal) {
      const below = connect({ port: Number(new URL(endpoint).port), host: '127.0.0.1' })
      await once(below, 'connect', { signal })
      const secure = nodeTls.connect({ socket: below, host: '127.0.0.1', ca })
      await once(secure, 'secureConnect', { signal })
      const socket = await upgrade(secure, '/', signal)
      return { socket, below, speak: (happened) => webSocketPeer(socket, true, happened, below) }
    },
  })
}
