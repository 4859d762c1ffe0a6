/** One client library in a process of its own, with many connections: it tells which of them it dropped, and when. */
import { setTimeout as sleep } from 'node:timers/promises'
import { watchesItself } from '../lib/loop.ts'
import { input, order, tell } from '../lib/told.ts'
import { obeys } from '../stall/ways.ts'
import type { Client, ClientInput, ClientName } from './terms.ts'

export interface HostInput extends ClientInput {
  readonly subject: ClientName
  readonly n: number
  /** All dials fall into this time: heartbeats without a phase of their own beat as one otherwise. */
  readonly spreadMs: number
  /** How long it is kept from running, when ordered to. */
  readonly stallMs: number
}

const LOOK_MS = 20

interface Drop {
  readonly connection: number
  readonly at: number
  readonly own: boolean
}

const { subject, n, spreadMs, stallMs, ...terms } = input<HostInput>()
const client = await clientOf(subject)
const alive = new Set<number>()
const drops: Drop[] = []
obeys(['io', 'timer'], stallMs)
void settles()
void watchesItself()
void reports()
tell('ready')
for (let index = 0; index < n; index += 1) {
  client.dial(index, {
    alive: () => alive.add(index),
    dropped(own) {
      alive.delete(index)
      drops.push({ connection: index, at: performance.timeOrigin + performance.now(), own })
    },
  })
  if (spreadMs > 0) await sleep(spreadMs / n)
}

/** Tells once all connections are alive. */
async function settles(): Promise<void> {
  for (;;) {
    await order('settle')
    while (alive.size < n) await sleep(LOOK_MS)
    tell('settled')
  }
}

/** The number of drops so far, then each. */
async function reports(): Promise<void> {
  for (;;) {
    await order('report')
    tell('report', { drops: drops.length })
    for (const { connection, at, own } of drops) tell('drop', { connection, at, own: own ? 1 : 0 })
  }
}

/** Only the subject's own modules are loaded. */
async function clientOf(name: ClientName): Promise<Client> {
  switch (name) {
    case 'reconnecting-websocket':
      return (await import('./clients/reconnecting-websocket.ts')).start(terms)
    case 'partysocket':
      return (await import('./clients/partysocket.ts')).start(terms)
    case 'ws':
      return (await import('./clients/ws.ts')).start(terms)
    case 'socket.io':
      return (await import('./clients/socket-io.ts')).start(terms)
    case 'mqtt.js':
      return (await import('./clients/mqtt.ts')).start(terms)
    case 'pulsetree':
      return (await import('./clients/pulsetree.ts')).start(terms)
    case 'pulsetree-ws':
      return (await import('./clients/pulsetree-ws.ts')).start(terms)
  }
}
