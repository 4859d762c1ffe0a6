/**
 * Stately's own tool, in a process of its own: its server, and a receiver that prints each event it is told of as a line.
 *
 *     node tool-peer.mjs PORT      prints the port first
 */
import { createWebSocketReceiver } from '@statelyai/inspect'
import { createInspectorServer } from '@statelyai/inspect/server'

const port = Number(process.argv[2])
createInspectorServer({ port, autoOpen: false })
createWebSocketReceiver({ server: `ws://localhost:${port}` }).subscribe((event) =>
  console.log(JSON.stringify(event)),
)
console.log(port)
process.stdin.resume().on('end', () => process.exit())
