/**
 * A chat over TCP.
 *
 *     npx tsx examples/chat/chat.ts serve [PORT]
 *     npx tsx examples/chat/chat.ts NAME [PORT]
 *
 * A member says what is typed, a line at a time, and leaves at the end of the input.
 */
import { createInterface } from 'node:readline'
import { supervise } from 'pulsetree'
import { tcp } from 'pulsetree/tcp'
import { Member } from './client.ts'
import { serveChat } from './server.ts'

const [name = 'serve', port = '7373'] = process.argv.slice(2)
const fleet = supervise({ name })

if (name === 'serve') {
  const room = serveChat(fleet, tcp.listen({ port: Number(port) }))
  console.log(`the room is on ${await room.ready}`)
} else {
  const member = new Member(fleet, name, tcp({ host: '127.0.0.1', port: Number(port) }))
  member.connection.phase$.subscribe(({ phase }) => console.log(`(${phase})`))
  member.said$.subscribe(({ by, text }) => console.log(`${by}: ${text}`))
  const typed = createInterface({ input: process.stdin })
  typed.on('line', (line) => member.say(line))
  typed.on('close', () => fleet.stop())
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => fleet.stop())
await fleet.ended
