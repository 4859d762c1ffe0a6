/** A crowd of connections on a network in memory, all in this one process: it beats and stops, and tells what that cost. */
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import type { LinkOwner } from '../../src/transport/transport.ts'
import { cpuNow, memoryNow } from '../lib/process.ts'
import { input, order, tell } from '../lib/told.ts'
import type { CrowdInput } from './terms.ts'
import { timed } from './timed.ts'

/** Dials under way at once. */
const STEP = 500
const PORT = 7373
const PONG = new TextEncoder().encode('pong\n')

const { crowd, n, dist, everyMs, timeoutMs, misses, settleMs, windowMs } = input<CrowdInput>()
const { memoryNetwork } = (await import(
  `${dist}transport/memory.js`
)) as typeof import('../../src/transport/memory.ts')
const { systemClock } = (await import(`${dist}clock/clock.js`)) as typeof import('../../src/clock/clock.ts')
const { pingPong, supervise } = (await import(`${dist}index.js`)) as typeof import('../../src/index.ts')

/** Shared, since it holds nothing. */
const nobody: LinkOwner = {
  opened() {},
  heard() {},
  frame() {},
  partial() {},
  drained() {},
  pinged() {},
  ponged() {},
  ended() {},
  released() {},
}

const network = memoryNetwork({ clock: systemClock })
const listener = network.host('server').listen({ port: PORT })
const transport = network.host('client').dial({ to: `server:${PORT}` })
const clock = timed(systemClock)
const supervisor = supervise({ name: 'bench', clock })
/** The peers: as little as answers every beat. */
class Peer implements LinkOwner {
  readonly #link = transport.dial(this)

  opened(): void {
    opened += 1
  }

  heard(): void {}

  frame(): void {
    this.#link.write(PONG)
  }

  partial(): void {}

  drained(): void {}

  pinged(): void {}

  ponged(): void {}

  ended(): void {
    ended += 1
    this.#link.close()
  }

  released(): void {}
}

const subject = crowd === 'pulsetree' ? supervised() : bare()
await subject.ready

const empty = await memoryNow()
let opened = 0
let ended = 0
const setupCpu = cpuNow()
for (let dialled = 0; dialled < n; ) {
  const until = Math.min(n, dialled + STEP)
  for (; dialled < until; dialled += 1) new Peer()
  while (opened < until) await turn()
}
const setupUs = (cpuNow() - setupCpu) / n
tell('connected')

await sleep(settleMs)
clock.longestMs()
const beatsThen = subject.beats()
const cpu = cpuNow()
await sleep(windowMs)
const cpuUs = cpuNow() - cpu
const tickMs = clock.longestMs()
const beats = subject.beats() - beatsThen
const memory = await memoryNow()
tell('measured', {
  setup_cpu_us: setupUs,
  heap_kb: (memory.heapUsed - empty.heapUsed) / 1024 / n,
  tick_max_ms: tickMs,
  cpu_us: cpuUs,
  beats,
  ended,
})

await order('stop')
clock.longestMs()
const stopBegan = performance.now()
await subject.stop()
tell('stopped', { stop_us: ((performance.now() - stopBegan) * 1000) / n, stop_hold_ms: clock.longestMs() })

function supervised() {
  const gateway = supervisor.listen('crowd', listener, {
    heartbeat: { protocol: pingPong, everyMs, timeoutMs, misses },
    maxConnections: n,
  })
  return {
    ready: gateway.ready,
    beats: () => gateway.connections.reduce((sum, { counts }) => sum + counts.beats, 0),
    stop: () => supervisor.stop(),
  }
}

/** What the links cost by themselves. */
function bare() {
  const ready = new Promise<void>((resolve) => {
    listener.listen({
      listening: () => resolve(),
      accepted: () => nobody,
      turnedAway() {},
      paused() {},
      resumed() {},
      failed() {},
      closed() {},
    })
  })
  return { ready, beats: () => 0, stop: async () => {} }
}
