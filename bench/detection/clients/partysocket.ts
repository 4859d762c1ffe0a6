/** The README of partysocket. It has no heartbeat, and no option for one. */
import ReconnectingWebSocket from 'partysocket/ws'
import { WebSocket } from 'ws'
import type { Client, ClientInput } from '../terms.ts'

export function start({ port }: ClientInput): Client {
  return {
    dial(_, watch) {
      const socket = new ReconnectingWebSocket(`ws://127.0.0.1:${port}`, [], { WebSocket })
      socket.addEventListener('open', () => watch.alive())
      socket.addEventListener('close', () => watch.dropped(false))
    },
  }
}
