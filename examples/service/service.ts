/**
 * A service of three instances behind a pool, and what its callers see when one of them freezes: traffic moves away, the
 * breaker opens and callers get the cached price, the instance is started again, and traffic returns. Takes some 12 s.
 *
 *     npx tsx examples/service/service.ts [--memory] [--inspect]
 */
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { describeCause, lines, pingPong, supervise } from 'pulsetree'
import { breaker } from 'pulsetree/breaker'
import { inspect } from 'pulsetree/inspect'
import { pool, roundRobin } from 'pulsetree/pool'
import { fork } from 'pulsetree/programs'
import { tcp } from 'pulsetree/tcp'
import { filter, firstValueFrom } from 'rxjs'
import { freePorts } from './ports.ts'
import { startRegistry } from './registry.ts'
import { say } from './say.ts'
import { Traffic } from './traffic.ts'

const flag = { type: 'boolean', default: false } as const
const { values: options } = parseArgs({ options: { memory: flag, inspect: flag } })
const hasEtcd = spawnSync('etcd', ['--version']).status === 0

const site = supervise({ name: 'site', restartDelayMs: 500 })
const { registry, name, clean } = await startRegistry(site, options.memory || !hasEtcd)
say(`instances are registered in ${name}`)

// The instances: processes, each registered for as long as it answers its supervisor.
const instances = (await freePorts(3)).map((port, index) => {
  const id = `prices-${index + 1}`
  const program = fork(new URL('./instance.mjs', import.meta.url), [id, String(port)])
  const instance = site.run(id, program, {
    restart: 'permanent',
    heartbeat: { everyMs: 1_000, timeoutMs: 1_000, misses: 3 },
    // Registered once it listens.
    firstFrameTimeoutMs: 10_000,
    frames: 'ignore',
  })
  const endpoint = `tcp://127.0.0.1:${port}`
  registry.register({ service: 'prices', id, endpoint, metadata: {} }, { ttlMs: 5_000, while: instance })
  return instance
})

// The callers' side.
const heartbeat = { protocol: pingPong, everyMs: 1_000, timeoutMs: 500, misses: 3 }
const BOUND_MS = 1_500
const watch = registry.watch('prices')
const prices = pool(site, 'prices', {
  endpoints: watch,
  dial: ({ endpoint }) => tcp(endpoint, { codec: lines() }),
  connect: { heartbeat, backoff: { firstMs: 200, maxMs: 500 } },
  choose: roundRobin(),
  // Here heartbeats alone are to decide who gets calls.
  ejection: false,
})
const guard = breaker({
  id: 'breaker',
  of: prices,
  failures: false,
  rate: { share: 0.15, withinMs: 500, minCalls: 10 },
  // Tried again when the pool has found out by itself, and before the instance is started again.
  backoff: { firstMs: 1_500, jitter: 'none' },
})
const traffic = new Traffic(prices, guard)

// Whoever opens its address sees pool, breaker and registry beside the tree.
const inspector = options.inspect
  ? await inspect(site, { beside: { breaker: guard, pool: prices, registry } })
  : null
if (inspector !== null) say(`to be watched at ${inspector.url}`)

// Whoever cannot be started, though it was tried again and again, has to be looked at by somebody: the play is over.
site.feed$.subscribe((event) => {
  if (event.kind !== 'gave-up') return
  console.error(`${event.id}: ${event.causes.map((cause) => describeCause(cause)).join('\n')}`)
  process.exit(1)
})
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1))

await allAlive()
say('three instances are alive; 50 calls a second begin, in turn')
guard.phase$.subscribe(({ phase, from, by }) => {
  if (from !== null)
    say(`the breaker is ${phase}${phase === 'open' ? ` (${by}): callers get the cached price` : ''}`)
})
traffic.begin()
await seconds(2)
tell('calls of 2 s')

const [, frozen] = instances
const pid = frozen?.pid
if (pid === undefined || pid === null) throw new Error('prices-2 is no process')
process.kill(pid, 'SIGSTOP')
const frozenAt = performance.now()
say(`prices-2 is frozen: process ${pid} gets SIGSTOP`)
let callsWhenSuspect: number | null = null
const joined = new Promise<void>((resolve) => {
  prices.events$.subscribe((event) => {
    if (!('id' in event) || event.id !== 'prices-2') return
    const afterMs = Math.round(performance.now() - frozenAt)
    if (event.kind === 'phase' && event.phase === 'suspect' && callsWhenSuspect === null) {
      callsWhenSuspect = callsTo('prices-2')
      say(`the pool suspects prices-2 after ${afterMs} ms (bound ${BOUND_MS} ms): no calls to it from now on`)
    }
    if (event.kind === 'left') {
      const more = callsTo('prices-2') - (callsWhenSuspect ?? 0)
      say(`the registry has withdrawn prices-2; it got ${more} calls since it was suspect`)
    }
    if (event.kind === 'joined') {
      say('the registry has prices-2 again')
      resolve()
    }
  })
})
site.feed$.subscribe((event) => {
  if (event.kind === 'restart' && event.id === 'prices-2')
    say(`its supervisor starts prices-2 again: ${describeCause(event.cause)}`)
})
await seconds(2)
tell('calls of 2 s with a frozen instance')
await joined
await allAlive()
traffic.look()
say(`three instances are alive again, prices-2 as process ${frozen?.pid}`)
await seconds(2)
tell('calls of 2 s')

traffic.end()
await seconds(0.6)
say(`${traffic.under} calls hang`)
guard.stop()
await watch.close()
await registry.close()
await site.stop()
await inspector?.close()
clean()

/** Of all connections that there are to it. */
function callsTo(id: string): number {
  return prices.members.filter((member) => member.id === id).reduce((sum, { calls }) => sum + calls, 0)
}

async function allAlive(): Promise<void> {
  while (prices.members.filter(({ phase }) => phase === 'alive').length < 3)
    await firstValueFrom(prices.events$.pipe(filter(({ kind }) => kind === 'phase')))
}

function tell(what: string): void {
  const counts = [...traffic.look()].sort(([one], [other]) => (one < other ? -1 : 1))
  say(`${what}: ${counts.map(([whose, count]) => `${whose} ${count}`).join(', ')}`)
}

function seconds(count: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, count * 1_000))
}
