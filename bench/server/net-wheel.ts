/**
 * The peer that does the least: a bare `node:net` server with one shared 50 ms wheel. Phases are spread, an arrival
 * writes one number, a silent peer is destroyed. No suspicion, no answer to a stall, no back-pressure, no feed.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { Subject, Terms } from './terms.ts'

const TICK_MS = 50
const PING = Buffer.from('ping\n')

interface Peer {
  readonly socket: Socket
  heardAt: number
}

export function start({ everyMs, timeoutMs, misses }: Terms): Subject {
  const slots = Array.from({ length: Math.round(everyMs / TICK_MS) }, () => new Set<Peer>())
  const deadAfterMs = everyMs + misses * timeoutMs
  let open = 0
  let beats = 0
  let turned = Math.floor(performance.now() / TICK_MS)

  const server = createServer({ noDelay: true }, (socket) => {
    const peer = { socket, heardAt: performance.now() }
    const slot = slots[Math.floor(Math.random() * slots.length)]!
    slot.add(peer)
    open += 1
    socket.on('data', () => {
      peer.heardAt = performance.now()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      slot.delete(peer)
      open -= 1
    })
  })

  // By elapsed time, not one slot a callback: a wheel that falls behind kills healthy peers.
  const wheel = setInterval(() => {
    const now = performance.now()
    for (const until = Math.floor(now / TICK_MS); turned < until; turned += 1) {
      for (const { socket, heardAt } of slots[turned % slots.length]!) {
        if (now - heardAt > deadAfterMs) socket.destroy()
        else {
          socket.write(PING)
          beats += 1
        }
      }
    }
  }, TICK_MS)

  return {
    listen: () =>
      new Promise((resolve) => {
        server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
      }),
    open: () => open,
    beats: () => beats,
    stop: () =>
      new Promise((resolve) => {
        clearInterval(wheel)
        server.close(() => resolve())
        for (const slot of slots) for (const { socket } of slot) socket.end()
      }),
  }
}
