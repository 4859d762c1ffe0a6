/** A WebSocket server that answers pings, and pings like the recipe of the README of `ws`; it judges nobody. */
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import type { Terms } from '../terms.ts'

const AS_IN_THE_README_MS = 30_000

export function listen(terms: Terms): Promise<number> {
  return new Promise((resolve) => {
    const wss: WebSocketServer = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () =>
      resolve((wss.address() as AddressInfo).port),
    )
    wss.on('connection', (ws) => {
      ws.on('error', () => {})
      // Each at its own phase, so that one freeze is many experiments.
      const pinging = setInterval(() => ws.ping(), terms?.everyMs ?? AS_IN_THE_README_MS)
      ws.on('close', () => clearInterval(pinging))
    })
  })
}
