/** Many connections of one client library in a process of its own: how often they dial, and when all are there. */
import { writeFileSync } from 'node:fs'
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
  /** The file that gets a {@link Trace} with the report; null for none. */
  readonly trace: string | null
}

/** What a storm was like, in ms since the epoch. */
export interface Trace {
  /** When each dial was made. */
  readonly dials: readonly number[]
  /** When each client was alive for the last time. */
  readonly back: readonly number[]
}

const LOOK_MS = 5
/** The stretch of time in which dials are counted together. */
const TOGETHER_MS = 100

const { subject, n, spreadMs, trace, ...terms } = input<HostInput>()
let times: number[] = []
watchDials((at) => times.push(at))
const client = await clientOf(subject)
const alive = new Set<number>()
const backAt = new Map<number, number>()
let changedAt = 0
for (let index = 0; index < n; index += 1) {
  client.dial(index, {
    alive() {
      alive.add(index)
      backAt.set(index, changed())
    },
    dropped() {
      alive.delete(index)
      changed()
    },
  })
  if (index % 10 === 9) await sleep((10 * spreadMs) / n)
}
void settles()
for (;;) {
  await order('count')
  times = []
  tell('counting', { alive: alive.size })
  await order('report')
  if (trace !== null) {
    writeFileSync(trace, JSON.stringify({ dials: times, back: [...backAt.values()] } satisfies Trace))
  }
  tell('report', {
    attempts: times.length,
    peak: peakOf(times, TOGETHER_MS),
    alive: alive.size,
    changed_at: changedAt,
  })
}

function changed(): number {
  changedAt = performance.timeOrigin + performance.now()
  return changedAt
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
