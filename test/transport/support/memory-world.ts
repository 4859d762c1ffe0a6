/** Two hosts, `a` and `b`, on a virtual clock: enough for every hardship. */
import { type VirtualClock, virtualClock } from '../../../src/testing/virtual-clock.ts'
import { lines } from '../../../src/transport/framing.ts'
import {
  type Delivery,
  type MemoryHost,
  type MemoryNetwork,
  type MemoryNetworkOptions,
  memoryNetwork,
} from '../../../src/transport/memory.ts'
import { Gate } from './bench.ts'
import { type Reaction, Recorder } from './recorder.ts'

export interface MemoryWorld {
  readonly clock: VirtualClock
  readonly network: MemoryNetwork
  readonly a: MemoryHost
  readonly b: MemoryHost
  /** Listens on `b`, on port 1 unless told otherwise. */
  listen(react?: Reaction | null, port?: number): Gate
  /** Dials `b` from `a`. */
  dial(react?: Reaction, port?: number): Recorder
  /** `a` dials `b`, and both ends are open. */
  pair(): { gate: Gate; near: Recorder; far: Recorder }
}

export interface MemoryWorldOptions extends Omit<MemoryNetworkOptions, 'clock'> {
  /** How everything that is dialled here delivers. */
  readonly delivers?: Delivery
}

/** One trip takes 3 ms unless told otherwise. */
export function memoryWorld({ delivers = 'stream', ...options }: MemoryWorldOptions = {}): MemoryWorld {
  const clock = virtualClock()
  const network = memoryNetwork({ clock, latencyMs: 3, ...options })
  const a = network.host('a')
  const b = network.host('b')
  const listener = (_codec: unknown, port = 1) => b.listen({ port, delivers })
  const world: MemoryWorld = {
    clock,
    network,
    a,
    b,
    listen: (react, port) => new Gate({ happened() {}, listener }, react).listen(lines(), port),
    dial: (react, port = 1) => new Recorder(() => {}, react).dial(a.dial({ to: `b:${port}`, delivers })),
    pair() {
      const gate = world.listen()
      const near = world.dial()
      while (gate.accepts.length === 0) clock.advanceSync(20)
      return { gate, near, far: gate.first }
    },
  }
  return world
}
