/** Ours, as a user writes it. */
import type { Subject, Terms } from './terms.ts'

export async function start({ everyMs, timeoutMs, misses, n, dist }: Terms): Promise<Subject> {
  const { pingPong, supervise } = (await import(`${dist}index.js`)) as typeof import('../../src/index.ts')
  const { tcp } = (await import(`${dist}transport/tcp.js`)) as typeof import('../../src/transport/tcp.ts')

  const supervisor = supervise({ name: 'bench' })
  const gateway = supervisor.listen('bench', tcp.listen({ port: 0 }), {
    heartbeat: { protocol: pingPong, everyMs, timeoutMs, misses },
    maxConnections: n,
  })
  return {
    listen: async () => Number((await gateway.ready).split(':').at(-1)),
    open: () => gateway.size,
    beats: () => gateway.connections.reduce((sum, { counts }) => sum + counts.beats, 0),
    stop: () => supervisor.stop(),
  }
}
