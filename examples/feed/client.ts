/**
 * Reads quotes from the first of two servers that is well, goes over to the other one when it is not, and back, so that no
 * quote is missed or told twice that the servers can still tell.
 *
 *     npx tsx examples/feed/client.ts [URL URL] [--rotate-s 30] [--back-s 10]
 */
import { parseArgs } from 'node:util'
import { describeCause, type OpenLink, supervise } from 'pulsetree'
import { failover } from 'pulsetree/failover'
import { rotation } from 'pulsetree/rotation'
import { websocket } from 'pulsetree/websocket'
import { Ledger, type Numbered, type Speaker } from './ledger.ts'

/** What a server says once it has said who it is. */
type Message = (Numbered & { readonly price: string }) | (Speaker & { readonly goaway: true })

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'rotate-s': { type: 'string', default: '30' },
    'back-s': { type: 'string', default: '10' },
  },
})
const urls = positionals.length > 0 ? positionals : ['ws://127.0.0.1:7381/feed', 'ws://127.0.0.1:7382/feed']
const backMs = Number(options['back-s']) * 1_000

const ledger = new Ledger()
const fleet = supervise({ name: 'client' })

const feed = fleet.connect(
  'feed',
  failover(
    urls.map((url) => websocket(url)),
    { failedForMs: backMs, backAfterMs: backMs },
  ),
  {
    onOpen: subscribe,
    handshakeTimeoutMs: 2_000,
    connectTimeoutMs: 2_000,
    // A frozen server is found out within 3 s, one that answers pings but quotes nothing within 2 s.
    heartbeat: { everyMs: 1_000, timeoutMs: 1_000, misses: 2 },
    staleAfterMs: 2_000,
    whenStale: 'end',
    backoff: { firstMs: 200, maxMs: 5_000 },
    // Tokens expire and load balancers forget: no link becomes older than this, and none is missed.
    rotation: rotation({ everyMs: Number(options['rotate-s']) * 1_000 }),
  },
)

feed.frames$.subscribe(({ text }) => hear(text))
feed.phase$.subscribe(({ phase, cause }) => {
  if (phase === 'alive') console.log(`alive: ${feed.endpoint}`)
  else console.log(cause === null || phase === 'connecting' ? phase : `${phase}: ${describeCause(cause)}`)
})
fleet.feed$.subscribe((event) => {
  if (event.kind === 'rotated') console.log(`rotated: link ${event.generation}, ${feed.endpoint}`)
  if (event.kind === 'not-rotated') console.log(`not rotated: ${describeCause(event.cause)}`)
})

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => fleet.stop())
await fleet.ended
console.log(`${ledger.told} quotes, ${ledger.missed} missed; ${ledger.again} came twice and were told once`)

/**
 * Says from where on, and waits for the first quote: a link on which none comes is no use, so it does not become alive, and
 * takes nobody's place.
 */
async function subscribe(link: OpenLink): Promise<void> {
  const hello: Speaker = JSON.parse((await link.receive()).text)
  await link.send(JSON.stringify({ from: ledger.next(hello) }))
  hear((await link.receive()).text)
}

function hear(text: string): void {
  const message: Message = JSON.parse(text)
  // The server means to end: while this link goes on a new one is dialled, and not to the same place.
  if ('goaway' in message) feed.rotate({ elsewhere: true }).catch(() => {})
  else if (ledger.isNew(message)) console.log(`${message.server} #${message.n} ${message.price}`)
}
