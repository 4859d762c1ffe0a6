/**
 * A pool of workers that heals itself: whoever hangs is ended and started again, its job goes to another one, a job that
 * ends its workers is set aside, and a version that does not work is replaced by the one before.
 *
 *     npx tsx examples/pool/pool.ts [--workers 4] [--jobs 200] [--poisoned 1] [--processes]
 */
import { parseArgs } from 'node:util'
import { describeCause, type FeedEvent, supervise } from 'pulsetree'
import { fork, type ProgramHandle, thread } from 'pulsetree/programs'
import { describeTree, treeOf } from 'pulsetree/tree'
import { filter, firstValueFrom } from 'rxjs'
import { Crew } from './crew.ts'
import { say } from './say.ts'

const { values: options } = parseArgs({
  options: {
    workers: { type: 'string', default: '4' },
    jobs: { type: 'string', default: '200' },
    poisoned: { type: 'string', default: '1' },
    processes: { type: 'boolean', default: false },
  },
})

/** In a thread; or in a process, which is slower to start, and can be stopped and killed by hand. */
const program = options.processes ? fork : thread
const worker = program(new URL('./worker.mjs', import.meta.url))
const next = program(new URL('./worker-next.mjs', import.meta.url))

const watched = {
  restart: 'permanent',
  // Hung within 1.5 s, so that is how long a job may take.
  heartbeat: { everyMs: 500, timeoutMs: 500, misses: 2 },
  // Whoever is still loading is not hung.
  firstFrameTimeoutMs: 10_000,
} as const

const pool = supervise({ name: 'pool', restartDelayMs: 100, intensity: { restarts: 50, withinMs: 60_000 } })
pool.feed$.subscribe(tell)

const crew = new Crew(jobs(Number(options.jobs), Number(options.poisoned)))
const workers: ProgramHandle[] = []
for (let n = 1; n < Number(options.workers); n += 1) workers.push(pool.run(`worker-${n}`, worker, watched))
workers.push(pool.run('worker-next', next, { ...watched, replace: { after: 2, with: () => worker } }))
for (const one of workers) hire(one)

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => pool.stop())

// When there is nothing more to do, those are waited for that are still being started again.
await Promise.race([crew.done.then(() => Promise.all(workers.map(isAlive))), pool.ended])
console.log(describeTree(treeOf(pool)))
await pool.stop()
const aside = crew.setAside.map(({ id }) => id)
console.log(`${crew.results.size} jobs done, set aside: ${aside.join(', ') || 'none'}`)

/** It is the same worker to us, however often it is started again. */
function hire(one: ProgramHandle): void {
  one.phase$.subscribe(({ phase }) => {
    if (phase === 'suspect') say(`${one.id} is suspect`)
    if (phase === 'alive') say(`${one.id} is alive${one.pid === null ? '' : `, process ${one.pid}`}`)
  })
  crew.hire(one)
}

function isAlive(one: ProgramHandle): Promise<unknown> {
  return firstValueFrom(one.phase$.pipe(filter(({ phase }) => phase === 'alive')), { defaultValue: null })
}

/** Most take some milliseconds. With forty letters a worker would be through with one after weeks. */
function jobs(count: number, poisoned: number) {
  const letters = (id: number): number => (id % 10 === 7 && id < poisoned * 10 ? 40 : 12 + (id % 8))
  return Array.from({ length: count }, (_, id) => ({ id, text: `${'a'.repeat(letters(id))}!` }))
}

function tell(event: FeedEvent): void {
  switch (event.kind) {
    case 'restart':
      return say(`${event.id} is started again: ${describeCause(event.cause)}`)
    case 'replaced':
      return say(`${event.id} runs ${event.program} from now on, after ${event.restarts} restarts in vain`)
    case 'gave-up':
      return say(`${event.id} is given up`)
    default:
  }
}
