/**
 * This library as a server that asks its clients for signs of life, while its own process is kept from running, as
 * `stalling.ts` has it. It says `port healthy N` and `port other N`, each phase of each connection by the port it came
 * to, and each stall.
 */
import { pingPong, supervise } from '../../../src/index.ts'
import { tcp } from '../../../src/transport/tcp.ts'
import { monotonicClock } from '../support/monotonic.ts'
import { say, settings } from './stage.ts'
import { stallOnOrder } from './stalling.ts'

const { everyMs, timeoutMs, misses, stall, stallMs } = settings({
  everyMs: 1_000,
  timeoutMs: 500,
  misses: 2,
  stall: 'signal',
  stallMs: 6_000,
})

const supervisor = supervise({ clock: monotonicClock })
const nameOf = new Map<string, string>()
supervisor.feed$.subscribe((event) => {
  if (event.kind === 'stall') say('stall', event.at, event.lostMs)
  if (event.kind === 'phase') say(nameOf.get(event.id.replace(/#\d+$/, '')) ?? '', event.to, event.at)
})
for (const name of ['healthy', 'other']) {
  const listener = supervisor.listen(name, tcp.listen({ port: 0 }), {
    heartbeat: { protocol: pingPong, everyMs, timeoutMs, misses },
  })
  const endpoint = await listener.ready
  nameOf.set(endpoint, name)
  say('port', name, new URL(endpoint).port)
}
stallOnOrder(stall, stallMs)
