/**
 * This library, keeping many connections to a healthy peer and one to another, while its own process is kept from
 * running, as `stalling.ts` has it.
 *
 * It says `ready` when all are alive, every phase that a connection enters (`healthy` or `other`), and each stall.
 */

import { filter, first } from 'rxjs'
import { pingPong, supervise } from '../../../src/index.ts'
import { tcp } from '../../../src/transport/tcp.ts'
import { monotonicClock } from '../support/monotonic.ts'
import { say, settings } from './stage.ts'
import { stallOnOrder } from './stalling.ts'

const { healthy, other, count, everyMs, timeoutMs, misses, stall, stallMs } = settings({
  healthy: '',
  other: '',
  count: 50,
  everyMs: 1_000,
  timeoutMs: 500,
  misses: 2,
  stall: 'signal',
  stallMs: 6_000,
})

const supervisor = supervise({ clock: monotonicClock })
const heartbeat = { protocol: pingPong, everyMs, timeoutMs, misses }
const backoff = { firstMs: 100, maxMs: 100, jitter: 'none' } as const
const connect = (id: string, endpoint: string) =>
  supervisor.connect(id, tcp(endpoint), { heartbeat, backoff })
const connections = Array.from({ length: count }, (_, index) => connect(`healthy ${index}`, healthy))
connections.push(connect('other', other))

supervisor.feed$.subscribe((event) => {
  if (event.kind === 'stall') say('stall', event.at, event.lostMs)
  if (event.kind === 'phase') say(event.id.split(' ')[0] ?? '', event.to, event.at)
})
supervisor.feed$
  .pipe(
    filter(() => connections.every(({ phase }) => phase === 'alive')),
    first(),
  )
  .subscribe(() => say('ready'))

stallOnOrder(stall, stallMs)
