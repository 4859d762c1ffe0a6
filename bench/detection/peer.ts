/** The healthy side in a process of its own. It tells when it kept others waiting. */
import { watchesItself } from '../lib/loop.ts'
import { input, tell } from '../lib/told.ts'
import type { Speech, Terms } from './terms.ts'

export interface PeerInput {
  readonly speaks: Speech
  readonly terms: Terms
}

const { speaks, terms } = input<PeerInput>()
const port = await listen()
void watchesItself()
tell('ready', { port })

async function listen(): Promise<number> {
  switch (speaks) {
    case 'lines':
      return (await import('./peers/lines.ts')).listen()
    case 'websocket':
      return (await import('./peers/websocket.ts')).listen(terms)
    case 'socket.io':
      return (await import('./peers/socket-io.ts')).listen(terms)
    case 'mqtt':
      return (await import('./peers/mqtt.ts')).listen()
  }
}
