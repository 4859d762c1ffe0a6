/**
 * A heartbeat that is ended from outside, and leaves nothing that would keep this process from ending.
 *
 *     npx tsx examples/systems/cancel.ts PORT
 */
import { pingPong, raw, supervise } from 'pulsetree'
import { tcp } from 'pulsetree/tcp'

const [port = '7373'] = process.argv.slice(2)
const cancel = new AbortController()
const site = supervise({ signal: cancel.signal })
const connection = site.connect('server', tcp(`tcp://127.0.0.1:${port}`, { codec: raw() }), {
  heartbeat: { protocol: pingPong, everyMs: 300, timeoutMs: 5_000 },
})
connection.phase$.subscribe(({ phase, cause }) => console.log(`${phase} ${cause?.kind ?? ''}`.trim()))
setTimeout(() => cancel.abort(), 1_200)
process.on('exit', () => console.log('nothing is left to do'))
