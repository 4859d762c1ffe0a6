/**
 * Connections that end in five ways, one signal that ends all that is left of them, and what they leave behind.
 *
 *     npx tsx examples/systems/clean-up.ts PORT
 */
import { existsSync, readdirSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { pingPong, supervise } from 'pulsetree'
import { tcp } from 'pulsetree/tcp'
import { filter, firstValueFrom } from 'rxjs'

const port = Number(process.argv[2] ?? 7373)
const before = open()

const cancel = new AbortController()
const site = supervise({ signal: cancel.signal })
const ends: Promise<unknown>[] = []
for (const [name, at, everyMs] of [
  ['closes', 0, 200],
  ['resets', 1, 200],
  ['silent', 2, 200],
  ['refuses', 3, 200],
  ['quiet', 2, 60_000],
] as const) {
  const connection = site.connect(name, tcp(`tcp://127.0.0.1:${port + at}`), {
    heartbeat: { protocol: pingPong, everyMs, timeoutMs: 300, misses: 2 },
    backoff: { firstMs: 100, maxMs: 200 },
    closeTimeoutMs: 200,
  })
  // Its first end: most of them dial again, and meet the same one.
  const end = firstValueFrom(connection.phase$.pipe(filter(({ phase }) => phase === 'dead')))
  const told = end.then(({ cause }) => console.log(`${name}: dead, ${cause?.kind}`))
  if (name !== 'quiet') ends.push(told)
}
await Promise.all(ends)
console.log(`open meanwhile: ${open() > before ? 'more' : 'no more'} than before`)

cancel.abort()
await site.stop()
// Of what is closed the system is told at the end of the turn.
await pause(100)
console.log(`open afterwards: ${open() > before ? 'more' : 'no more'} than before`)

/** Timers, sockets, and files of this process. */
function open(): number {
  const files = existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0
  return process.getActiveResourcesInfo().length + files
}
