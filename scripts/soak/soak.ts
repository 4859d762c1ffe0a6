/** A tree of connections under constant churn, whose books must add up and whose memory must stay flat. */
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { pingPong, supervise } from '../../src/index.ts'
import { seededRandom } from '../../src/testing/index.ts'
import { tcp } from '../../src/transport/tcp.ts'
import { freePort } from '../../test/support/free-port.ts'
import { Crowd } from './crowd.ts'
import { Fleets } from './fleets.ts'
import { boundMb, growthMb, type Sample } from './growth.ts'
import { Ledger } from './ledger.ts'
import { countedClock } from './waits.ts'

export interface SoakOptions {
  /** Of the tree: a third dials, the other two thirds are accepted, half of those from another process. */
  readonly connections: number
  readonly ms: number
  readonly seed: number
  /** How often something is done to somebody. */
  readonly disturbEveryMs: number
  readonly renewEveryMs: number
  readonly freezeEveryMs: number
  readonly rebindEveryMs: number
  readonly lookEveryMs: number
  progress(line: string): void
}

export interface SoakReport {
  /** What was wrong, in sentences. */
  readonly problems: readonly string[]
  readonly ledger: Ledger
  /** Connections that the clients of the other process made. */
  readonly connects: number
  readonly samples: readonly Sample[]
  readonly growthMb: number
  readonly boundMb: number
}

const FLEETS = 10
/** Longer than a verdict of silence takes. */
const FROZEN_MS = 4_000
const LOOK_MS = 50
/** Of the samples: until then caches fill, and machine code is made. */
const WARM_UP_SHARE = 0.3
/** A line through fewer samples says nothing. */
const FEWEST_SAMPLES = 10
/** The last sockets are closed a turn or two of the system after their owners were told. */
const LOOKS_FOR_THE_LAST = 100

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

export async function soak(options: SoakOptions): Promise<SoakReport> {
  const { connections, ms, seed } = options
  const third = Math.ceil(connections / 3)
  const random = seededRandom(seed)
  const clock = countedClock()
  const socketsBefore = openSockets()
  const root = supervise({ name: 'soak', clock, random, intensity: { restarts: 1_000_000, withinMs: 1_000 } })
  const ledger = new Ledger('soak')
  const books = root.feed$.subscribe((event) => ledger.enter(event))
  // The gate is bound to it again and again.
  const port = await freePort()
  const gate = (): void => {
    root
      .listen('gate', tcp.listen({ port }), {
        heartbeat: { protocol: pingPong, everyMs: 1_000, timeoutMs: 1_000, misses: 2 },
        frameTimeoutMs: 2_000,
        maxConnections: connections,
        restart: 'permanent',
      })
      .accepted$.subscribe((guest) => guest.frames$.subscribe())
  }
  gate()
  const fleets = new Fleets(root, tcp({ host: '127.0.0.1', port }), random, FLEETS, Math.ceil(third / FLEETS))
  const crowd = new Crowd({ port, clients: third, seed, everyMs: options.disturbEveryMs })
  const samples: Sample[] = []
  const began = performance.now()
  const disturbing = setInterval(() => fleets.disturb(), options.disturbEveryMs)
  const renewing = setInterval(() => void fleets.renew(), options.renewEveryMs)
  let isFrozen = false
  let isDue = false
  const rebind = (): void => {
    // With the gate go those who came by it: nobody would be left to be found silent.
    isDue = isFrozen
    if (!isFrozen) void root.restart('gate').catch(() => {})
  }
  const rebinding = setInterval(rebind, options.rebindEveryMs)
  const freezing = setInterval(() => {
    if (isFrozen) return
    isFrozen = true
    void found(crowd, ledger, () => root.phase === 'running').then(() => {
      isFrozen = false
      if (isDue) rebind()
    })
  }, options.freezeEveryMs)
  try {
    while (performance.now() - began < ms) {
      await sleep(Math.min(options.lookEveryMs, ms))
      const sample = { atMs: performance.now() - began, heapMb: heapMb(), living: ledger.living }
      samples.push(sample)
      options.progress(lineOf(sample, ledger))
    }
  } finally {
    for (const timer of [disturbing, renewing, rebinding, freezing]) clearInterval(timer)
    await root.stop()
    books.unsubscribe()
  }
  const connects = await crowd.leave()
  const settled = samples.filter(({ atMs }) => atMs > WARM_UP_SHARE * ms)
  const growth = growthMb(settled)
  const problems = [...ledger.problems()]
  if (clock.waiting > 0) problems.push(`${clock.waiting} timers run on after the stop`)
  if (root.connections.length > 0) problems.push(`${root.connections.length} connections are left`)
  const sockets = (await fewestSockets(socketsBefore)) - socketsBefore
  if (sockets > 0) problems.push(`${sockets} sockets are open after the stop`)
  if (settled.length >= FEWEST_SAMPLES && growth > boundMb(settled)) {
    problems.push(`the heap grew by ${growth.toFixed(1)} MB, ${boundMb(settled).toFixed(1)} MB are allowed`)
  }
  return { problems, ledger, connects, samples, growthMb: growth, boundMb: boundMb(settled) }
}

/** Freezes the crowd until one of it was found silent: time in which this process did not run is charged to nobody. */
async function found(crowd: Crowd, ledger: Ledger, goesOn: () => boolean): Promise<void> {
  const { verdicts } = ledger
  crowd.freeze()
  await sleep(FROZEN_MS)
  while (ledger.verdicts === verdicts && goesOn()) await sleep(LOOK_MS)
  crowd.thaw()
}

function lineOf({ atMs, heapMb }: Sample, { living, begun, restarts, verdicts }: Ledger): string {
  const seconds = Math.round(atMs / 1000)
  return `${seconds} s: ${living} of ${begun} lives go on, ${restarts} restarts, ${verdicts} verdicts, heap ${heapMb.toFixed(1)} MB`
}

function heapMb(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed / 2 ** 20
}

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length
}

async function fewestSockets(wanted: number): Promise<number> {
  for (let look = 0; openSockets() > wanted && look < LOOKS_FOR_THE_LAST; look += 1) await sleep(10)
  return openSockets()
}
