/** Ours over TCP, as a user writes it; the defaults are those of the command line. */
import type { Client, ClientInput } from '../terms.ts'
import { beatOf } from './beat.ts'
import { follow } from './follow.ts'

export async function start({ port, terms, dist }: ClientInput): Promise<Client> {
  const { pingPong, presets, supervise } = (await import(
    `${dist}index.js`
  )) as typeof import('../../../src/index.ts')
  const { tcp } = (await import(`${dist}transport/tcp.js`)) as typeof import('../../../src/transport/tcp.ts')

  const supervisor = supervise({ name: 'bench' })
  return {
    dial(index, watch) {
      const heartbeat = { ...beatOf(terms, presets), protocol: pingPong }
      follow(supervisor.connect(`c${index}`, tcp(`tcp://127.0.0.1:${port}`), { heartbeat }), watch)
    },
  }
}
