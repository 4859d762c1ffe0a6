/**
 * Stately's own tool, in a process of its own: its server, and a receiver that prints each event it is told of as a line.
 *
 *     node tool-peer.mjs [PORT]      prints the port first
 */
import { createServer } from 'node:net'
import { createWebSocketReceiver } from '@statelyai/inspect'
import { createInspectorServer } from '@statelyai/inspect/server'

const port = Number(process.argv[2] ?? 0) || (await freePort())
createInspectorServer({ port, autoOpen: false })
createWebSocketReceiver({ server: `ws://localhost:${port}` }).subscribe((event) =>
  console.log(JSON.stringify(event)),
)
console.log(port)
process.stdin.resume().on('end', () => process.exit())

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
