/** The memory network as a world for the contract suite. */
import { expect } from 'vitest'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { type Codec, raw } from '../../../src/transport/framing.ts'
import { type Delivery, memoryNetwork } from '../../../src/transport/memory.ts'
import type { Link, LinkOwner, Listening } from '../../../src/transport/transport.ts'
import type { Bench, RawPeer } from './bench.ts'

export async function memoryBench(delivers: Delivery = 'stream'): Promise<Bench> {
  const clock = virtualClock()
  const network = memoryNetwork({ clock, latencyMs: 3 })
  const us = network.host('us')
  const stranger = network.host('stranger')
  const strangers: StrangePeer[] = []
  const servers: Listening[] = []
  let ports = 7000

  const strangerOn = (link: Link | null): StrangePeer => {
    const peer = new StrangePeer(delivers, () => network.reset('us', 'stranger'))
    peer.link = link
    strangers.push(peer)
    return peer
  }
  // A message is what would be a line: of a codec only the limit means something to it.
  const form = (codec: Codec) =>
    delivers === 'stream' ? { delivers, codec } : { delivers, maxFrameBytes: codec.maxFrameBytes }
  const pathOf = (endpoint: string): string => endpoint.replace('memory://', '')
  return {
    transportName: 'memory',
    listener: (codec, port = 0) => us.listen({ port, ...form(codec) }),
    transport: (endpoint, codec) => us.dial({ to: pathOf(endpoint), ...form(codec) }),
    async rawServer() {
      const peers: StrangePeer[] = []
      const port = ports++
      const listening = stranger.listen({ port, ...form(raw()) }).listen({
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
      peer.link = stranger.dial({ to: pathOf(endpoint), ...form(raw()) }).dial(peer)
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
  readonly #delivers: Delivery
  readonly #reset: () => void

  constructor(delivers: Delivery, reset: () => void) {
    this.#delivers = delivers
    this.#reset = reset
  }

  write(bytes: string | Uint8Array): void {
    if (this.#delivers === 'stream') this.link?.write(bytes)
    else for (const line of linesOf(bytes)) this.link?.write(line)
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
    this.received += new TextDecoder().decode(data) + (this.#delivers === 'messages' ? '\n' : '')
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

/** The lines of a text that are complete; anything else is one message. */
function linesOf(bytes: string | Uint8Array): readonly (string | Uint8Array)[] {
  return typeof bytes === 'string' ? bytes.split('\n').slice(0, -1) : [bytes]
}
