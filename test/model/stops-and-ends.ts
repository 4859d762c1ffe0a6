/** A program of `lives.test.ts`: keeps twenty connections over TCP, stops its supervisor, and has nothing more to do. */
import { filter, firstValueFrom, take, toArray } from 'rxjs'
import { pingPong, supervise } from '../../src/index.ts'
import { tcp } from '../../src/transport/tcp.ts'

const heartbeat = { protocol: pingPong, everyMs: 50, timeoutMs: 5_000 }

const supervisor = supervise()
const door = supervisor.listen('door', tcp.listen({ port: 0 }), { heartbeat })
const endpoint = await door.ready
const accepted = firstValueFrom(door.accepted$.pipe(take(20), toArray()))
const connections = Array.from({ length: 20 }, (_, n) =>
  supervisor.connect(`c${n}`, tcp(endpoint), { heartbeat }),
)
for (const { phase$ } of connections)
  await firstValueFrom(phase$.pipe(filter(({ phase }) => phase === 'alive')))
await accepted
// One that will never connect, so that there is a dial or a back-off to be called off.
supervisor.connect('nobody', tcp('tcp://127.0.0.1:1'), { heartbeat })
console.log(`alive ${connections.filter(({ phase }) => phase === 'alive').length}`)
await supervisor.stop()
console.log(`stopped ${connections.filter(({ phase }) => phase === 'stopped').length}`)
