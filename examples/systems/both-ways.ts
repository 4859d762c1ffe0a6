/**
 * A server that asks its clients and answers them, hangs for four seconds soon after the first one has come, and goes on.
 *
 *     npx tsx examples/systems/both-ways.ts PORT
 */
import { setTimeout as pause } from 'node:timers/promises'
import { describeCause, pingPong, supervise } from 'pulsetree'
import { tcp } from 'pulsetree/tcp'
import { firstValueFrom } from 'rxjs'

const [port = '7373'] = process.argv.slice(2)
const site = supervise()
const door = site.listen('door', tcp.listen({ port: Number(port) }), {
  heartbeat: { protocol: pingPong, everyMs: 300, timeoutMs: 500, misses: 2 },
})
door.accepted$.subscribe((connection) => {
  connection.phase$.subscribe(({ phase, cause }) => {
    console.log(`the client is ${phase}${cause === null ? '' : `: ${describeCause(cause)}`}`)
    if (cause?.kind === 'silent') void site.stop()
  })
})
await door.ready
console.log('listening')

await firstValueFrom(door.accepted$)
await pause(2_000)
console.log('we hang for 4 s')
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4_000)
