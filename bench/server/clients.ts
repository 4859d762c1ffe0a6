/** The load: plain clients that answer every beat, and count the connections they lost. Knows nothing of the servers. */
import { connect } from 'node:net'
import { input, order, tell } from '../lib/told.ts'
import { SPEAKERS, type Speech } from './speech.ts'

export interface ClientsInput {
  readonly port: number
  readonly n: number
  /** Connections opened in a second. */
  readonly perSecond: number
  readonly speaks: Speech
}

const STEP_MS = 10
/** Connections under way at once: below the shortest backlog of the servers. */
const MOST_PENDING = 200

const { port, n, perSecond, speaks } = input<ClientsInput>()
const start = SPEAKERS[speaks]
let begun = 0
let ready = 0
let ended = 0

await new Promise<void>((resolve) => {
  const timer = setInterval(() => {
    const room = Math.min((perSecond * STEP_MS) / 1000, MOST_PENDING - (begun - ready), n - begun)
    for (let index = 0; index < room; index += 1) open()
    if (ready < n) return
    clearInterval(timer)
    resolve()
  }, STEP_MS)
})
tell('connected')
while (process.connected) {
  await order('count')
  tell('counted', { ended })
}

function open(): void {
  begun += 1
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.on('error', (error) => {
    // A server that is stopping may reset what it has not read.
    if (socket.connecting) throw error
  })
  socket.on('close', () => {
    ended += 1
  })
  start(socket, () => {
    ready += 1
  })
}
