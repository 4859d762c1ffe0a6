/** The peer most people have: the recipe of the README of `ws`, "How to detect and close broken connections?". */
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Subject, Terms } from './terms.ts'

/** The recipe hangs this field on each socket. */
type Watched = WebSocket & { isAlive?: boolean }

function heartbeat(this: Watched): void {
  this.isAlive = true
}

export function start({ everyMs }: Terms): Subject {
  let beats = 0
  let wss: WebSocketServer
  let interval: NodeJS.Timeout
  return {
    listen: () =>
      new Promise((resolve) => {
        wss = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () =>
          resolve((wss.address() as AddressInfo).port),
        )
        wss.on('connection', (ws: Watched) => {
          ws.isAlive = true
          ws.on('error', () => {})
          ws.on('pong', heartbeat)
        })
        interval = setInterval(() => {
          for (const ws of wss.clients as Set<Watched>) {
            if (ws.isAlive === false) {
              ws.terminate()
              continue
            }
            ws.isAlive = false
            ws.ping()
            beats += 1
          }
        }, everyMs)
      }),
    open: () => wss.clients.size,
    beats: () => beats,
    stop: () =>
      new Promise((resolve) => {
        clearInterval(interval)
        wss.close(() => resolve())
        for (const ws of wss.clients) ws.close(1001)
      }),
  }
}
