/**
 * Calls to a server of Go's net/rpc/jsonrpc, with a heartbeat beside them that it answers without knowing of it.
 *
 *     npx tsx examples/systems/go-client.ts PORT
 */
import { jsonValues, supervise } from 'pulsetree'
import { goBeat, rpc } from 'pulsetree/rpc'
import { tcp } from 'pulsetree/tcp'

interface Arith {
  Multiply(args: { A: number; B: number }): number
}

const [port = '7373'] = process.argv.slice(2)
const site = supervise()
const connection = site.connect('arith', tcp(`tcp://127.0.0.1:${port}`, { codec: jsonValues() }), {
  heartbeat: { protocol: goBeat, everyMs: 200, timeoutMs: 5_000 },
})
const arith = rpc(connection, { dialect: 'go' }).client<Arith>({ prefix: 'Arith.' })
console.log(`7 times 8 is ${await arith.Multiply({ A: 7, B: 8 })}`)
while (connection.quality.rttMs === null) await new Promise((resolve) => setTimeout(resolve, 50))
console.log('a heartbeat was answered')
await site.stop()
