/** Ours over WebSocket, as a user writes it: its heartbeat is the protocol's own ping. */
import type { Subject, Terms } from './terms.ts'

export async function start({ everyMs, timeoutMs, misses, n, dist }: Terms): Promise<Subject> {
  const { supervise } = (await import(`${dist}index.js`)) as typeof import('../../src/index.ts')
  const { websocketServer } = (await import(
    `${dist}transport/websocket-server.js`
  )) as typeof import('../../src/transport/websocket-server.ts')

  const supervisor = supervise({ name: 'bench' })
  const gateway = supervisor.listen('bench', websocketServer({ port: 0 }), {
    heartbeat: { everyMs, timeoutMs, misses },
    maxConnections: n,
  })
  return {
    listen: async () => Number(new URL(await gateway.ready).port),
    open: () => gateway.size,
    beats: () => gateway.connections.reduce((sum, { counts }) => sum + counts.beats, 0),
    stop: () => supervisor.stop(),
  }
}
