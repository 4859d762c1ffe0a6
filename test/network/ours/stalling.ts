/**
 * The ways in which a program of ours is kept from running: `signal` waits to be stopped from outside; `timer`, `io`,
 * `promises` and `gc` block for about `stallMs` at the order on stdin; `halves` is blocked half of the time, in pieces
 * of 100 ms, from the order on.
 */
import { open } from 'node:fs'
import { createInterface } from 'node:readline'
import { collectGarbage } from '../../support/memory.ts'

/** Blocks without burning the processor that others need. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

function blockHalves(): void {
  block(100)
  setTimeout(blockHalves, 100)
}

async function chain(ms: number): Promise<void> {
  const until = performance.now() + ms
  while (performance.now() < until) await Promise.resolve().then(() => block(20))
}

/** Garbage is collected, over and over: a heap of a few hundred thousand objects takes a good part of a second. */
function collect(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until) {
    const garbage = Array.from({ length: 300_000 }, (_, index) => ({ index, next: [index] }))
    collectGarbage()
    garbage.length = 0
  }
}

/** At each line of stdin the stall comes; the program ends with its stdin. */
export function stallOnOrder(stall: string, stallMs: number): void {
  const ways: Readonly<Record<string, () => void>> = {
    signal: () => {},
    timer: () => setTimeout(() => block(stallMs), 1),
    io: () => open(process.execPath, () => block(stallMs)),
    promises: () => void chain(stallMs),
    gc: () => setTimeout(() => collect(stallMs), 1),
    halves: blockHalves,
  }
  createInterface({ input: process.stdin })
    .on('line', () => ways[stall]?.())
    .on('close', () => process.exit())
}
