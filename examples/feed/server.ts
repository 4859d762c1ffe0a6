/**
 * Quotes that never were, numbered from 1, ten a second. Start two of them.
 *
 *     npx tsx examples/feed/server.ts NAME [PORT]
 *
 * A client is told who speaks, says from which number on it wants to hear, and hears that. At SIGUSR2 the quotes stop, or
 * go on: the server answers every ping meanwhile. At SIGTERM clients are asked to leave, and have 5 s for it.
 */
import { type Connection, supervise } from 'pulsetree'
import { drain } from 'pulsetree/drain'
import { websocketServer } from 'pulsetree/websocket-server'

const [name = 'a', port = '7381'] = process.argv.slice(2)
const EVERY_MS = 100
/** How far back clients may ask. */
const KEPT = 1_000

/** Another one after each start: numbers begin anew. */
const run = process.pid
const quotes: string[] = []
let count = 0
let price = 100

const fleet = supervise({ name })
const listener = fleet.listen('clients', websocketServer({ port: Number(port), path: '/feed' }), {
  onOpen: (link) => link.send(JSON.stringify({ server: name, run })),
})
const subscribers = new Set<Connection>()

listener.accepted$.subscribe((client) => {
  client.frames$.subscribe((frame) => {
    const { from }: { from: number | null } = JSON.parse(frame.text)
    const first = count - quotes.length + 1
    if (from !== null) for (const quote of quotes.slice(Math.max(0, from - first))) tell(client, quote)
    subscribers.add(client)
  })
  void client.ended().then(() => subscribers.delete(client))
})

const quoting = setInterval(() => {
  if (isMute) return
  count += 1
  price *= 1 + (Math.random() - 0.5) / 100
  const quote = JSON.stringify({ server: name, run, n: count, price: price.toFixed(2) })
  quotes.push(quote)
  if (quotes.length > KEPT) quotes.shift()
  for (const client of subscribers) tell(client, quote)
}, EVERY_MS)

let isMute = false
process.on('SIGUSR2', () => {
  isMute = !isMute
  console.log(isMute ? 'quotes have stopped' : 'quotes go on')
})

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    const notify = (client: Connection) => client.send(JSON.stringify({ server: name, run, goaway: true }))
    const { left, cut } = await drain(fleet, { withinMs: 5_000, notify })
    console.log(`${left} went elsewhere, ${cut.length} were cut off`)
    clearInterval(quoting)
  })
}

console.log(`process ${process.pid}: ${name} is on ${await listener.ready}`)

/** Nothing waits for a client that has gone. */
function tell(client: Connection, text: string): void {
  client.send(text).catch(() => {})
}
