/** A client library and its healthy peer, each in a process of its own, and both gone at the end. */
import type { Tools } from '../lib/bench.ts'
import type { Program } from '../lib/programs.ts'
import type { Together } from '../lib/together.ts'
import type { WireInput } from '../stall/wire.ts'
import type { HostInput } from './host.ts'
import type { PeerInput } from './peer.ts'
import { ASKS, type ClientName, SPEAKS, type Terms } from './terms.ts'

export interface Pair {
  readonly peer: Program
  readonly host: Program
  /** Between the two; null where there is nothing. */
  readonly wire: Program | null
  /** Resolves once all connections are alive. */
  settled(): Promise<void>
}

export interface Setting {
  readonly terms: Terms
  readonly n: number
  /** All dials fall into this time. */
  readonly spreadMs: number
  /** How long the client is kept from running when it is. */
  readonly stallMs: number
  /** How far away the peer is, one way; null: as near as can be. */
  readonly awayMs: number | null
}

const PATIENCE_MS = 60_000

/** `work` begins when all connections of all pairs are alive. */
export async function withPair<T>(
  subject: ClientName,
  { terms, n, spreadMs, stallMs, awayMs }: Setting,
  { programs, dist }: Pick<Tools, 'programs' | 'dist'>,
  together: Together,
  work: (pair: Pair) => Promise<T>,
): Promise<T> {
  const started: Program[] = []
  const start = async (source: string, input: object): Promise<{ program: Program; port: number }> => {
    const program = programs.start(source, input)
    started.push(program)
    const { port = 0 } = await program.tells('ready', PATIENCE_MS)
    return { program, port }
  }
  try {
    const pair = await together.start(async () => {
      const peerInput: PeerInput = { speaks: SPEAKS[subject], terms }
      const { program: peer, port } = await start('bench/detection/peer.ts', peerInput)
      const wireInput: WireInput = { port, delayMs: awayMs ?? 0, asks: ASKS[subject] }
      const wire = awayMs === null ? null : await start('bench/stall/wire.ts', wireInput)
      const hostInput: HostInput = { subject, port: wire?.port ?? port, n, terms, spreadMs, stallMs, dist }
      const { program: host } = await start('bench/detection/host.ts', hostInput)
      const settled = async (): Promise<void> => {
        host.order('settle')
        await host.tells('settled', PATIENCE_MS)
      }
      await settled()
      return { peer, host, wire: wire?.program ?? null, settled }
    })
    await together.ready()
    return await work(pair)
  } finally {
    await Promise.all(started.map((program) => programs.end(program)))
  }
}
