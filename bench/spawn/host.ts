/** Spawns and stops n, again and again, in a process of its own. */
import { setImmediate as turn } from 'node:timers/promises'
import { median } from '../lib/figures.ts'
import { delaysWhile, memoryNow } from '../lib/process.ts'
import { input, tell } from '../lib/told.ts'
import { type Nursery, type NurseryName, nurseryOf } from './subjects.ts'

export interface SpawnInput {
  readonly subject: NurseryName
  readonly n: number
  readonly dist: string
}

/** Times are of batches; of three neighbours the middle one counts, since one scavenge weighs more than a batch. */
const BATCH = 100
const REPEATS = 7
const WARM_UP = 3_000

const { subject, n, dist } = input<SpawnInput>()
const nursery = await nurseryOf(subject, dist)
await spawnAndStop(WARM_UP)

const early: number[] = []
const late: number[] = []
const heap: number[] = []
const stop: number[] = []
const hold: number[] = []
for (let repeat = 0; repeat < REPEATS; repeat += 1) {
  const found = await spawnAndStop(n)
  early.push(found.early)
  late.push(found.late)
  heap.push(found.heap)
  stop.push(found.stop)
  hold.push(found.hold)
}
tell('measured', {
  spawn_us_first: median(early),
  spawn_us_last: median(late),
  last_to_first: median(late.map((value, repeat) => value / early[repeat]!)),
  heap_kb: median(heap),
  stop_us: median(stop),
  stop_hold_ms: median(hold),
})

async function spawnAndStop(count: number) {
  const before = await heapNow()
  const all = nursery()
  const batches: number[] = []
  for (let index = 0; index < count; ) {
    const began = performance.now()
    const until = Math.min(count, index + BATCH)
    const size = until - index
    for (; index < until; index += 1) all.spawn(index)
    batches.push(((performance.now() - began) * 1000) / size)
    await turn()
  }
  const heap = ((await heapNow()) - before) / 1024 / count
  return {
    early: median(batches.slice(0, 3)),
    late: median(batches.slice(-3)),
    heap,
    ...(await stopped(all, count)),
  }
}

async function stopped(all: Nursery, count: number): Promise<{ stop: number; hold: number }> {
  let stop = 0
  const { max } = await delaysWhile(async () => {
    const began = performance.now()
    await all.stop()
    stop = ((performance.now() - began) * 1000) / count
  })
  return { stop, hold: max }
}

async function heapNow(): Promise<number> {
  return (await memoryNow()).heapUsed
}
