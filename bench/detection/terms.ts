/** What every client of this bench agrees to, and what its processes are started with. */
import type { PresetName, presets as Presets } from '../../src/index.ts'
import type { Pace } from '../stall/measure.ts'

/** Client libraries, and ours over two transports. */
export type ClientName =
  | 'reconnecting-websocket'
  | 'partysocket'
  | 'ws'
  | 'socket.io'
  | 'mqtt.js'
  | 'pulsetree'
  | 'pulsetree-ws'

/** What the healthy side speaks. */
export type Speech = 'lines' | 'websocket' | 'socket.io' | 'mqtt'

export const SPEAKS: Readonly<Record<ClientName, Speech>> = {
  'reconnecting-websocket': 'websocket',
  partysocket: 'websocket',
  ws: 'websocket',
  'socket.io': 'socket.io',
  'mqtt.js': 'mqtt',
  pulsetree: 'lines',
  'pulsetree-ws': 'websocket',
}

/** Who sends the question that the other answers. */
export const ASKS: Readonly<Record<ClientName, 'dialler' | 'listener'>> = {
  'reconnecting-websocket': 'listener',
  partysocket: 'listener',
  ws: 'listener',
  'socket.io': 'listener',
  'mqtt.js': 'dialler',
  pulsetree: 'dialler',
  'pulsetree-ws': 'dialler',
}

/** Null: whatever comes with the library. Who cannot be told so much comes as near as it can. */
export type Terms = NamedPace | null

/** A pace, and the name of our preset that is the same. */
export interface NamedPace extends Pace {
  readonly preset?: PresetName
}

/** A preset of ours in words that others know, too. */
export function paceOf(preset: PresetName, presets: typeof Presets): NamedPace {
  const { everyMs, timeoutMs, suspect } = presets[preset]
  if (everyMs === undefined || timeoutMs === undefined || suspect === undefined) {
    throw new TypeError(`the preset ${preset} leaves to the defaults what the others have to be told`)
  }
  return { everyMs, timeoutMs, misses: 1 + (suspect.forMs ?? 0) / timeoutMs, preset }
}

/** Who hears what becomes of one connection. */
export interface Watch {
  alive(): void
  /** The library says that the connection is over. `own`: by its own verdict, since the peer was silent. */
  dropped(own: boolean): void
}

/** A client library under test: opens one connection to a port of 127.0.0.1, and opens it again when it was lost. */
export interface Client {
  dial(index: number, watch: Watch): void
}

/** What a client is made of. */
export interface ClientInput {
  readonly port: number
  readonly terms: Terms
  /** The built library. */
  readonly dist: string
}
