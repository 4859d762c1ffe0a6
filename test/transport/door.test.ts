import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { Door } from '../../src/transport/door.ts'
import { lines } from '../../src/transport/framing.ts'
import type { Listening } from '../../src/transport/transport.ts'
import { Gate } from './support/bench.ts'

const doors: Listening[] = []

afterEach(() => {
  for (const door of doors.splice(0)) door.close()
})

/** A server whose events the test can emit itself. */
function open(port = 0) {
  const server = createServer()
  const bind = { port, host: '127.0.0.1' }
  const gate = new Gate({
    happened() {},
    listener: () => ({
      listen(owner) {
        const door = new Door({ server, bind, endpointOf: () => 'here' }, owner)
        doors.push(door)
        return door
      },
    }),
  })
  return { server, gate }
}

test('A door is open from the moment it is bound until it is closed', async () => {
  const { server, gate } = open()
  gate.listen(lines())
  await once(server, 'listening')
  const [door] = doors
  expect([gate.log, gate.endpoint]).toEqual([['listening'], 'here'])
  door?.close()
  await once(server, 'close')
  expect(gate.log).toEqual(['listening', 'closed'])
})
