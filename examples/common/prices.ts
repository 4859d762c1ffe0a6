/** The connection that both pages show. */
import { type Connection, pingPong, supervise } from 'pulsetree'
import { websocket } from 'pulsetree/websocket'

export type Prices = Readonly<Record<string, number>>

/** `?server=ws://…` names another one. */
const server = new URLSearchParams(location.search).get('server') ?? 'ws://127.0.0.1:7380/prices'

const fleet = supervise({ name: 'page' })

/** Browsers have no ping of their own, so the server is asked by text: silent, it is dead within 2 + 3 × 1 s. */
export const connection: Connection = fleet.connect('prices', websocket(server), {
  heartbeat: { protocol: pingPong, everyMs: 2_000, timeoutMs: 1_000, misses: 3 },
  backoff: { firstMs: 500, maxMs: 10_000 },
})

export function pricesOf(text: string): Prices {
  const prices: Prices = JSON.parse(text)
  return prices
}
