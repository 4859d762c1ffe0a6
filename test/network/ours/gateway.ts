/**
 * This library, as a server that strangers do bad things to: it listens once with each codec, and keeps a healthy
 * connection to `healthy` beside. `frames=ignore` throws business away; else it waits for a reader.
 *
 * It says `CODEC PORT` for each listener, and its feed, a JSON value a line. Orders: `read` (frames are read from now
 * on), `misses` (of the healthy connection, and its reconnects).
 */
import { createInterface } from 'node:readline'
import {
  type Codec,
  type Connection,
  jsonValues,
  lengthPrefixed,
  lines,
  pingPong,
  raw,
  supervise,
} from '../../../src/index.ts'
import { tcp } from '../../../src/transport/tcp.ts'
import { monotonicClock } from '../support/monotonic.ts'
import { say, settings } from './stage.ts'

const { healthy, frames } = settings({ healthy: '', frames: 'ignore' })

const supervisor = supervise({ clock: monotonicClock })
supervisor.feed$.subscribe((event) => say(JSON.stringify(event)))
const beside = supervisor.connect('healthy', tcp(healthy), {
  heartbeat: { protocol: pingPong, everyMs: 300, timeoutMs: 700, misses: 3 },
})
const accepted: Connection[] = []

async function listen(codec: Codec): Promise<void> {
  const gateway = supervisor.listen(codec.name, tcp.listen({ port: 0 }, { codec }), {
    frameTimeoutMs: 500,
    frames: frames === 'ignore' ? 'ignore' : 'deliver',
  })
  gateway.accepted$.subscribe((connection) => accepted.push(connection))
  say(codec.name, new URL(await gateway.ready).port)
}

for (const codec of [lines(), raw(), lengthPrefixed(), jsonValues()]) await listen(codec)

createInterface({ input: process.stdin })
  .on('line', (order) => {
    if (order === 'read') for (const connection of accepted) connection.frames$.subscribe()
    if (order === 'misses') say('misses', beside.counts.misses, beside.counts.reconnects)
  })
  .on('close', () => process.exit())
