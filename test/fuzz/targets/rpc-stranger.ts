/** The other end of a connection in memory: it says frames, and keeps what it hears. */
import type { Codec } from '../../../src/transport/framing.ts'
import type { MemoryNetwork } from '../../../src/transport/memory.ts'
import type { Link, LinkOwner } from '../../../src/transport/transport.ts'

export class Stranger implements LinkOwner {
  readonly frames: Uint8Array[] = []
  isEnded = false
  readonly #link: Link

  constructor(link: Link) {
    this.#link = link
  }

  say(frame: Uint8Array): void {
    this.#link.write(this.#link.encode(frame))
  }

  frame(data: Uint8Array): void {
    this.frames.push(data)
  }

  ended(): void {
    this.isEnded = true
    this.#link.close()
  }

  opened(): void {}
  heard(): void {}
  partial(): void {}
  drained(): void {}
  pinged(): void {}
  ponged(): void {}
  released(): void {}
}

/** Those who are dialled at `stranger:7373`, in order. */
export function strangers(network: MemoryNetwork, codec: Codec): readonly Stranger[] {
  const all: Stranger[] = []
  network
    .host('stranger')
    .listen({ port: 7373, codec })
    .listen({
      accepted({ link }) {
        const stranger = new Stranger(link)
        all.push(stranger)
        return stranger
      },
      listening() {},
      turnedAway() {},
      paused() {},
      resumed() {},
      failed() {},
      closed() {},
    })
  return all
}
