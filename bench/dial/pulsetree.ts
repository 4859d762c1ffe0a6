/** Ours, as a user writes it: a fleet under a dynamic supervisor. */
import type { Fleet, Terms } from './terms.ts'

export async function start({ port, everyMs, timeoutMs, misses, dist }: Terms): Promise<Fleet> {
  const { pingPong, supervise } = (await import(`${dist}index.js`)) as typeof import('../../src/index.ts')
  const { tcp } = (await import(`${dist}transport/tcp.js`)) as typeof import('../../src/transport/tcp.ts')

  const supervisor = supervise({ name: 'bench', dynamic: true })
  const transport = tcp({ host: '127.0.0.1', port })
  return {
    dial(index) {
      supervisor.connect(`connection ${index}`, transport, {
        heartbeat: { protocol: pingPong, everyMs, timeoutMs, misses },
      })
    },
    open: () => supervisor.connections.filter(({ phase }) => phase === 'alive').length,
    beats: () => supervisor.connections.reduce((sum, { counts }) => sum + counts.beats, 0),
    stop: () => supervisor.stop(),
  }
}
