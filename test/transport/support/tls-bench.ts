/** TLS on the loopback interface as a world for the contract suite; the strangers are plain `node:tls`. */
import { once } from 'node:events'
import * as net from 'node:net'
import * as nodeTls from 'node:tls'
import { tls } from '../../../src/transport/tls.ts'
import { freePort } from '../../support/free-port.ts'
import type { Bench } from './bench.ts'
import { authority } from './certificates.ts'
import { portOf, socketBench } from './socket-bench.ts'

const { ca, issue } = await authority()
const credentials = await issue()

export function tlsBench(): Promise<Bench> {
  return socketBench({
    transportName: 'tls',
    listener: (codec, port = 0) => tls.listen({ port }, { codec, credentials }),
    transport: (endpoint, codec) => tls(endpoint, { codec, ca }),
    nowhere: async () => `tls://127.0.0.1:${await freePort()}`,
    async serve(accept) {
      const secureContext = nodeTls.createSecureContext(credentials)
      const server = net.createServer({ allowHalfOpen: true }, (below) => {
        const socket = new nodeTls.TLSSocket(below, { isServer: true, secureContext })
        accept({ socket, below, quiet: happens(socket, 'secure') })
      })
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      return { server, endpoint: `tls://127.0.0.1:${portOf(server.address())}` }
    },
    async dial(endpoint, signal) {
      const below = net.connect({ port: Number(new URL(endpoint).port), host: '127.0.0.1' })
      await once(below, 'connect', { signal })
      const socket = nodeTls.connect({ socket: below, host: '127.0.0.1', ca })
      // A server's last word in its handshake is a ticket for the next one.
      const quiet = happens(socket, 'session')
      await once(socket, 'secureConnect', { signal })
      return { socket, below, quiet }
    },
  })
}

/** Not `once` of Node's, which rejects when an error comes first. */
function happens(socket: net.Socket, event: string): Promise<unknown> {
  return new Promise((resolve) => socket.once(event, resolve))
}
