/** This library, beating: dials `dial`, or listens when that is empty. It goes on until its stdin closes. */
import { pingPong, supervise } from '../../../src/index.ts'
import { tcp } from '../../../src/transport/tcp.ts'
import { say, settings } from './stage.ts'

const { dial } = settings({ dial: '' })
const supervisor = supervise()
const heartbeat = { protocol: pingPong, everyMs: 200, timeoutMs: 300, misses: 3 }

if (dial === '') {
  const gateway = supervisor.listen('gateway', tcp.listen({ port: 0 }), { heartbeat })
  say('ready', new URL(await gateway.ready).port)
} else {
  supervisor.connect('peer', tcp(dial), { heartbeat })
}
process.stdin.on('close', () => process.exit()).resume()
