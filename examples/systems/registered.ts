/**
 * An instance that knows of no registry stands in one for as long as it answers heartbeats.
 *
 *     npx tsx examples/systems/registered.ts PORT
 */
import { pingPong, supervise } from 'pulsetree'
import { memoryRegistry } from 'pulsetree/registry'
import { tcp } from 'pulsetree/tcp'

const [port = '7373'] = process.argv.slice(2)
const endpoint = `tcp://127.0.0.1:${port}`

const site = supervise()
const registry = memoryRegistry()
const prices = registry.watch('prices')
await prices.ready
prices.changes$.subscribe(({ instances }) => {
  console.log(
    `requests go to: ${instances.map((one) => `${one.id} at ${one.endpoint}`).join(', ') || 'nobody'}`,
  )
})

const connection = site.connect('prices-1', tcp(endpoint), {
  heartbeat: { protocol: pingPong, everyMs: 300, timeoutMs: 500, misses: 2 },
  retry: () => false,
})
connection.phase$.subscribe(({ phase }) => console.log(`prices-1 is ${phase}`))
registry.register(
  { service: 'prices', id: 'prices-1', endpoint, metadata: {} },
  { ttlMs: 3_000, while: connection },
)

await connection.ended()
await registry.close()
await site.stop()
