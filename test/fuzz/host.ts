/**
 * The process that inputs are run in: it may hang, or be killed by what it reads. Which input is under way stands in a
 * file, written before each: a message would wait for a turn of the loop that may never come.
 */
import { openSync, writeSync } from 'node:fs'
import { runSlice, type Slice, type Tally } from './slice.ts'
import type { Target } from './target.ts'

/** What a host is told to run. */
export interface Order extends Slice {
  readonly target: string
}

/** What it answers. `stray`: an error that nobody caught, in the input under way. */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly tally: Tally; readonly rss: number }
  | { readonly kind: 'stray'; readonly what: string }

const [list = '', note = ''] = process.argv.slice(2)
const { TARGETS }: { TARGETS: readonly Target[] } = await import(list)
const file = openSync(note, 'r+')
/** The number of the input, and how often anything has begun. */
const under = new Float64Array(2)
const watcher = {
  begins(number: number): void {
    under[0] = number
    under[1] = (under[1] ?? 0) + 1
    writeSync(file, under, 0, under.byteLength, 0)
  },
}

function answer(what: Answer): void {
  process.send?.(what)
}

async function run({ target: name, ...slice }: Order): Promise<void> {
  const target = TARGETS.find((one) => one.name === name)
  if (target === undefined) throw new Error(`no target is called ${name}`)
  const tally = await runSlice(target, slice, watcher, globalThis.gc ?? null)
  target.close?.()
  answer({ kind: 'done', tally, rss: process.resourceUsage().maxRSS * 1_024 })
}

process.on('uncaughtException', (error) => {
  answer({ kind: 'stray', what: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  process.disconnect()
  process.exitCode = 1
})
process.on('message', (order: Order) => void run(order))
process.on('disconnect', () => process.exit())
answer({ kind: 'ready' })
