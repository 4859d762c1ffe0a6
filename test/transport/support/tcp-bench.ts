/** TCP on the loopback interface as a world for the contract suite; the strangers are plain `node:net`. */
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { tcp } from '../../../src/transport/tcp.ts'
import { freePort } from '../../support/free-port.ts'
import type { Bench } from './bench.ts'
import { portOf, socketBench } from './socket-bench.ts'

export function tcpBench(): Promise<Bench> {
  return socketBench({
    transportName: 'tcp',
    listener: (codec, port = 0) => tcp.listen({ port }, { codec }),
    transport: (endpoint, codec) => tcp(endpoint, { codec }),
    nowhere: async () => `tcp://127.0.0.1:${await freePort()}`,
    async serve(accept) {
      const server = createServer({ allowHalfOpen: true }, (socket) => accept({ socket, below: socket }))
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      return { server, endpoint: `tcp://127.0.0.1:${portOf(server.address())}` }
    },
    async dial(endpoint, signal) {
      const socket = connect({ port: Number(new URL(endpoint).port), host: '127.0.0.1' })
      await once(socket, 'connect', { signal })
      return { socket, below: socket }
    },
  })
}
