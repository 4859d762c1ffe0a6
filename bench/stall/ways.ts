/** Ways in which a process is kept from running, by itself or from outside. */
import { open } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Program } from '../lib/programs.ts'
import { order } from '../lib/told.ts'

export type Way = 'signal' | 'io' | 'timer' | 'promises' | 'halves'

/** For people. */
export const WAYS: Readonly<Record<Way, string>> = {
  signal: 'SIGSTOP',
  io: 'blocked in an I/O callback',
  timer: 'blocked in a timer',
  promises: 'blocked in a promise chain',
  halves: 'blocked half of the time',
}

/** A piece of a stall that is made of pieces. */
const PIECE_MS = 100
const LINK_MS = 20

/** From outside: keeps a program that {@link obeys} from running for so long. */
export async function stall(program: Program, way: Way, ms: number): Promise<void> {
  if (way === 'signal') program.freeze()
  else program.order(`${way} ${ms}`)
  await sleep(ms)
  if (way === 'signal') program.thaw()
}

/** Inside a program: lets itself be stalled in each of these ways, once, for this long. */
export function obeys(ways: readonly Way[], ms: number): void {
  for (const way of ways) if (way !== 'signal') void order(`${way} ${ms}`).then(() => OWN[way](ms))
}

const OWN: Readonly<Record<Exclude<Way, 'signal'>, (ms: number) => void>> = {
  io: (ms) => open(process.execPath, () => block(ms)),
  timer: (ms) => setTimeout(() => block(ms), 1),
  promises: (ms) => void chain(ms),
  halves,
}

async function chain(ms: number): Promise<void> {
  const until = performance.now() + ms
  while (performance.now() < until) await Promise.resolve().then(() => block(LINK_MS))
}

function halves(ms: number): void {
  const until = performance.now() + ms
  const piece = (): void => {
    block(PIECE_MS)
    if (performance.now() < until) setTimeout(piece, PIECE_MS)
  }
  piece()
}

/** Blocks without burning the processor that others need. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
