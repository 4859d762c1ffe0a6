/**
 * The peer that does the least: plain sockets of `node:net` with one shared 50 ms wheel. Phases are spread, an arrival
 * writes one number, a silent server is left. No back-off, no budget of dials, no suspicion.
 */
import { connect, type Socket } from 'node:net'
import type { Fleet, Terms } from './terms.ts'

const TICK_MS = 50
const PING = Buffer.from('ping\n')

interface Peer {
  readonly socket: Socket
  heardAt: number
}

export function start({ port, everyMs, timeoutMs, misses }: Terms): Fleet {
  const slots = Array.from({ length: Math.round(everyMs / TICK_MS) }, () => new Set<Peer>())
  const deadAfterMs = everyMs + misses * timeoutMs
  let open = 0
  let beats = 0
  let gone: (() => void) | null = null
  let turned = Math.floor(performance.now() / TICK_MS)

  // By elapsed time, not one slot a callback: a wheel that falls behind leaves healthy servers.
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
    dial() {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      const peer = { socket, heardAt: performance.now() }
      const slot = slots[Math.floor(Math.random() * slots.length)]!
      socket.on('connect', () => {
        slot.add(peer)
        open += 1
      })
      socket.on('data', () => {
        peer.heardAt = performance.now()
      })
      socket.on('error', () => {})
      socket.on('close', () => {
        if (slot.delete(peer)) open -= 1
        if (open === 0) gone?.()
      })
    },
    open: () => open,
    beats: () => beats,
    stop: () =>
      new Promise((resolve) => {
        clearInterval(wheel)
        gone = resolve
        for (const slot of slots) for (const { socket } of slot) socket.end()
      }),
  }
}
