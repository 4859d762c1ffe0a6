/** Many connections of one client library in a process of its own: how often they dial, and when all are there. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client, ClientInput } from '../detection/terms.ts'
import { input, order, tell } from '../lib/told.ts'
import { peakOf, watchDials } from './dials.ts'

export type StormClient =
  | 'reconnecting-websocket'
  | 'partysocket'
  | 'socket.io'
  | 'pulsetree'
  | 'pulsetree-ws'

export interface HostInput extends ClientInput {
  readonly subject: StormClient
  readonly n: number
  /** The first dials are spread over this time. */
  readonly spreadMs: number
}

const LOOK_MS = 5
/** The stretch of time in which dials are counted together. */
const TOGETHER_MS = 100

const { subject, n, spreadMs, ...terms } = input<HostInput>()
let times: number[] = []
watchDials((at) => times.push(at))
const client = await clientOf(subject)
const alive = new Set<number>()
let changedAt = 0
for (let index = 0; index < n; index += 1) {
  client.dial(index, {
    alive: () => changed(alive.add(index)),
    dropped: () => changed(alive.delete(index)),
  })
  if (index % 10 === 9) await sleep((10 * spreadMs) / n)
}
void settles()
for (;;) {
  await order('count')
  times = []
  tell('counting', { alive: alive.size })
  await order('report')
  tell('report', {
    attempts: times.length,
    peak: peakOf(times, TOGETHER_MS),
    alive: alive.size,
    changed_at: changedAt,
  })
}

function changed(_: unknown): void {
  changedAt = performance.timeOrigin + performance.now()
}

/** Tells once all connections are alive, or none is. */
async function settles(): Promise<void> {
  for (;;) {
    while (alive.size < n) await sleep(LOOK_MS)
    tell('all', { at: changedAt })
    while (alive.size > 0) await sleep(LOOK_MS)
    tell('none')
  }
}

/** Only the subject's own modules are loaded. */
async function clientOf(name: StormClient): Promise<Client> {
  switch (name) {
    case 'reconnecting-websocket':
      return (await import('../detection/clients/reconnecting-websocket.ts')).start(terms)
    case 'partysocket':
      return (await import('../detection/clients/partysocket.ts')).start(terms)
    case 'socket.io':
      return (await import('../detection/clients/socket-io.ts')).start(terms)
    case 'pulsetree':
      return (await import('../detection/clients/pulsetree.ts')).start(terms)
    case 'pulsetree-ws':
      return (await import('../detection/clients/pulsetree-ws.ts')).start(terms)
  }
}
