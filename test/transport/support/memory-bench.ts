/** The memory network as a world for the contract suite. */
import { expect } from 'vitest'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { raw } from '../../../src/transport/framing.ts'
import { memoryNetwork } from '../../../src/transport/memory.ts'
import type { Link, LinkOwner, Listening } from '../../../src/transport/transport.ts'
import type { Bench, RawPeer } from './bench.ts'

export async function memoryBench(): Promise<Bench> {
  const clock = virtualClock()
  const network = memoryNetwork({ clock, latencyMs: 3 })
  const us = network.host('us')
  const stranger = network.host('stranger')
  const strangers: StrangePeer[] = []
  const servers: Listening[] = []
  let ports = 7000

  const strangerOn = (link: Link | null): StrangePeer => {
    const peer = new StrangePeer(() => network.reset('us', 'stranger'))
    peer.link = link
    strangers.push(peer)
    return peer
  }
  const pathOf = (endpoint: string): string => endpoint.replace('memory://', '')
  return {
    transportName: 'memory',
    listener: (codec, port = 0) => us.listen({ port, codec }),
    transport: (endpoint, codec) => us.dial({ to: pathOf(endpoint), codec }),
    async rawServer() {
      const peers: StrangePeer[] = []
      const port = ports++
      const listening = stranger.listen({ port, codec: raw() }).listen({
        ...silent,
        accepted({ link }) {
          const peer = strangerOn(link)
          peers.push(peer)
          return peer
        },
      })
      servers.push(listening)
      await clock.runAll()
      return { endpoint: `memory://stranger:${port}`, peers }
    },
    async rawClient(endpoint) {
      const peer = strangerOn(null)
      peer.link = stranger.dial({ to: pathOf(endpoint), codec: raw() }).dial(peer)
      while (!peer.isOpen) if (!(await clock.runNext())) throw new Error('the raw client never connects')
      return peer
    },
    nowhere: async () => 'memory://stranger:1',
    happened() {},
    async until(isSo) {
      while (!isSo()) if (!(await clock.runNext())) throw new Error(`never: ${isSo}`)
    },
    settle: () => clock.runAll(),
    async end() {
      for (const server of servers) server.close()
      for (const { link } of strangers) link?.destroy()
      await clock.runAll()
      const { openLinks, openListeners, pendingDials } = network
      expect({ openLinks, openListeners, pendingDials, events: clock.pending }).toEqual({
        openLinks: 0,
        openListeners: 0,
        pendingDials: 0,
        events: 0,
      })
    },
  }
}

const silent = { listening() {}, turnedAway() {}, paused() {}, resumed() {}, failed() {}, closed() {} }

/** A raw codec on a host of its own is as low as the memory network goes. */
class StrangePeer implements LinkOwner, RawPeer {
  readonly ends: string[] = []
  received = ''
  isOpen = false
  link: Link | null = null
  readonly #reset: () => void

  constructor(reset: () => void) {
    this.#reset = reset
  }

  write(bytes: string | Uint8Array): void {
    this.link?.write(bytes)
  }
  fin(): void {
    this.link?.close()
  }
  reset(): void {
    this.#reset()
  }
  pause(): void {
    this.link?.pause()
  }
  resume(): void {
    this.link?.resume()
  }

  opened(): void {
    this.isOpen = true
  }
  heard(): void {}
  frame(data: Uint8Array): void {
    this.received += new TextDecoder().decode(data)
  }
  partial(): void {}
  drained(): void {}
  pinged(): void {}
  ponged(): void {}
  ended({ kind }: { readonly kind: string }): void {
    this.ends.push(kind === 'eof' ? 'fin' : kind)
  }
  released(): void {
    this.ends.push('closed')
  }
}
