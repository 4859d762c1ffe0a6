/** Ours over WebSocket, as a user writes it: its heartbeat is the protocol's own ping. */
import type { Client, ClientInput } from '../terms.ts'
import { beatOf } from './beat.ts'
import { follow } from './follow.ts'

export async function start({ port, terms, dist }: ClientInput): Promise<Client> {
  const { presets, supervise } = (await import(`${dist}index.js`)) as typeof import('../../../src/index.ts')
  const { websocket } = (await import(
    `${dist}transport/websocket.js`
  )) as typeof import('../../../src/transport/websocket.ts')

  const supervisor = supervise({ name: 'bench' })
  return {
    dial(index, watch) {
      const options = { heartbeat: beatOf(terms, presets) }
      follow(supervisor.connect(`c${index}`, websocket(`ws://127.0.0.1:${port}`), options), watch)
    },
  }
}
