/** The README of socket.io. It asks once and does not ask again: the same bound as the others', in one piece. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import type { Terms } from '../terms.ts'

export function listen(terms: Terms): Promise<number> {
  const http = createServer()
  const settings =
    terms === null ? {} : { pingInterval: terms.everyMs, pingTimeout: terms.misses * terms.timeoutMs }
  const io = new Server(http, settings)
  io.on('connection', () => {})
  return new Promise((resolve) => {
    http.listen(0, '127.0.0.1', () => resolve((http.address() as AddressInfo).port))
  })
}
