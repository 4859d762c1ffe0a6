/**
 * This library, keeping many connections to a healthy peer and one to another, while its own process is kept from
 * running: `stall=signal` waits to be stopped from outside; `timer`, `io` and `promises` block for `stallMs` at the
 * order on stdin; `halves` is blocked half of the time, in pieces of 100 ms, from the order on.
 *
 * It says `ready` when all are alive, every phase that a connection enters (`healthy` or `other`), and each stall.
 */

import { open } from 'node:fs'
import { createInterface } from 'node:readline'
import { filter, first } from 'rxjs'
import { pingPong, supervise } from '../../../src/index.ts'
import { tcp } from '../../../src/transport/tcp.ts'
import { say, settings } from './stage.ts'

const { healthy, other, count, everyMs, timeoutMs, misses, stall, stallMs } = settings({
  healthy: '',
  other: '',
  count: 50,
  everyMs: 1_000,
  timeoutMs: 500,
  misses: 2,
  stall: 'signal',
  stallMs: 6_000,
})

const supervisor = supervise()
const heartbeat = { protocol: pingPong, everyMs, timeoutMs, misses }
const backoff = { firstMs: 100, maxMs: 100, jitter: 'none' } as const
const connect = (id: string, endpoint: string) =>
  supervisor.connect(id, tcp(endpoint), { heartbeat, backoff })
const connections = Array.from({ length: count }, (_, index) => connect(`healthy ${index}`, healthy))
connections.push(connect('other', other))

supervisor.feed$.subscribe((event) => {
  if (event.kind === 'stall') say('stall', event.at, event.lostMs)
  if (event.kind === 'phase') say(event.id.split(' ')[0] ?? '', event.to, event.at)
})
supervisor.feed$
  .pipe(
    filter(() => connections.every(({ phase }) => phase === 'alive')),
    first(),
  )
  .subscribe(() => say('ready'))

/** Blocks without burning the processor that others need. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

const STALLS: Readonly<Record<string, () => void>> = {
  signal: () => {},
  timer: () => setTimeout(() => block(stallMs), 1),
  io: () => open(process.execPath, () => block(stallMs)),
  promises: () => void chain(),
  halves: blockHalves,
}

function blockHalves(): void {
  block(100)
  setTimeout(blockHalves, 100)
}

async function chain(): Promise<void> {
  const until = performance.now() + stallMs
  while (performance.now() < until) await Promise.resolve().then(() => block(20))
}

createInterface({ input: process.stdin })
  .on('line', () => STALLS[stall]?.())
  .on('close', () => process.exit())
