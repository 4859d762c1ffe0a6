/** The README of reconnecting-websocket. It has no heartbeat, and no option for one. */
import { createRequire } from 'node:module'
import { WebSocket } from 'ws'
import type { Client, ClientInput } from '../terms.ts'

// Its types describe an ES module; what Node gets is the class itself.
const ReconnectingWebSocket = createRequire(import.meta.url)(
  'reconnecting-websocket',
) as typeof import('reconnecting-websocket').default

export function start({ port }: ClientInput): Client {
  return {
    dial(_, watch) {
      const socket = new ReconnectingWebSocket(`ws://127.0.0.1:${port}`, [], { WebSocket })
      socket.addEventListener('open', () => watch.alive())
      socket.addEventListener('close', () => watch.dropped(false))
    },
  }
}
