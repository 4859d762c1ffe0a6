/** The README of socket.io-client, over WebSocket alone. Its server says how often it pings, and how long is waited. */
import { io } from 'socket.io-client'
import type { Client, ClientInput } from '../terms.ts'

export function start({ port }: ClientInput): Client {
  return {
    dial(_, watch) {
      const socket = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true })
      socket.on('connect', () => watch.alive())
      socket.on('disconnect', (reason) => watch.dropped(reason === 'ping timeout'))
    },
  }
}
