/**
 * Ports for later: on which nobody listens yet, or again. Those that systems hand out by themselves will not do, from 32,768
 * on as a rule: another test is given the very one meanwhile, or a dial of it finds its own socket there.
 */
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

const LOWEST = 20_000
const HIGHEST = 29_999

/** A port below those, free at `127.0.0.1`. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST + 1)
    const server = createServer()
    try {
      await once(server.listen(port, '127.0.0.1'), 'listening')
    } catch {
      continue
    }
    await once(server.close(), 'close')
    return port
  }
}
