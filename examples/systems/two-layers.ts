/**
 * The keep-alive of the operating system, and the heartbeat above it, towards a server that freezes.
 *
 *     npx tsx examples/systems/two-layers.ts PORT
 */
import { existsSync, readFileSync } from 'node:fs'
import { describeCause, pingPong, supervise } from 'pulsetree'
import { tcp } from 'pulsetree/tcp'

const [port = '7373'] = process.argv.slice(2)
const site = supervise()
const connection = site.connect('server', tcp(`tcp://127.0.0.1:${port}`, { keepAlive: { idleMs: 1_000 } }), {
  heartbeat: { protocol: pingPong, everyMs: 1_500, timeoutMs: 1_000, misses: 2 },
  retry: () => false,
})
connection.phase$.subscribe(({ phase, cause }) => {
  if (phase === 'suspect') console.log(`the system ${socketState()}`)
  console.log(`the heartbeat says ${phase}${cause === null ? '' : `: ${describeCause(cause)}`}`)
})
await connection.ended()
await site.stop()

/** What the system knows of our socket, where it tells: a hung program's answers the keep-alive by itself. */
function socketState(): string {
  if (!existsSync('/proc/net/tcp')) return 'does not tell here what it knows'
  const remote = `0100007F:${Number(port).toString(16).toUpperCase().padStart(4, '0')}`
  const row = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find((fields) => fields[2] === remote)
  const isEstablished = row?.[3] === '01'
  const hasKeepAlive = row?.[5]?.startsWith('02:') === true
  return `says ${isEstablished ? 'established' : 'ended'}, keep-alive ${hasKeepAlive ? 'on' : 'off'}`
}
