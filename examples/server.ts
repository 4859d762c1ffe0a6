/**
 * A feed of prices that never were, for the pages beside it.
 *
 *     npx tsx examples/server.ts [PORT]
 */
import { pingPong, protocolPing, supervise } from 'pulsetree'
import { websocketServer } from 'pulsetree/websocket-server'

const EVERY_MS = 1_000
const prices = new Map([
  ['AMS', 812.4],
  ['BRU', 143.05],
  ['CPH', 66.12],
  ['DUB', 2_310],
])

const fleet = supervise({ name: 'prices' })
const listener = fleet.listen(
  'pages',
  websocketServer({ port: Number(process.argv[2] ?? 7380), path: '/prices' }),
  {
    // Pages cannot send pings of the protocol. They ask by the text `ping`, which we answer, and we ask them by our own.
    heartbeat: { protocol: { ...protocolPing, answers: pingPong.answers ?? [] } },
  },
)

listener.accepted$.subscribe((page) => {
  const tell = (): void => {
    // Nothing waits for a page that has gone.
    page.send(JSON.stringify(Object.fromEntries(prices))).catch(() => {})
  }
  tell()
  const timer = setInterval(tell, EVERY_MS)
  void page.ended().then(() => clearInterval(timer))
})

const walk = setInterval(() => {
  for (const [name, price] of prices) prices.set(name, price * (1 + (Math.random() - 0.5) / 100))
}, EVERY_MS)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    clearInterval(walk)
    void fleet.stop()
  })
}

console.log(`listening on ${await listener.ready}`)
