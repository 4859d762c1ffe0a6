/** A recorded supervisor on the virtual network, under hardship that is plain data. */
import {
  type ConnectOptions,
  type HeartbeatOptions,
  pingPong,
  raw,
  type Supervisor,
  seededRandom,
  supervise,
} from '../../../../src/index.ts'
import { adaptive, phi } from '../../../../src/machines/detector/index.ts'
import { memoryNetwork, virtualClock } from '../../../../src/testing/index.ts'
import { recorder } from '../../../../src/testing/recording/index.ts'

export type Detector = 'fixed' | 'phi' | 'adaptive'

/** What happens for how long; then it is over. */
export type Trouble =
  | { readonly kind: 'nothing' | 'cut' | 'one way' | 'freeze' | 'stall' | 'refuse'; readonly ms: number }
  | {
      readonly kind: 'crash' | 'reset' | 'send' | 'pause' | 'retry' | 'stop' | 'probe' | 'jump'
      readonly ms: number
    }

export interface WorldOptions {
  readonly seed: number
  readonly detectors: readonly Detector[]
  readonly latencyMs: number
  readonly isRaw: boolean
  readonly hooks: boolean
  readonly troubles: readonly Trouble[]
}

function detectorOf(kind: Detector): NonNullable<HeartbeatOptions['detector']> {
  return kind === 'fixed' ? kind : kind === 'phi' ? phi() : adaptive()
}

/** Lives through it all; answers the recording. */
export async function recorded(options: WorldOptions): Promise<string[]> {
  const { seed, detectors, latencyMs, isRaw, hooks, troubles } = options
  const clock = virtualClock()
  const network = memoryNetwork({ clock, latencyMs })
  const us = network.host('us')
  const lines: string[] = []
  const tape = recorder({ write: (line) => lines.push(line), clock: us.clock, random: seededRandom(seed) })
  const fleet = tape.follow(supervise({ name: 'fleet', ...tape.options }))
  /** The one that lives: those whose host crashed are gone with it. */
  let server: Supervisor | null = null
  const codec = isRaw ? { codec: raw() } : {}
  const serve = (): void => {
    const host = network.host('peer')
    server = supervise({ clock: host.clock, random: seededRandom(seed + 1) })
    server.listen('gate', host.listen({ port: 7373, ...codec }), {
      heartbeat: { protocol: pingPong, everyMs: 3_000 },
    })
  }
  serve()
  await clock.advance(1)
  const connections = detectors.map((kind, index) => {
    const connectOptions: ConnectOptions = {
      heartbeat: {
        protocol: pingPong,
        everyMs: 1_000,
        timeoutMs: 500,
        misses: 3,
        detector: detectorOf(kind),
      },
      backoff: { firstMs: 200, maxMs: 2_000, stableMs: 1_000 },
      connectTimeoutMs: 1_000,
      closeTimeoutMs: 500,
      ...(hooks ? { onOpen: async () => {} } : {}),
    }
    return fleet.connect(`c${index}`, us.dial({ to: 'peer:7373', ...codec }), connectOptions)
  })
  const [first] = connections
  for (const { kind, ms } of troubles) {
    if (kind === 'stall') clock.stall(ms)
    if (kind === 'jump') clock.jumpWall(ms)
    if (kind === 'crash') {
      network.crash('peer')
      serve()
    }
    if (kind === 'reset') network.reset('us', 'peer')
    if (kind === 'send') for (const connection of connections) connection.send('news').catch(() => {})
    if (kind === 'pause') first?.pause()
    if (kind === 'retry') first?.retry()
    if (kind === 'probe') first?.probe()
    if (kind === 'stop') void connections.at(-1)?.stop()
    const cure =
      kind === 'cut'
        ? network.cut('us', 'peer')
        : kind === 'one way'
          ? network.cutOneWay('peer', 'us')
          : kind === 'freeze'
            ? network.freeze('us')
            : kind === 'refuse'
              ? network.refuse('peer')
              : null
    await clock.advance(ms)
    cure?.()
    if (kind === 'pause') first?.resume()
  }
  const ends = [fleet, server].map((supervisor) => supervisor?.stop())
  await clock.advance(30_000)
  await clock.runAll()
  await Promise.all(ends)
  return lines
}
