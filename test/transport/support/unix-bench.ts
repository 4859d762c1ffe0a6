/** Unix sockets in a folder of their own as a world for the contract suite; the strangers are plain `node:net`. */
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { unix } from '../../../src/transport/unix.ts'
import type { Bench } from './bench.ts'
import { socketBench } from './socket-bench.ts'

export function unixBench(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'unix-'))
  let count = 0
  const place = (): string => join(folder, String(count))
  const freshPlace = (): string => {
    count += 1
    return place()
  }
  return socketBench({
    transportName: 'unix',
    // Who asks for a certain port means the one that is taken.
    listener: (codec, port) => unix.listen(port === undefined ? freshPlace() : place(), { codec }),
    transport: (endpoint, codec) => unix(endpoint, { codec }),
    nowhere: async () => `unix:${freshPlace()}`,
    async serve(accept) {
      const path = freshPlace()
      const server = createServer({ allowHalfOpen: true }, (socket) => accept({ socket, below: socket }))
      server.listen(path)
      await once(server, 'listening')
      return { server, endpoint: `unix:${path}` }
    },
    async dial(endpoint, signal) {
      const socket = connect(endpoint.replace('unix:', ''))
      await once(socket, 'connect', { signal })
      return { socket, below: socket }
    },
    cleanUp() {
      const left = readdirSync(folder)
      rmSync(folder, { recursive: true })
      expect(left).toEqual([])
    },
  })
}
