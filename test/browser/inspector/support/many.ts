/** Thousands of connections within this process. */
import { onTestFinished } from 'vitest'
import { type Supervisor, supervise, systemClock } from '../../../../src/index.ts'
import { memoryNetwork } from '../../../../src/transport/memory.ts'

/** As long as its tests have. */
const STOP_MS = 40_000

export interface Many {
  readonly fleet: Supervisor
  /** The far ends of their links. */
  readonly peers: { end(name: string): void }
}

/** `c0`, `c1`, …: each with its link over a network in memory, and no heartbeat. */
export function noHeartbeat(count: number): Many {
  const network = memoryNetwork({ clock: systemClock, latencyMs: 1 })
  const us = network.host('us')
  const peer = network.host('peer')
  const far = supervise({ name: 'far' })
  const gate = far.listen('gate', peer.listen({ port: 1 }), { maxConnections: count })
  const fleet = supervise({ name: 'fleet' })
  const first = { firstMs: 60_000, jitter: 'none' } as const
  for (let n = 0; n < count; n += 1) fleet.connect(`c${n}`, us.dial({ to: 'peer:1' }), { backoff: first })
  // Twenty thousand ends take a loaded machine as long as a test may.
  onTestFinished(async () => {
    await Promise.all([fleet.stop({ now: true }), far.stop({ now: true })])
  }, STOP_MS)
  const end = (name: string): void => {
    // They are accepted in the order in which they dial.
    const found = [...gate.connections].at(Number(name.slice(1)))
    if (found === undefined) throw new Error(`no such connection: ${name}`)
    void found.stop()
  }
  return { fleet, peers: { end } }
}
