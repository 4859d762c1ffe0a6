/**
 * A server for clients of Go's net/rpc/jsonrpc.
 *
 *     npx tsx examples/systems/go-server.ts PORT
 */
import { jsonValues, supervise } from 'pulsetree'
import { rpc } from 'pulsetree/rpc'
import { tcp } from 'pulsetree/tcp'

const [port = '7373'] = process.argv.slice(2)
const site = supervise()
const door = site.listen('door', tcp.listen({ port: Number(port) }, { codec: jsonValues() }), {
  heartbeat: 'none',
  idleMs: 60_000,
})
door.accepted$.subscribe((connection) => {
  rpc(connection, {
    dialect: 'go',
    methods: {
      'Arith.Multiply': ({ A, B }: { A: number; B: number }) => {
        console.log(`is asked what ${A} times ${B} is`)
        return A * B
      },
    },
  })
  void connection.ended().then(() => site.stop())
})
await door.ready
console.log('listening')
