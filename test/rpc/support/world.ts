/** Two ends of ours on a network in memory, one that dials and one that accepts, in virtual time. */
import { type Connection, lengthPrefixed, seededRandom, supervise } from '../../../src/index.ts'
import { type RpcOptions, type RpcPeer, rpc } from '../../../src/rpc/index.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { memoryNetwork } from '../../../src/transport/memory.ts'

export interface Ends {
  /** Of those who dial. */
  readonly near?: RpcOptions
  /** Of those who accept. */
  readonly far?: RpcOptions
  readonly maxFrameBytes?: number
}

export async function ends({ near = {}, far = {}, maxFrameBytes }: Ends = {}) {
  const clock = virtualClock()
  const network = memoryNetwork({ clock, latencyMs: 1 })
  const codec = lengthPrefixed(maxFrameBytes === undefined ? {} : { maxFrameBytes })
  const server = supervise({ name: 'far', clock: network.host('far').clock, random: seededRandom(1) })
  const fleet = supervise({ name: 'near', clock: network.host('near').clock, random: seededRandom(2) })
  const accepted: { connection: Connection; peer: RpcPeer }[] = []
  const door = server.listen('door', network.host('far').listen({ port: 7373, codec }))
  door.accepted$.subscribe((connection) => accepted.push({ connection, peer: rpc(connection, far) }))
  const connection = fleet.connect('calls', network.host('near').dial({ to: 'far:7373', codec }), {
    backoff: { firstMs: 100, maxMs: 100, jitter: 'none' },
  })
  const peer = rpc(connection, near)
  return {
    clock,
    network,
    connection,
    peer,
    accepted,
    alive: () => clock.advance(10),
    /** Nobody is accepted any more, and those who were are gone. */
    close: () => void door.stop(),
    async end() {
      const stopped = Promise.all([fleet.stop({ now: true }), server.stop({ now: true })])
      await clock.advance(5_000)
      await stopped
    },
  }
}

/** How a promise stands, without waiting for it: `pending`, a value, or an error. */
export function outcome(promise: Promise<unknown>): { now: unknown } {
  const state: { now: unknown } = { now: 'pending' }
  promise.then(
    (value) => {
      state.now = value
    },
    (error: unknown) => {
      state.now = error
    },
  )
  return state
}
