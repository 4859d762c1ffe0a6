/**
 * A slow call and a hundred quick ones over one connection, and the heartbeat beside them, with a server of JSON-RPC 2.0.
 *
 *     npx tsx examples/systems/calls.ts PORT
 */
import { lines, pingPong, supervise } from 'pulsetree'
import { rpc } from 'pulsetree/rpc'
import { tcp } from 'pulsetree/tcp'

const [port = '7373'] = process.argv.slice(2)
const site = supervise()
const connection = site.connect('adder', tcp(`tcp://127.0.0.1:${port}`, { codec: lines() }), {
  heartbeat: { protocol: pingPong, everyMs: 200, timeoutMs: 5_000 },
})
const peer = rpc(connection)

const before = connection.counts.beats
const slow = peer.call<number>('slow', [40, 2]).then((sum) => {
  console.log(`the slow call says ${sum}`)
})
const sums = await Promise.all(Array.from({ length: 100 }, (_, nth) => peer.call<number>('add', [nth, nth])))
console.log(
  `100 calls have their answers: ${sums.every((sum, nth) => sum === 2 * nth) ? 'all are right' : 'wrong'}`,
)
await slow
console.log(
  `${connection.counts.beats - before > 3 ? 'heartbeats went out meanwhile' : 'heartbeats had to wait'}`,
)
console.log(`links: ${connection.generation}, misses: ${connection.counts.misses}`)
await site.stop()
