/**
 * Heartbeat by short links: a client dials, writes, and closes. Who it is says its address; it is alive while it comes by.
 *
 *     npx tsx examples/systems/visits.ts PORT
 */
import { raw, supervise } from 'pulsetree'
import { byAddress, identities } from 'pulsetree/identity'
import { tcp } from 'pulsetree/tcp'

const [port = '7373'] = process.argv.slice(2)
const site = supervise()
const clients = identities({ by: byAddress, visits: { everyMs: 400, timeoutMs: 600, misses: 2 } })
clients.changes$.subscribe(({ identity: { identity, phase, visits } }) => {
  console.log(`${identity} is ${phase} after ${visits} visits`)
  if (phase === 'dead') void site.stop()
})
const door = site.listen('door', tcp.listen({ port: Number(port) }, { codec: raw() }), {
  identity: clients,
  heartbeat: 'none',
})
await door.ready
console.log('listening')
