/**
 * A table of clients with the time of their last heartbeat: HEARTBEAT, raw, beside business on the same connection. Who is
 * over its time is disconnected, and leaves the table.
 *
 *     npx tsx examples/systems/table.ts PORT
 */
import { raw, supervise } from 'pulsetree'
import { identities } from 'pulsetree/identity'
import { tcp } from 'pulsetree/tcp'

const [port = '7373'] = process.argv.slice(2)
const site = supervise()
const clients = identities({ by: ({ peer }) => peer, forgetMs: 0 })
clients.changes$.subscribe(({ identity: { identity, phase } }) => console.log(`${identity} is ${phase}`))

const door = site.listen('door', tcp.listen({ port: Number(port) }, { codec: raw() }), {
  identity: clients,
  heartbeat: {
    protocol: { beat: null, pong: null, answers: [{ ping: 'HEARTBEAT', pong: null }] },
    everyMs: 500,
    timeoutMs: 500,
    misses: 2,
  },
})
door.accepted$.subscribe((connection) => {
  connection.frames$.subscribe(({ text }) => console.log(`${connection.peer} does business: ${text}`))
})
await door.ready
console.log('listening')

const show = setInterval(() => {
  const rows = [...clients.list()].map(({ identity, lastHeardAt }) => `${identity} ${agoOf(lastHeardAt)}`)
  console.log(`table of ${rows.length}: ${rows.join(', ')}`)
}, 500)

setTimeout(async () => {
  clearInterval(show)
  await site.stop()
}, 5_000)

function agoOf(time: number): string {
  return `${((Date.now() - time) / 1_000).toFixed(1)} s ago`
}
