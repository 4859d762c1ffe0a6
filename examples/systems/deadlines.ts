/**
 * Deadlines for reading and for writing, apart from one another, towards a server that does neither.
 *
 *     npx tsx examples/systems/deadlines.ts PORT
 */
import { describeCause, listenOnly, supervise } from 'pulsetree'
import { tcp } from 'pulsetree/tcp'

const [port = '7373'] = process.argv.slice(2)
const site = supervise()

async function run(
  name: string,
  readTimeoutMs: number | false,
  writeTimeoutMs: number | false,
): Promise<void> {
  const connection = site.connect(name, tcp(`tcp://127.0.0.1:${port}`), {
    heartbeat: { protocol: listenOnly, everyMs: 60_000 },
    readTimeoutMs,
    writeTimeoutMs,
    retry: () => false,
    queue: { max: 100, drop: 'oldest' },
  })
  // More than the system's buffers hold.
  const megabyte = 'x'.repeat(1_000_000)
  if (writeTimeoutMs !== false)
    for (let nth = 0; nth < 20; nth += 1) connection.send(megabyte).catch(() => {})
  await connection.ended()
  const { cause } = connection
  console.log(`${name}: ${cause === null ? '' : describeCause(cause)}`)
}

await Promise.all([
  run('read-1s', 1_000, false),
  run('write-1s', false, 1_000),
  run('read-3s-write-1s', 3_000, 1_000),
  run('read-1s-write-3s', 1_000, 3_000),
])
await site.stop()
